// One message as nodes: who, in answer to what, text, picture or file, reactions, time.

import * as api from './api.js';
import { avatar } from './people.js';
import { colourOf, momentOf, nameOf, sizeOf, timeOf } from './format.js';
import { el, icon } from './dom.js';
import { formatted } from './entities.js';
import { isPrivate, messagesOf, state } from './state.js';
import { keyboardNode } from './buttons.js';
import { serviceText } from './service.js';
import { showPicture } from './notices.js';
import { summary } from './chats.js';

const unfolded = new Map(); // "chat:message" → numbers of the quotations that are open

/** `act` holds what can be done from a message: reply, edit, forward, jump, command, follow. */
export function messageNode(message, { chat, first, act }) {
  const service = serviceText(message);
  if (service) return el('div', { class: 'service', dir: 'auto' }, service);
  const mine = message.from?.id === state.player;
  const named = !mine && first && !isPrivate(chat);
  const bubble = el(
    'div',
    { class: 'bubble' },
    named ? el('p', { class: 'sender', data: { colour: colourOf(message.from.id) } }, nameOf(message.from)) : null,
    forwardLine(message),
    replyLine(message, chat, act),
    media(message),
    body(message, chat, act),
    foot(message),
  );
  const node = el(
    'article',
    {
      class: `message ${mine ? 'mine' : ''} ${first ? 'first' : ''}`,
      id: `m${message.message_id}`,
      tabindex: '-1',
      'aria-label': `${mine ? 'You' : nameOf(message.from)}, ${timeOf(message.date)}`,
    },
    !mine && !isPrivate(chat) ? el('span', { class: 'face' }, first ? avatar(message.from) : null) : null,
    el(
      'div',
      { class: 'column' },
      bubble,
      keyboardNode(message, chat, act.follow),
      tools(message, chat, mine, act),
    ),
  );
  return node;
}

function forwardLine(message) {
  const origin = message.forward_origin;
  if (!origin) return null;
  const from =
    origin.chat?.title ??
    origin.sender_chat?.title ??
    (origin.sender_user ? nameOf(origin.sender_user) : origin.sender_user_name);
  return el('p', { class: 'forwarded' }, 'Forwarded from ', el('strong', { dir: 'auto' }, from ?? 'somebody'));
}

function replyLine(message, chat, act) {
  const reply = message.reply_to_message;
  if (!reply || reply.forum_topic_created) return null;
  const gone = !messagesOf(chat.id).some((one) => one.message_id === reply.message_id);
  return el(
    'button',
    {
      type: 'button',
      class: 'quoted',
      data: { colour: colourOf(reply.from?.id ?? 0) },
      disabled: gone,
      onclick: () => act.jump(reply.message_id),
    },
    el('strong', {}, reply.from ? nameOf(reply.from) : 'Somebody'),
    el('span', { dir: 'auto' }, message.quote?.text ?? serviceText(reply) ?? summary(reply)),
  );
}

function body(message, chat, act) {
  const text = message.text ?? message.caption;
  if (!text) return null;
  const key = `${chat.id}:${message.message_id}`;
  if (!unfolded.has(key)) unfolded.set(key, new Set());
  const entities = message.text ? message.entities : message.caption_entities;
  return el(
    'div',
    { class: 'text', dir: 'auto' },
    el('span', { class: 'words' }, formatted(text, entities ?? [], { unfolded: unfolded.get(key), command: act.command })),
    message.reactions?.length ? null : stamp(message),
  );
}

function media(message) {
  if (message.photo?.length) {
    const size = message.photo.at(-1);
    const url = api.fileUrl(size.file_id);
    const image = el('img', { src: url, alt: 'Picture', width: size.width, height: size.height, loading: 'lazy' });
    const open = () => showPicture(url, message.caption);
    return el('button', { type: 'button', class: 'photo', 'aria-label': 'Show the picture', onclick: open }, image);
  }
  const sound = message.voice ?? message.audio;
  if (sound) return el('audio', { controls: true, preload: 'none', src: api.fileUrl(sound.file_id) });
  const film = message.video ?? message.animation;
  if (film) return el('video', { controls: true, preload: 'none', src: api.fileUrl(film.file_id) });
  const file = message.document;
  if (!file) return null;
  return el(
    'a',
    { class: 'file', href: api.fileUrl(file.file_id), download: file.file_name ?? 'file' },
    el('span', { class: 'file-icon' }, icon('file')),
    el('span', {}, el('strong', { dir: 'auto' }, file.file_name ?? 'File'), el('small', {}, sizeOf(file.file_size ?? 0))),
  );
}

/** The time stands beside the last words, or beside the reactions, or alone under a picture or file. */
function foot(message) {
  if (message.reactions?.length) return el('div', { class: 'foot' }, reactions(message), stamp(message));
  return message.text ?? message.caption ? null : el('div', { class: 'foot' }, stamp(message));
}

function reactions(message) {
  const counts = new Map();
  for (const { from, emoji } of message.reactions) {
    const who = state.people.get(from) ?? state.bot;
    counts.set(emoji, [...(counts.get(emoji) ?? []), who ? nameOf(who) : 'Somebody']);
  }
  return el(
    'p',
    { class: 'reactions' },
    [...counts].map(([emoji, who]) =>
      el(
        'span',
        { class: 'reaction', title: who.join(', '), 'aria-label': `${emoji} from ${who.join(', ')}` },
        emoji,
        who.length > 1 ? ` ${who.length}` : '',
      ),
    ),
  );
}

function stamp(message) {
  const edited = message.edit_date ? el('span', { class: 'edited' }, 'edited ') : null;
  return el('span', { class: 'stamp' }, edited, el('time', { title: momentOf(message.date) }, timeOf(message.date)));
}

function tools(message, chat, mine, act) {
  const button = (name, label, deed) =>
    el('button', { type: 'button', class: 'icon', 'aria-label': label, title: label, onclick: deed }, icon(name));
  return el(
    'div',
    { class: 'tools', role: 'group', 'aria-label': 'With this message' },
    button('reply', 'Reply', () => act.reply(message)),
    mine && message.text && !message.forward_origin ? button('edit', 'Edit', () => act.edit(message)) : null,
    button('forward', 'Forward', () => act.forward(message, chat)),
  );
}
