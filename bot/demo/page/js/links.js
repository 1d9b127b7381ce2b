// Links that stay inside: t.me/<bot>?start=… opens the private chat, t.me/c/… goes to a message.

import * as api from './api.js';
import { isPrivate, state } from './state.js';

/** What a link asks for here: {start: payload}, {chat, message}, or null for a link of the outside. */
export function inside(url) {
  let parts;
  try {
    parts = new URL(url);
  } catch {
    return null;
  }
  const name = state.bot?.username?.toLowerCase();
  const path = parts.pathname.split('/').filter(Boolean);
  if (parts.protocol === 'tg:' && parts.host === 'resolve') {
    const same = parts.searchParams.get('domain')?.toLowerCase() === name;
    return same ? { start: parts.searchParams.get('start') } : null;
  }
  if (!['t.me', 'telegram.me'].includes(parts.hostname)) return null;
  if (path[0] === 'c' && path.length >= 3) return { chat: Number(`-100${path[1]}`), message: Number(path.at(-1)) };
  if (path[0]?.toLowerCase() === name) return { start: parts.searchParams.get('start') };
  return null;
}

/** Follow a link that stays inside; false if it leads out. */
export async function follow(url, { open, jump }) {
  const where = inside(url);
  if (where === null) return false;
  if (where.chat) {
    if (!state.chats.has(where.chat)) throw new api.Refused('That chat is not yours.');
    open(where.chat);
    jump(where.message);
    return true;
  }
  const mine = [...state.chats.values()].find((chat) => isPrivate(chat) && chat.id === state.player);
  open(mine.id);
  if (where.start) await api.start(state.player, where.start);
  return true;
}
