// The conversation: keeps the messages on the page equal to those that stand in the chat.

import { colourOf, dayKey, dayOf, nameOf } from './format.js';
import { avatar } from './people.js';
import { byId, el } from './dom.js';
import { isPrivate, markRead, membersOf, messagesOf, now, openChat, partner, state } from './state.js';
import { messageNode } from './messages.js';
import { serviceText } from './service.js';

const NEAR = 90; // pixels from the end that still count as reading the newest message
const TOGETHER = 600; // seconds within which one person's messages stand together

let shown = null; // "player:chat" the log now holds
let nodes = new Map(); // key → {node, signature}

export function drawTalk(act) {
  const chat = openChat();
  byId('app').dataset.view = chat ? 'chat' : 'chats';
  if (!chat) return;
  drawHead(chat);
  const log = byId('log');
  const here = `${state.player}:${chat.id}`;
  const fresh = here !== shown;
  const atEnd = fresh || log.scrollHeight - log.scrollTop - log.clientHeight < NEAR;
  if (fresh) {
    nodes = new Map();
    log.replaceChildren();
    shown = here;
  }
  reconcile(log, wanted(chat, act));
  showFolds(log);
  if (atEnd) toEnd();
  if (atEnd && log.offsetParent !== null) markRead();
  byId('to-end').hidden = atEnd;
}

export function toEnd() {
  const log = byId('log');
  log.scrollTop = log.scrollHeight;
}

/** When the reader has come to the end by hand, there is nothing unread any more. */
export function watchScroll() {
  const log = byId('log');
  log.addEventListener('scroll', () => {
    const atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < NEAR;
    byId('to-end').hidden = atEnd;
    if (atEnd && openChat()) markRead();
  });
  byId('to-end').addEventListener('click', toEnd);
  document.addEventListener('visibilitychange', () => openChat() && markRead());
  // Pictures that arrive late, and a composer that grows, must not push the newest message out of sight.
  let height = log.clientHeight;
  new ResizeObserver(() => {
    if (log.clientHeight < height && byId('to-end').hidden) toEnd();
    height = log.clientHeight;
  }).observe(log);
  log.addEventListener('load', () => byId('to-end').hidden && toEnd(), true);
}

export function jump(id) {
  const node = byId(`m${id}`);
  if (!node) return;
  // At once: a redraw that came while it glided would still find the reader near the end, and go back there.
  node.scrollIntoView({ block: 'center' });
  node.focus({ preventScroll: true });
  node.classList.remove('found');
  void node.offsetWidth; // starts the highlight anew
  node.classList.add('found');
}

function drawHead(chat) {
  const who = partner(chat);
  const title = nameOf(who);
  const typing = (state.typing.get(chat.id) ?? 0) > Date.now();
  const people = membersOf(chat).length;
  const sub = typing ? 'typing…' : isPrivate(chat) ? 'bot' : `${people} members`;
  const box = byId('talk-avatar');
  if (box.dataset.drawn !== `${who.id}`) {
    box.dataset.drawn = `${who.id}`;
    box.replaceChildren(avatar(who));
  }
  if (byId('talk-title').textContent !== title) byId('talk-title').textContent = title;
  if (byId('talk-sub').textContent !== sub) byId('talk-sub').textContent = sub;
}

function wanted(chat, act) {
  const list = [];
  let before = null;
  for (const message of messagesOf(chat.id)) {
    const day = dayKey(message.date);
    const newDay = !before || dayKey(before.date) !== day;
    if (newDay) {
      list.push({
        key: `day${day}`,
        signature: String(dayKey(now()) - day),
        make: () => el('div', { class: 'day' }, el('span', {}, dayOf(message.date))),
      });
    }
    const first =
      newDay ||
      serviceText(before) !== null ||
      before.from?.id !== message.from?.id ||
      message.date - before.date > TOGETHER;
    list.push({
      key: `m${message.message_id}`,
      signature: JSON.stringify([message, first]),
      make: () => messageNode(message, { chat, first, act }),
    });
    before = message;
  }
  if (!list.length) list.push({ key: 'empty', signature: '', make: () => emptyNode(chat) });
  return list;
}

function emptyNode(chat) {
  const text = isPrivate(chat)
    ? 'Nothing here yet. Press Start below to begin with the bot.'
    : 'Nobody has written here yet.';
  return el('div', { class: 'empty', data: { colour: colourOf(chat.id) } }, text);
}

function reconcile(log, list) {
  const kept = new Map();
  let cursor = log.firstChild;
  for (const { key, signature, make } of list) {
    let entry = nodes.get(key);
    if (!entry || entry.signature !== signature) {
      const node = make();
      node.dataset.key = key;
      if (entry) {
        replace(entry.node, node);
        if (cursor === entry.node) cursor = node;
      }
      entry = { node, signature };
    }
    if (entry.node === cursor) cursor = cursor.nextSibling;
    else log.insertBefore(entry.node, cursor);
    kept.set(key, entry);
  }
  for (const [key, { node }] of nodes) if (!kept.has(key)) node.remove();
  nodes = kept;
}

/** An edited message takes the old one's place; the keyboard focus stays on the same button, or the message. */
function replace(old, fresh) {
  const keys = [...old.querySelectorAll('button, a')];
  const held = keys.indexOf(document.activeElement);
  const label = held >= 0 ? keys[held].textContent : null;
  const within = old.contains(document.activeElement);
  old.replaceWith(fresh);
  if (!within) return;
  const same = [...fresh.querySelectorAll('button, a')].find((one) => one.textContent === label);
  (same ?? fresh).focus({ preventScroll: true });
}

/** "Show all" only where something is hidden. */
function showFolds(log) {
  for (const quote of log.querySelectorAll('.folds.folded:not([data-measured])')) {
    const fold = quote.querySelector('.fold');
    if (!fold.clientHeight) continue;
    quote.dataset.measured = '';
    if (fold.scrollHeight <= fold.clientHeight + 1) quote.classList.add('short');
  }
}
