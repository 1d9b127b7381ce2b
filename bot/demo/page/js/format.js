// Times, names and colours as the page shows them. The desk's zone is UTC until it chooses one, so is the page's.

const make = (options) => new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', ...options });
const TIME = make({ hour: '2-digit', minute: '2-digit' });
const DAY = make({ weekday: 'long', day: 'numeric', month: 'long' });
const CLOCK_DAY = make({ weekday: 'short', day: 'numeric', month: 'long' });
const SHORT_DAY = make({ weekday: 'short' });
const DATE = make({ day: 'numeric', month: 'short' });
const FULL = make({ dateStyle: 'medium', timeStyle: 'short' });

/** All take Unix seconds. */
export const timeOf = (seconds) => TIME.format(seconds * 1000);
export const dayOf = (seconds) => DAY.format(seconds * 1000);
export const shortDayOf = (seconds) => CLOCK_DAY.format(seconds * 1000);
export const momentOf = (seconds) => `${FULL.format(seconds * 1000)} UTC`;
export const dayKey = (seconds) => Math.floor(seconds / 86400);

/** What a list of chats shows: a time today, a weekday this week, else a date. */
export function briefly(seconds, now) {
  const days = dayKey(now) - dayKey(seconds);
  if (days <= 0) return timeOf(seconds);
  return (days < 7 ? SHORT_DAY : DATE).format(seconds * 1000);
}

export const nameOf = (who) =>
  who.title ?? [who.first_name, who.last_name].filter(Boolean).join(' ') ?? String(who.id);

export function initialsOf(name) {
  const words = name.split(/\s+/u).filter(Boolean);
  const letters = words.length > 1 ? [words[0], words.at(-1)] : words.slice(0, 1);
  return letters.map((word) => [...word][0].toUpperCase()).join('') || '?';
}

/** One of eight colours, the same for the same person on every visit. */
export const colourOf = (id) => Math.abs(Number(id)) % 8;

export function sizeOf(bytes) {
  if (bytes >= 1048576) return `${(bytes / 1048576).toFixed(1)} MB`;
  return bytes >= 1024 ? `${Math.round(bytes / 1024)} KB` : `${bytes} B`;
}
