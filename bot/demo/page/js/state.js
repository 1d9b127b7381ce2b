// What the page knows: people, chats and their messages, whom we play, which chat is open, what was read.

import * as api from './api.js';

export const state = {
  stage: {},
  people: new Map(), // id → user
  bot: null,
  chats: new Map(), // id → chat, `members` as a Map of id → status
  messages: new Map(), // chat id → messages, oldest first
  player: null, // id
  open: null, // chat id
  read: new Map(), // "player:chat" → newest message id seen
  typing: new Map(), // chat id → until when, in milliseconds
  clock: { offset: 0 },
  connected: true,
};

const listeners = new Set();
let told = false;

export const onChange = (listener) => listeners.add(listener);

/** Tell every part of the page to look again, once for any number of changes in one go. */
export function changed() {
  if (told) return;
  told = true;
  queueMicrotask(() => {
    told = false;
    for (const listener of listeners) listener();
  });
}

export const now = () => Date.now() / 1000 + state.clock.offset;
export const player = () => state.people.get(state.player);
export const openChat = () => state.chats.get(state.open);
export const messagesOf = (chat) => state.messages.get(chat) ?? [];
export const roleOf = (id) => (state.stage.people ?? []).find((one) => one.id === id)?.role ?? '';
export const isPrivate = (chat) => chat.type === 'private';

/** What a person sees a chat called: a private chat is the bot's. */
export const partner = (chat) => (isPrivate(chat) ? (state.bot ?? { id: 0, first_name: 'Bot' }) : chat);

const PRESENT = new Set(['creator', 'administrator', 'member']);

/** The chats a person has, the last written one first. */
export function chatsOf(person) {
  const mine = [...state.chats.values()].filter((chat) =>
    isPrivate(chat) ? chat.id === person : PRESENT.has(chat.members.get(person)),
  );
  const last = (chat) => messagesOf(chat.id).at(-1)?.date ?? 0;
  return mine.sort((a, b) => last(b) - last(a) || isPrivate(a) - isPrivate(b));
}

export const membersOf = (chat) => [...chat.members].filter(([, status]) => PRESENT.has(status)).map(([id]) => id);

export function unread(person, chat) {
  const seen = state.read.get(`${person}:${chat}`) ?? 0;
  return messagesOf(chat).filter((one) => one.message_id > seen && one.from?.id !== person).length;
}

export const unreadOf = (person) => chatsOf(person).reduce((sum, chat) => sum + unread(person, chat.id), 0);

export function markRead() {
  const newest = messagesOf(state.open).at(-1)?.message_id;
  const key = `${state.player}:${state.open}`;
  if (!newest || document.hidden || (state.read.get(key) ?? 0) >= newest) return;
  state.read.set(key, newest);
  keep();
  changed();
}

export function playAs(id) {
  const before = openChat();
  state.player = id;
  const chats = chatsOf(id);
  // Who has the open chat too keeps it open; a private chat becomes one's own.
  const same = before && (isPrivate(before) ? state.chats.get(id) : chats.find((chat) => chat === before));
  if (state.open !== null) state.open = (same ?? chats[0])?.id ?? null;
  keep();
  changed();
}

export function openChatOf(id) {
  state.open = id;
  keep();
  changed();
}

function keep() {
  const kept = { run: state.stage.run, player: state.player, open: state.open, read: [...state.read] };
  sessionStorage.setItem('second-source', JSON.stringify(kept));
}

/** What this tab showed before it was reloaded, if the desk is still the same one. */
function restore() {
  let kept = null;
  try {
    kept = JSON.parse(sessionStorage.getItem('second-source'));
  } catch {
    kept = null;
  }
  if (!kept || kept.run !== state.stage.run || !state.people.has(kept.player)) return false;
  state.read = new Map(kept.read);
  state.player = kept.player;
  state.open = state.chats.has(kept.open) ? kept.open : null;
  return true;
}

export async function loadChats() {
  const [users, chats] = await Promise.all([api.readUsers(), api.readChats()]);
  state.people = new Map(users.map((user) => [user.id, user]));
  state.chats = new Map();
  for (const chat of chats) {
    if (chat.migrated_to) continue;
    state.chats.set(chat.id, { ...chat, members: new Map(chat.members.map((id) => [id, chat.statuses?.[id] ?? 'member'])) });
  }
}

/** Read a chat anew. The server gives what stands there now, so nothing is merged. */
export async function loadMessages(chat) {
  if (!state.chats.has(chat)) return;
  const messages = await api.readMessages(chat);
  state.messages.set(chat, messages);
  state.bot ??= messages.find((one) => one.from?.is_bot)?.from ?? null;
}

export async function loadAll() {
  state.clock = await api.readClock();
  await loadChats();
  await Promise.all([...state.chats.keys()].map(loadMessages));
}

/** The first look: everything that already stood there counts as read by everybody. */
export async function begin() {
  state.stage = await api.readStage();
  state.bot = await api.readBot(state.stage.token);
  await loadAll();
  if (!restore()) {
    const people = [...state.people.keys()];
    for (const person of people) {
      for (const chat of chatsOf(person)) {
        state.read.set(`${person}:${chat.id}`, messagesOf(chat.id).at(-1)?.message_id ?? 0);
      }
    }
    state.player = people[0] ?? null;
  }
  changed();
}
