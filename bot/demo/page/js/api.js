// Everything this page asks of the server it came from: what people do, and what there is to see.

export class Refused extends Error {}

async function call(path, body) {
  const options =
    body === undefined
      ? {}
      : { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) };
  let answer;
  try {
    answer = await fetch(path, options);
  } catch {
    throw new Refused('The desk does not answer. Is secondsource demo still running?');
  }
  const found = await answer.json().catch(() => null);
  if (!answer.ok) throw new Refused(found?.error ?? `The desk answered ${answer.status}.`);
  return found;
}

/** What the launcher says of this desk: token, roles, article. Empty where the page is served without one. */
export async function readStage() {
  try {
    const answer = await fetch('stage.json', { cache: 'no-store' });
    return answer.ok ? await answer.json() : {};
  } catch {
    return {};
  }
}

export const readChats = () => call('control/chats');
export const readUsers = () => call('control/users');
export const readMessages = (chat) => call(`control/chats/${chat}/messages`);
export const readClock = () => call('control/clock');
export const moveClock = (seconds) => call('control/clock', { advance: seconds });
export const send = (message) => call('control/messages', message);
export const edit = (change) => call('control/messages/edit', change);
export const start = (from, payload) => call('control/start', payload ? { from, payload } : { from });
export const fileUrl = (id) => `control/files/${encodeURIComponent(id)}`;

/** Press a button; resolves with the bot's answer, or null if none came in time. */
export async function press(where) {
  const pressed = await call('control/press', where);
  if (pressed.url) return { url: pressed.url };
  const answer = await call(`control/answers/${pressed.callback_query_id}?timeout=15`);
  return answer.answered ? answer : null;
}

/** The bot itself; null where the token is not known. */
export async function readBot(token) {
  return token ? ((await call(`/bot${token}/getMe`).catch(() => null))?.result ?? null) : null;
}

/** The bot's commands as its menu lists them for this chat; none where the token is not known. */
export async function readCommands(token, scopes) {
  if (!token) return [];
  for (const scope of scopes) {
    const query = `scope=${encodeURIComponent(JSON.stringify(scope))}`;
    const found = await call(`/bot${token}/getMyCommands?${query}`).catch(() => null);
    if (found?.result?.length) return found.result;
  }
  return [];
}

export async function toBase64(blob) {
  const bytes = new Uint8Array(await blob.arrayBuffer());
  let binary = '';
  for (let at = 0; at < bytes.length; at += 32768) {
    binary += String.fromCharCode(...bytes.subarray(at, at + 32768));
  }
  return btoa(binary);
}

/** Live news. `news` gets each event, `connected` is told whether the line stands; both may be called often. */
export function listen(news, connected) {
  const source = new EventSource('control/events');
  source.addEventListener('open', () => connected(true));
  source.addEventListener('error', () => connected(false));
  source.addEventListener('message', (event) => news(JSON.parse(event.data)));
}
