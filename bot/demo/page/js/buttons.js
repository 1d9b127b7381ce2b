// The buttons under a message, and what comes of pressing one.

import * as api from './api.js';
import { alertBox, attempt, toast } from './notices.js';
import { el, icon } from './dom.js';
import { state } from './state.js';

/** The keyboard of a message; null if it has none. `follow` takes links, and says whether they stay inside. */
export function keyboardNode(message, chat, follow) {
  const rows = message.reply_markup?.inline_keyboard;
  if (!rows?.length) return null;
  return el(
    'div',
    { class: 'keyboard', role: 'group', 'aria-label': 'Buttons' },
    rows.map((row) =>
      el('div', { class: 'keys' }, row.map((button) => key(button, { message, chat }, follow))),
    ),
  );
}

function key(button, where, follow) {
  const node = el('button', { type: 'button', class: 'key', dir: 'auto' }, button.text);
  if (button.style) node.dataset.style = button.style;
  if (button.url) {
    node.append(icon('out'));
    node.addEventListener('click', () => attempt(() => goTo(button.url, follow)));
  } else if (button.copy_text) {
    node.addEventListener('click', () => attempt(() => copy(button.copy_text.text)));
  } else if (button.callback_data) {
    node.addEventListener('click', () => attempt(() => pressed(node, button.callback_data, where, follow)));
  } else {
    node.disabled = true;
  }
  return node;
}

async function pressed(node, data, { message, chat }, follow) {
  if (node.classList.contains('waits')) return;
  node.classList.add('waits');
  node.setAttribute('aria-busy', 'true');
  try {
    const answer = await api.press({ chat: chat.id, message_id: message.message_id, from: state.player, data });
    if (answer?.url) await goTo(answer.url, follow);
    else if (answer?.text && answer.show_alert) alertBox(answer.text);
    else if (answer?.text) toast(answer.text);
  } finally {
    node.classList.remove('waits');
    node.removeAttribute('aria-busy');
  }
}

async function goTo(url, follow) {
  if (!(await follow(url)) && /^https?:/iu.test(url)) window.open(url, '_blank', 'noopener,noreferrer');
}

async function copy(text) {
  await navigator.clipboard.writeText(text);
  toast('Copied');
}
