// The list of the chats that the person played has.

import { avatar } from './people.js';
import { briefly, nameOf } from './format.js';
import { el } from './dom.js';
import { chatsOf, isPrivate, messagesOf, now, partner, state, unread } from './state.js';
import { serviceText } from './service.js';

export function drawChats(list, open) {
  const rows = chatsOf(state.player).map((chat) => ({
    chat,
    last: messagesOf(chat.id).at(-1),
    count: unread(state.player, chat.id),
  }));
  const signature = JSON.stringify([state.player, state.open, rows.map((row) => [row.chat.id, row.last, row.count])]);
  if (list.dataset.drawn === signature) return;
  list.dataset.drawn = signature;
  const held = list.contains(document.activeElement) ? document.activeElement.dataset.chat : null;
  list.replaceChildren(...rows.map((row) => el('li', {}, entry(row, open))));
  if (held) list.querySelector(`[data-chat="${held}"]`)?.focus();
}

function entry({ chat, last, count }, open) {
  const who = partner(chat);
  return el(
    'button',
    {
      type: 'button',
      class: 'chat',
      data: { chat: chat.id },
      'aria-current': chat.id === state.open ? 'true' : null,
      onclick: () => open(chat.id),
    },
    avatar(who, 'large'),
    el(
      'span',
      { class: 'chat-lines' },
      el(
        'span',
        { class: 'chat-top' },
        el('span', { class: 'chat-name', dir: 'auto' }, nameOf(who)),
        last ? el('time', { class: 'chat-time' }, briefly(last.date, now())) : null,
      ),
      el(
        'span',
        { class: 'chat-bottom' },
        el('span', { class: 'chat-last', dir: 'auto' }, last ? lastLine(chat, last) : 'Nobody has written here yet'),
        count ? el('span', { class: 'badge', 'aria-label': `${count} unread` }, String(count)) : null,
      ),
    ),
  );
}

function lastLine(chat, message) {
  const service = serviceText(message);
  if (service) return service;
  const mine = message.from?.id === state.player;
  const who = mine ? 'You: ' : isPrivate(chat) ? '' : `${message.from?.first_name ?? ''}: `;
  return who + summary(message);
}

const MEDIA = { photo: 'Picture', video: 'Video', voice: 'Voice message', audio: 'Audio', animation: 'Animation' };

/** One line that stands for a message. */
export function summary(message) {
  const text = (message.text ?? message.caption ?? '').replace(/\s+/gu, ' ').trim();
  if (text) return text.slice(0, 160);
  const kind = Object.keys(MEDIA).find((one) => message[one]);
  return kind ? MEDIA[kind] : (message.document?.file_name ?? 'Message');
}
