// Writing: a text, an answer, an edit, a picture or file.

import * as api from './api.js';
import { attempt } from './notices.js';
import { byId, el, icon } from './dom.js';
import { commandList } from './commands.js';
import { isPrivate, messagesOf, openChat, player, state } from './state.js';
import { nameOf } from './format.js';
import { summary } from './chats.js';

const LONGEST = 4096; // Telegram's clients cut a longer paste into several messages

const drafts = new Map(); // "player:chat" → text
let here = null; // "player:chat" the composer is for
let about = null; // {kind: 'reply' | 'edit', message}
let file = null; // what is attached
let answered = new Set(); // "chat:message" of the bot's questions that were opened already
let sent = () => {};
let commands = null;
let field, banner, picker, sendButton, startButton;

export function buildComposer(onSent) {
  sent = onSent;
  const form = byId('composer');
  field = el('textarea', {
    id: 'composer-text',
    rows: 1,
    dir: 'auto',
    'aria-label': 'Message',
    placeholder: 'Message',
    autocomplete: 'off',
    enterkeyhint: 'send',
  });
  picker = el('input', { type: 'file', id: 'composer-file', class: 'hidden', tabindex: '-1', 'aria-hidden': 'true' });
  const attach = el(
    'button',
    { type: 'button', class: 'icon', 'aria-label': 'Attach a picture or file', title: 'Attach', onclick: () => picker.click() },
    icon('attach'),
  );
  sendButton = el('button', { type: 'submit', class: 'send', 'aria-label': 'Send' }, icon('send'));
  banner = el('div', { class: 'banner', hidden: true });
  startButton = el('button', { type: 'button', class: 'start primary', onclick: () => attempt(start) }, 'Start');
  commands = commandList(field, () => attempt(submit));
  const row = el('div', { class: 'composer-row' }, attach, picker, field, sendButton);
  form.append(banner, commands.list, row, startButton);
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    attempt(submit);
  });
  field.addEventListener('input', typed);
  field.addEventListener('keydown', keyed);
  field.addEventListener('paste', (event) => event.clipboardData.files.length && take(event.clipboardData.files[0]));
  picker.addEventListener('change', () => picker.files.length && take(picker.files[0]));
  const talk = byId('talk');
  talk.addEventListener('dragover', (event) => event.preventDefault());
  talk.addEventListener('drop', (event) => {
    event.preventDefault();
    if (event.dataTransfer.files.length) take(event.dataTransfer.files[0]);
  });
}

export function drawComposer() {
  const chat = openChat();
  if (!chat) return;
  const place = `${state.player}:${chat.id}`;
  if (place !== here) move(place);
  const closed = isPrivate(chat) && !messagesOf(chat.id).length;
  byId('composer').classList.toggle('closed', closed);
  // What was answered or edited may have gone meanwhile.
  if (about && !messagesOf(chat.id).some((one) => one.message_id === about.message.message_id)) begin(null);
  openQuestion(chat);
}

function move(place) {
  if (here) drafts.set(here, about?.kind === 'edit' ? '' : field.value);
  here = place;
  file = null;
  field.value = drafts.get(place) ?? '';
  begin(null);
  commands.forget();
  grow();
}

/** Bot API, ForceReply: the client opens an answer to the message as if the person had pressed Reply. */
function openQuestion(chat) {
  const last = messagesOf(chat.id).findLast((one) => one.reply_markup?.force_reply || one.from?.id === state.player);
  const asked = last?.reply_markup;
  const key = `${state.player}:${chat.id}:${last?.message_id}`;
  if (!asked?.force_reply || answered.has(key)) return;
  answered.add(key);
  const named = last.reply_to_message?.from?.id === state.player;
  const mentioned = (last.entities ?? []).some((one) => one.user?.id === state.player);
  if (asked.selective && !isPrivate(chat) && !named && !mentioned) return;
  if (!about && !field.value) begin({ kind: 'reply', message: last });
}

export function reply(message) {
  begin({ kind: 'reply', message });
  field.focus();
}

export function edit(message) {
  field.value = message.text ?? '';
  begin({ kind: 'edit', message });
  grow();
  field.focus();
}

/** Puts a text into the field without sending it, in answer to a message if one is given. */
export function suggest(text, message = null) {
  begin(message ? { kind: 'reply', message } : null);
  field.value = text;
  grow();
  field.focus();
  field.setSelectionRange(text.length, text.length);
}

function begin(what) {
  if (about?.kind === 'edit' && what?.kind !== 'edit') field.value = '';
  about = what;
  const asked = what?.message.reply_markup;
  field.placeholder = (asked?.force_reply && asked.input_field_placeholder) || `Message as ${player()?.first_name ?? 'nobody'}`;
  showBanner();
}

function take(chosen) {
  file = chosen;
  picker.value = '';
  showBanner();
  field.focus();
}

function showBanner() {
  const lines = [];
  if (about) {
    const what = about.kind === 'edit' ? 'Edit' : `Reply to ${about.message.from ? nameOf(about.message.from) : 'it'}`;
    lines.push(note(icon(about.kind), what, summary(about.message), () => begin(null), 'Cancel'));
  }
  if (file) {
    const drop = () => {
      file = null;
      showBanner();
    };
    lines.push(note(icon('attach'), 'Attached', file.name, drop, 'Remove the attachment'));
  }
  banner.replaceChildren(...lines);
  banner.hidden = !lines.length;
  sendButton.replaceChildren(icon(about?.kind === 'edit' ? 'check' : 'send'));
  sendButton.setAttribute('aria-label', about?.kind === 'edit' ? 'Save' : 'Send');
}

function note(mark, title, text, drop, label) {
  return el(
    'div',
    { class: 'note' },
    mark,
    el('p', {}, el('strong', {}, title), el('span', { dir: 'auto' }, text)),
    el('button', { type: 'button', class: 'icon', 'aria-label': label, onclick: drop }, icon('close')),
  );
}

function typed() {
  grow();
  commands.update(openChat());
}

function grow() {
  field.style.height = 'auto';
  field.style.height = `${Math.min(field.scrollHeight, 180)}px`;
}

function keyed(event) {
  if (commands.keyed(event)) return;
  if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    attempt(submit);
  } else if (event.key === 'Escape' && (about || file)) {
    event.stopPropagation();
    file = null;
    begin(null);
    grow();
  } else if (event.key === 'ArrowUp' && !field.value && !about) {
    const mine = messagesOf(state.open).findLast((one) => one.from?.id === state.player && one.text);
    if (mine) {
      event.preventDefault();
      edit(mine);
    }
  }
}

async function start() {
  await api.start(state.player);
  field.focus();
}

async function submit() {
  const text = field.value.trim();
  const doing = about;
  const carried = file;
  const chat = openChat();
  if ((!text && !carried) || !chat) return;
  field.value = '';
  file = null;
  about = null;
  begin(null);
  grow();
  commands.update(chat);
  try {
    if (doing?.kind === 'edit') await api.edit({ ...address(chat), message_id: doing.message.message_id, text });
    else await sendOne(chat, text, carried, doing);
    sent();
  } catch (error) {
    // Nothing that was typed is lost.
    if (!field.value) {
      field.value = text;
      file = carried;
      begin(doing);
      grow();
    }
    throw error;
  }
}

const address = (chat) => ({ chat: chat.id, from: state.player });

async function sendOne(chat, text, carried, doing) {
  const message = address(chat);
  if (doing) message.reply_to = doing.message.message_id;
  if (carried) {
    if (text) message.caption = text;
    message.media = {
      kind: /^image\/(?:png|jpeg|gif)$/u.test(carried.type) ? 'photo' : 'document',
      file_name: carried.name,
      mime_type: carried.type || 'application/octet-stream',
      content_base64: await api.toBase64(carried),
    };
  } else {
    message.text = text;
    if (text.length > LONGEST) message.split = true;
  }
  await api.send(message);
}
