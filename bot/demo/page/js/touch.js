// On a touch screen there is no hover: holding a message shows what can be done with it.

const HOLD = 420; // milliseconds
const STILL = 8; // pixels that a resting finger may move

export function holdToAct(log) {
  let timer = null;
  let from = null;
  const forget = () => clearTimeout(timer);
  const hide = (but = null) => {
    for (const one of log.querySelectorAll('.message.held')) if (one !== but) one.classList.remove('held');
  };
  log.addEventListener('pointerdown', (event) => {
    forget();
    const message = event.target.closest('.message');
    if (!event.target.closest('.tools')) hide(message);
    if (event.pointerType === 'mouse' || !message || event.target.closest('button, a')) return;
    from = event;
    timer = setTimeout(() => {
      message.classList.add('held');
      navigator.vibrate?.(10);
    }, HOLD);
  });
  for (const name of ['pointerup', 'pointercancel', 'scroll']) log.addEventListener(name, forget);
  log.addEventListener('pointermove', (event) => {
    if (from && Math.hypot(event.clientX - from.clientX, event.clientY - from.clientY) > STILL) forget();
  });
  log.addEventListener('contextmenu', (event) => {
    if (event.target.closest('.message.held')) event.preventDefault();
  });
  log.addEventListener('click', (event) => event.target.closest('.tools') && hide());
  // With the keyboard: the arrow keys walk through the messages, Tab then reaches their buttons.
  log.addEventListener('keydown', (event) => {
    if (event.target !== log && !event.target.classList.contains('message')) return;
    if (event.key !== 'ArrowUp' && event.key !== 'ArrowDown') return;
    const all = [...log.querySelectorAll('.message')];
    const here = all.indexOf(event.target);
    const next = event.key === 'ArrowUp' ? (here < 0 ? all.length - 1 : here - 1) : here + 1;
    if (!all[next] || (here < 0 && event.key === 'ArrowDown')) return;
    event.preventDefault();
    all[next].focus();
  });
}
