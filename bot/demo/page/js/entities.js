// A text with Telegram's entities becomes nodes. Offsets are UTF-16 units, which is what JavaScript counts in.

import { el } from './dom.js';
import { momentOf } from './format.js';

const BLOCKS = new Set(['blockquote', 'expandable_blockquote', 'pre']);
const PLAIN = { bold: 'strong', italic: 'em', underline: 'u', strikethrough: 's', code: 'code' };
const SAFE = /^(?:https?|tg|mailto|tel):/iu;

/**
 * Nodes for the text. Expandable quotations start folded, unless their number is in `unfolded`, a set that is
 * kept up to date. `command` is called with a bot command that was pressed.
 */
export function formatted(text, entities = [], { unfolded = new Set(), command = null } = {}) {
  const nodes = document.createDocumentFragment();
  const blocks = entities.filter((one) => BLOCKS.has(one.type)).sort((a, b) => a.offset - b.offset);
  const marks = entities
    .filter((one) => !BLOCKS.has(one.type))
    .sort((a, b) => a.offset - b.offset || b.length - a.length);
  const stretch = (start, end) => inline(text, start, end, marks, command);
  let at = 0;
  blocks.forEach((block, number) => {
    const end = block.offset + block.length;
    // The line break on either side of a block is the block's own edge.
    const before = text[block.offset - 1] === '\n' ? block.offset - 1 : block.offset;
    if (before > at) nodes.append(...stretch(at, before));
    nodes.append(blockNode(block, number, stretch(block.offset, end), unfolded));
    at = text[end] === '\n' ? end + 1 : end;
  });
  if (at < text.length) nodes.append(...stretch(at, text.length));
  return nodes;
}

function blockNode(block, number, content, unfolded) {
  if (block.type === 'pre') return el('pre', { dir: 'auto' }, el('code', {}, content));
  if (block.type === 'blockquote') return el('blockquote', { dir: 'auto' }, content);
  const open = unfolded.has(number);
  const quote = el('blockquote', { dir: 'auto', class: open ? 'folds' : 'folds folded' });
  const button = el('button', { type: 'button', class: 'unfold', 'aria-expanded': String(open) });
  const label = () => {
    const folded = quote.classList.contains('folded');
    button.setAttribute('aria-expanded', String(!folded));
    button.textContent = folded ? 'Show all' : 'Show less';
  };
  button.addEventListener('click', () => {
    if (quote.classList.toggle('folded')) unfolded.delete(number);
    else unfolded.add(number);
    label();
  });
  label();
  quote.append(el('div', { class: 'fold' }, content), button);
  return quote;
}

/** Nodes for a stretch; an entity that reaches beyond another's end is continued after it. */
function inline(text, start, end, marks, command) {
  const nodes = [];
  const waiting = marks
    .map((one) => ({ ...one, from: Math.max(one.offset, start), to: Math.min(one.offset + one.length, end) }))
    .filter((one) => one.from < one.to)
    .sort((a, b) => a.from - b.from || b.to - a.to);
  let at = start;
  while (waiting.length) {
    const one = waiting.shift();
    if (one.from > at) nodes.push(text.slice(at, one.from));
    const within = waiting.filter((other) => other.from < one.to);
    const children = inline(
      text, one.from, one.to,
      within.map((other) => ({ ...other, offset: other.from, length: other.to - other.from })),
      command,
    );
    nodes.push(inlineNode(one, text.slice(one.from, one.to), children, command));
    at = one.to;
    const rest = waiting.filter((other) => other.to > one.to);
    for (const other of rest) other.from = Math.max(other.from, one.to);
    waiting.splice(0, waiting.length, ...rest.sort((a, b) => a.from - b.from || b.to - a.to));
  }
  if (at < end) nodes.push(text.slice(at, end));
  return nodes;
}

function inlineNode(one, own, children, command) {
  if (PLAIN[one.type]) return el(PLAIN[one.type], {}, children);
  switch (one.type) {
    case 'text_link':
      return link(one.url, children);
    case 'url':
      return link(/^[a-z][a-z0-9+.-]*:/iu.test(own) ? own : `https://${own}`, children);
    case 'email':
      return link(`mailto:${own}`, children);
    case 'spoiler':
      return spoiler(children);
    case 'bot_command':
      return command
        ? el('button', { type: 'button', class: 'command', onclick: () => command(own) }, children)
        : el('span', { class: 'command' }, children);
    case 'date_time':
      return el('time', { title: one.unix_time ? momentOf(one.unix_time) : null }, children);
    case 'mention':
    case 'text_mention':
    case 'hashtag':
    case 'cashtag':
      return el('span', { class: 'mention' }, children);
    default:
      return el('span', {}, children);
  }
}

/** A link, if it leads where links may lead; otherwise its text. */
function link(url, children) {
  if (!SAFE.test(url)) return el('span', {}, children);
  return el('a', { href: url, target: '_blank', rel: 'noopener noreferrer', title: url }, children);
}

function spoiler(children) {
  const node = el('span', { class: 'spoiler', role: 'button', tabindex: '0', 'aria-label': 'Hidden text: show it' });
  node.append(el('span', { 'aria-hidden': 'true' }, children));
  const show = (event) => {
    if (node.classList.contains('shown')) return;
    event.preventDefault();
    event.stopPropagation();
    node.classList.add('shown');
    for (const name of ['role', 'tabindex', 'aria-label']) node.removeAttribute(name);
    node.firstChild.removeAttribute('aria-hidden');
  };
  node.addEventListener('click', show);
  node.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' || event.key === ' ') show(event);
  });
  return node;
}
