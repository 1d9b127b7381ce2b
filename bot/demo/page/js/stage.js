// The clock and the guide: a column of their own on a wide screen, a sheet over the page on a narrow one.

import { byId } from './dom.js';

const wide = window.matchMedia('(min-width: 1120px)');
let opener = null;

function show(open) {
  const sheet = byId('stage');
  const away = !wide.matches && !open;
  sheet.classList.toggle('open', open && !wide.matches);
  sheet.inert = away;
  for (const button of document.querySelectorAll('.stage-open')) button.setAttribute('aria-expanded', String(open));
}

export const stage = {
  build() {
    for (const button of document.querySelectorAll('.stage-open')) {
      button.addEventListener('click', () => {
        opener = button;
        stage.open();
        byId('stage-close').focus();
      });
    }
    byId('stage-close').addEventListener('click', stage.close);
    document.addEventListener('keydown', (event) => event.key === 'Escape' && stage.close());
    document.addEventListener('pointerdown', (event) => {
      if (!event.target.closest('#stage, .stage-open, dialog')) stage.close();
    });
    wide.addEventListener('change', () => show(false));
    show(false);
  },
  open() {
    show(true);
  },
  close() {
    if (!byId('stage').classList.contains('open')) return;
    show(false);
    opener?.focus();
    opener = null;
  },
};
