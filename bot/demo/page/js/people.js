// "Playing as": one radio button for each person, with a mark where somebody else has something to read.

import { colourOf, initialsOf, nameOf } from './format.js';
import { el } from './dom.js';
import { playAs, roleOf, state, unreadOf } from './state.js';

export function avatar(who, size = '') {
  const bot = who.is_bot || who.id === state.bot?.id;
  const node = el('span', { class: `avatar ${size} ${bot ? 'bot' : ''}`, 'aria-hidden': 'true' });
  node.dataset.colour = colourOf(who.id);
  if (!bot) node.textContent = initialsOf(nameOf(who));
  return node;
}

export function drawPeople(box) {
  const signature = JSON.stringify([...state.people.values()].map((one) => [one.id, unreadOf(one.id), state.player]));
  if (box.dataset.drawn === signature) return;
  box.dataset.drawn = signature;
  const held = document.activeElement?.name === 'player';
  box.querySelector('.row')?.remove();
  box.append(el('div', { class: 'row' }, [...state.people.values()].map(choice)));
  if (held) box.querySelector('input:checked')?.focus();
}

function choice(person) {
  const count = person.id === state.player ? 0 : unreadOf(person.id);
  const input = el('input', {
    type: 'radio',
    name: 'player',
    value: person.id,
    checked: person.id === state.player,
    onchange: () => playAs(person.id),
  });
  return el(
    'label',
    { class: 'person' },
    input,
    avatar(person),
    el('span', { class: 'person-name' }, person.first_name),
    el('span', { class: 'person-role' }, roleOf(person.id)),
    count ? el('span', { class: 'badge', 'aria-label': `${count} unread` }, String(count)) : null,
  );
}
