// Building the page out of nodes. Text always becomes text nodes: nothing a person or the bot wrote is ever
// read as HTML.

export function el(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === 'class') node.className = value;
    else if (name === 'data') Object.assign(node.dataset, value);
    else if (name.startsWith('on')) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? '' : value);
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

const PATHS = {
  back: 'M15 5l-7 7 7 7',
  close: 'M6 6l12 12M18 6L6 18',
  clock: 'M12 3a9 9 0 100 18 9 9 0 000-18zM12 7v5l3.5 2',
  down: 'M6 10l6 6 6-6',
  send: 'M12 19V5M6 11l6-6 6 6',
  check: 'M5 12.5l5 5 9-11',
  attach: 'M20 11.5l-8.2 8.2a5 5 0 01-7-7L13 4.4a3.3 3.3 0 014.7 4.7l-8.2 8.2a1.7 1.7 0 01-2.4-2.4l7.5-7.4',
  reply: 'M10 6L4 12l6 6M4.5 12H14a6 6 0 016 6',
  edit: 'M4 20l1-4.5L16 4.5l3.5 3.5L8.5 19 4 20z',
  forward: 'M14 6l6 6-6 6M19.5 12H10a6 6 0 00-6 6',
  out: 'M7 17L17 7M9 7h8v8',
  file: 'M7 3h7l5 5v13H7zM14 3v5h5',
};

export function icon(name) {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('aria-hidden', 'true');
  svg.setAttribute('class', 'glyph');
  const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
  path.setAttribute('d', PATHS[name]);
  svg.append(path);
  return svg;
}

export const byId = (id) => document.getElementById(id);
