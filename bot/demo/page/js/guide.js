// The story in three steps, each with something to press. What was done is ticked.

import * as api from './api.js';
import { attempt, toast } from './notices.js';
import { byId, el, icon } from './dom.js';
import { chatsOf, isPrivate, now, playAs, player, state } from './state.js';
import { move, untilMorning } from './clock.js';

const DISMISSED = 'second-source-guide';
const MORNING = '☀'; // how the bot's digest begins

/** The sample article in the desk's other languages, each under its own name. */
const OTHERS = [['ar', 'العربية'], ['uk', 'Українська'], ['ru', 'Русский']];

let open = () => {};

export function buildGuide(onOpen) {
  open = onOpen;
  byId('guide').append(
    el('h2', { id: 'guide-title' }, 'One day in three steps'),
    el('p', { class: 'intro' }, 'You play everybody, one after the other.'),
    el('ol', { class: 'steps' }, [
      step('article', 'An article comes in', [
        'The bot reads it, lists what nobody has verified, and queues what you choose.',
      ], [['Send the sample article', () => sendArticle(state.stage.article), 'send-article'], ...OTHERS.map(([code, name]) =>
        [name, () => sendArticle(state.stage.articles?.[code]), `send-article-${code}`])]),
      step('verdict', 'A claim gets its verdict', [
        'In the group, open a claim, press ', el('b', {}, 'Take'), ', and reply to its card: ',
        el('q', {}, 'False: one monitor says so https://example.org'),
        '. Then, as somebody else, press ', el('b', {}, 'Agree'), '.',
      ], [['Open the group', openGroup, 'open-group']]),
      step('digest', 'Nothing is forgotten', [
        'Move the clock: reminders come for claims that nobody takes, and at 08:00 the lead gets the digest in private.',
      ], [['To 08:00, as the lead', toDigest, 'to-digest']]),
    ]),
  );
}

function step(name, title, text, presses) {
  return el(
    'li',
    { class: 'step', data: { step: name } },
    el('span', { class: 'tick', 'aria-hidden': 'true' }, icon('check')),
    el('h3', {}, title),
    el('p', {}, text),
    presses.map(([label, deed, id]) =>
      el('button', { type: 'button', class: 'try', id, onclick: () => attempt(deed) }, label),
    ),
  );
}

/** Ticks follow from what stands in the chats, so they survive a reload and never lie. */
export function drawGuide() {
  const all = [...state.messages.values()].flat();
  const done = {
    article: all.some((one) => !one.from?.is_bot && (one.text ?? '').length > 1000),
    verdict: all.some((one) => one.from?.is_bot && /\bClosed\b/u.test(one.text ?? '')),
    digest: all.some((one) => one.from?.is_bot && (one.text ?? '').startsWith(MORNING)),
  };
  for (const node of byId('guide').querySelectorAll('.step')) {
    node.classList.toggle('done', done[node.dataset.step]);
  }
  restWithout(byId('send-article'), state.stage.article);
  for (const [code] of OTHERS) restWithout(byId(`send-article-${code}`), state.stage.articles?.[code]);
}

function restWithout(button, text) {
  button.disabled = !text;
  button.title = text ? '' : 'The sample article is not here.';
}

const privateOf = (person) => chatsOf(person).find(isPrivate);

async function sendArticle(text) {
  if (!text) throw new api.Refused('The sample article is not here.');
  if (!chatsOf(state.player).some((chat) => !isPrivate(chat))) {
    toast(`${player().first_name} is a stranger to the desk: the bot will say so.`);
  }
  const chat = privateOf(state.player);
  open(chat.id);
  await api.send({ chat: chat.id, from: state.player, text, ...(text.length > 4096 ? { split: true } : {}) });
}

function openGroup() {
  const group = chatsOf(state.player).find((chat) => !isPrivate(chat));
  if (!group) throw new api.Refused(`${player().first_name} is in no group: play somebody else.`);
  open(group.id);
}

async function toDigest() {
  const lead = (state.stage.people ?? []).find((one) => one.role === 'lead')?.id ?? state.player;
  playAs(lead);
  open(privateOf(lead).id);
  await move(untilMorning(now()));
}

/** The first visit shows the guide on a phone too, where it otherwise waits behind a button. */
export function firstVisit(show) {
  if (localStorage.getItem(DISMISSED) === state.stage.run && state.stage.run) return;
  localStorage.setItem(DISMISSED, state.stage.run ?? '');
  show();
}

