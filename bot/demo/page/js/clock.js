// The desk's clock: what time it is there, and how to move it on.

import * as api from './api.js';
import { attempt } from './notices.js';
import { byId, el } from './dom.js';
import { changed, now, state } from './state.js';
import { shortDayOf, timeOf } from './format.js';

const HOUR = 3600;
const DAY = 24 * HOUR;
const DIGEST_HOUR = 8;

/** Seconds from `seconds` until 08:00 UTC of the next day. */
export function untilMorning(seconds) {
  const midnight = Math.floor(seconds / DAY) * DAY;
  return Math.ceil(midnight + DAY + DIGEST_HOUR * HOUR - seconds);
}

const MOVES = [
  ['+1 h', 'One hour on', () => HOUR],
  ['+4 h', 'Four hours on', () => 4 * HOUR],
  ['+1 day', 'One day on', () => DAY],
  ['To 08:00 tomorrow', 'To 08:00 tomorrow, when the digest comes', () => untilMorning(now())],
];

export async function move(seconds) {
  const answer = await api.moveClock(seconds);
  state.clock = answer;
  changed();
}

export function buildClock() {
  byId('clock').append(
    el('h2', { id: 'clock-title' }, 'The desk’s clock'),
    el('p', { class: 'clock-face' }, el('time', { id: 'clock-time' }), el('small', {}, 'UTC')),
    el('p', { class: 'clock-day', id: 'clock-day' }),
    el(
      'div',
      { class: 'moves', role: 'group', 'aria-label': 'Move the clock' },
      MOVES.map(([label, title, seconds]) =>
        el('button', { type: 'button', 'aria-label': title, onclick: () => attempt(() => move(seconds())) }, label),
      ),
    ),
  );
  drawClock();
  setInterval(drawClock, 1000);
}

export function drawClock() {
  const ahead = aheadText(state.clock.offset);
  write('clock-time', timeOf(now()));
  write('clock-day', shortDayOf(now()) + (ahead ? ` · ${ahead}` : ''));
}

function write(id, text) {
  if (byId(id).textContent !== text) byId(id).textContent = text;
}

export function aheadText(offset) {
  const minutes = Math.round(offset / 60);
  if (minutes < 1) return '';
  const hours = Math.floor(minutes / 60);
  const parts = [
    [Math.floor(hours / 24), 'd'],
    [hours % 24, 'h'],
    [hours ? 0 : minutes, 'min'],
  ];
  const words = parts.filter(([count]) => count).map(([count, unit]) => `${count} ${unit}`);
  return `${words.join(' ')} ahead`;
}
