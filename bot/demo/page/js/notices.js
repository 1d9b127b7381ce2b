// Short words from the bot or the page: a toast that goes by itself, an alert that waits to be read.

import { byId, el } from './dom.js';

const STAYS = 4500;

export function toast(text, kind = '') {
  const node = el('p', { class: `toast ${kind}`, dir: 'auto' }, text);
  byId('toasts').append(node);
  setTimeout(() => node.remove(), Math.max(STAYS, text.length * 60));
}

export function alertBox(text) {
  const box = byId('alert');
  if (box.open) box.close();
  const button = el('button', { type: 'button', class: 'primary', onclick: () => box.close() }, 'OK');
  box.replaceChildren(el('p', { id: 'alert-text', dir: 'auto' }, text), button);
  box.showModal();
  button.focus();
}

/** Runs what a press asked for; a refusal is shown and goes no further. */
export async function attempt(work) {
  try {
    return await work();
  } catch (error) {
    toast(error.message, 'bad');
    return null;
  }
}

export function showPicture(url, caption) {
  const box = byId('picture');
  const close = el('button', { type: 'button', class: 'primary', onclick: () => box.close() }, 'Close');
  box.replaceChildren(el('img', { src: url, alt: caption || 'Picture' }), close);
  box.onclick = (event) => event.target === box && box.close();
  box.showModal();
}
