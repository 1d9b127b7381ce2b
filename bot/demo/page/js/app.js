// Puts the page together and keeps it fresh.

import * as api from './api.js';
import { attempt, toast } from './notices.js';
import { begin, changed, loadAll, loadChats, loadMessages, onChange, openChatOf, state, unreadOf } from './state.js';
import { buildClock, drawClock } from './clock.js';
import { buildComposer, drawComposer, edit, reply } from './composer.js';
import { buildGuide, drawGuide, firstVisit } from './guide.js';
import { byId, el, icon } from './dom.js';
import { drawChats } from './chats.js';
import { drawPeople } from './people.js';
import { drawTalk, jump, toEnd, watchScroll } from './log.js';
import { follow } from './links.js';
import { forward } from './forward.js';
import { holdToAct } from './touch.js';
import { stage } from './stage.js';

const TYPING = 5000; // milliseconds that Telegram shows a chat action

const narrow = window.matchMedia('(max-width: 719px)');

/** On a phone an open chat is a place of its own, so that Back leads to the list. */
function open(chat) {
  if (narrow.matches && location.hash !== '#chat') history.pushState(null, '', '#chat');
  openChatOf(chat);
  stage.close();
}

const act = {
  reply,
  edit,
  forward: (message) => forward(message, open),
  jump,
  follow: (url) => follow(url, { open, jump: (id) => setTimeout(() => jump(id), 100) }),
  command: (text) => attempt(() => api.send({ chat: state.open, from: state.player, text })),
};

function draw() {
  drawPeople(byId('people'));
  drawChats(byId('chats'), open);
  drawTalk(act);
  drawComposer();
  drawGuide();
  drawClock();
  const count = state.player ? unreadOf(state.player) : 0;
  document.title = count ? `(${count}) Second Source` : 'Second Source';
}

// Many events come at once; each chat they touch is read once.
const stale = new Set();
let chatsStale = false;
let reading = false;

async function refresh() {
  if (reading) return;
  reading = true;
  try {
    while (stale.size || chatsStale) {
      if (chatsStale) {
        chatsStale = false;
        await loadChats();
      }
      const chats = [...stale];
      stale.clear();
      await Promise.all(chats.map(loadMessages));
      changed();
    }
  } catch (error) {
    if (!(error instanceof api.Refused)) throw error;
  } finally {
    reading = false;
  }
}

const SHOWN = new Set(['message', 'edit', 'delete', 'reaction', 'call']);

function news(event) {
  if (event.kind === 'clock') {
    state.clock = { ...state.clock, offset: event.offset };
    changed();
  } else if (event.kind === 'typing') {
    state.typing.set(event.chat, Date.now() + TYPING);
    setTimeout(changed, TYPING + 50);
    changed();
  } else if (event.kind === 'chat') {
    chatsStale = true;
    if (event.chat) stale.add(event.chat);
    refresh();
  } else if (SHOWN.has(event.kind) && event.chat) {
    if (event.kind === 'message') state.typing.delete(event.chat);
    stale.add(event.chat);
    refresh();
  }
}

let lost = null;

function connected(stands) {
  if (stands) {
    if (lost) lost.remove();
    lost = null;
    attempt(loadAll).then(changed);
  } else if (!lost) {
    lost = el('p', { class: 'lost', role: 'alert' }, 'The desk does not answer. Start secondsource demo again, then reload.');
    document.body.prepend(lost);
  }
}

function buildPage() {
  for (const button of document.querySelectorAll('.stage-open')) button.append(icon('clock'));
  byId('stage-close').append(icon('close'));
  byId('back').append(icon('back'));
  byId('to-end').append(icon('down'));
  byId('back').addEventListener('click', () => (location.hash === '#chat' ? history.back() : openChatOf(null)));
  window.addEventListener('popstate', () => narrow.matches && location.hash !== '#chat' && openChatOf(null));
  // Links in messages that stay inside the chat program.
  byId('log').addEventListener('click', (event) => {
    const link = event.target.closest('a[href]');
    if (!link || link.hasAttribute('download') || !/^(?:https?:\/\/(?:t|telegram)\.me\/|tg:)/iu.test(link.href)) return;
    event.preventDefault();
    attempt(async () => {
      if (!(await act.follow(link.href))) window.open(link.href, '_blank', 'noopener,noreferrer');
    });
  });
  buildComposer(toEnd);
  buildClock();
  buildGuide(open);
  watchScroll();
  holdToAct(byId('log'));
  stage.build();
}

async function main() {
  buildPage();
  await begin();
  if (!state.people.size) toast('There is nobody here yet.');
  if (!narrow.matches && state.open === null) {
    const first = [...state.chats.values()].find((chat) => chat.type !== 'private') ?? [...state.chats.values()][0];
    if (first) openChatOf(first.id);
  } else if (narrow.matches && state.open !== null && location.hash !== '#chat') {
    openChatOf(null);
  }
  onChange(draw);
  draw();
  api.listen(news, connected);
  firstVisit(() => stage.open());
  document.documentElement.dataset.ready = '';
}

main().catch((error) => toast(error.message, 'bad'));
