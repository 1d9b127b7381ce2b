// Forwarding a message into another chat of the person played.

import * as api from './api.js';
import { attempt, toast } from './notices.js';
import { avatar } from './people.js';
import { byId, el } from './dom.js';
import { chatsOf, partner, state } from './state.js';
import { nameOf } from './format.js';

/** Asks where to, then sends; `open` shows the chat it went to. */
export function forward(message, open) {
  const box = byId('alert');
  const go = (chat) => {
    box.close();
    attempt(async () => {
      await api.send(await copyOf(message, chat));
      open(chat.id);
      toast(`Forwarded to ${nameOf(partner(chat))}`);
    });
  };
  const choices = chatsOf(state.player).map((chat) =>
    el(
      'button',
      { type: 'button', class: 'choice', onclick: () => go(chat) },
      avatar(partner(chat)),
      el('span', { dir: 'auto' }, nameOf(partner(chat))),
    ),
  );
  const cancel = el('button', { type: 'button', class: 'plain', onclick: () => box.close() }, 'Cancel');
  box.replaceChildren(el('p', { id: 'alert-text' }, 'Forward to…'), el('div', { class: 'choices' }, choices), cancel);
  box.showModal();
}

async function copyOf(message, chat) {
  const copy = { chat: chat.id, from: state.player, forward: originOf(message) };
  const [kind, file] = carried(message);
  if (!kind) return { ...copy, text: message.text, ...formatting(message.entities) };
  const bytes = await (await fetch(api.fileUrl(file.file_id))).blob();
  copy.media = { kind, file_name: file.file_name, mime_type: file.mime_type, content_base64: await api.toBase64(bytes) };
  return message.caption ? { ...copy, caption: message.caption, ...formatting(message.caption_entities) } : copy;
}

/** What the sender had formatted; the server finds links and commands by itself. */
function formatting(entities = []) {
  const found = new Set(['mention', 'hashtag', 'cashtag', 'bot_command', 'url', 'email', 'phone_number']);
  const given = entities.filter((one) => !found.has(one.type));
  return given.length ? { entities: given } : {};
}

function originOf(message) {
  const known = message.forward_origin;
  if (!known) {
    return { type: 'user', id: message.from.id, name: nameOf(message.from), username: message.from.username, date: message.date };
  }
  const date = known.date;
  if (known.type === 'hidden_user') return { type: 'hidden_user', name: known.sender_user_name, date };
  if (known.type === 'user') {
    return { type: 'user', id: known.sender_user.id, name: nameOf(known.sender_user), username: known.sender_user.username, date };
  }
  const chat = known.chat ?? known.sender_chat;
  return { type: known.type, id: chat.id, title: chat.title, username: chat.username, message_id: known.message_id, date };
}

function carried(message) {
  if (message.photo) return ['photo', message.photo.at(-1)];
  const kind = ['video', 'voice', 'audio', 'document'].find((one) => message[one]);
  return kind ? [kind, message[kind]] : [null, null];
}
