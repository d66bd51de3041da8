// How numbers, times and texts look, everywhere alike: in the language and the time zone of the browser.

const MOST_WHOLE = 1e15; // beyond it nobody counts digits
const MOST_PRECISE = 1e5;
const LEAST_TIME = 1e12; // in ms: in 2001
const number = new Intl.NumberFormat(undefined, { maximumSignificantDigits: 6 });
const compact = new Intl.NumberFormat(undefined, { notation: 'compact', maximumSignificantDigits: 3 });
const rounded = new Intl.NumberFormat(undefined, { maximumFractionDigits: 1 });
const scientific = new Intl.NumberFormat(undefined, { notation: 'scientific', maximumSignificantDigits: 6 });
const whole = new Intl.NumberFormat(undefined, { maximumFractionDigits: 0 });
const time = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const precise = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', second: '2-digit',
  fractionalSecondDigits: 3 });
const day = new Intl.DateTimeFormat(undefined, { month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit' });
const full = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' });
const relative = new Intl.RelativeTimeFormat(undefined, { style: 'short', numeric: 'auto' });

export const timeZone = new Intl.DateTimeFormat().resolvedOptions().timeZone;

/** A value as it is stored: numbers without needless decimals, everything else as its text; with its unit, if it has one. */
export function value(stored, unit = '') {
  if (typeof stored === 'number') {
    return `${figure(stored)}${unit === '' || unit.startsWith('/') ? '' : ' '}${unit}`;
  }
  return typeof stored === 'object' && stored !== null ? JSON.stringify(stored) : String(stored);
}

/** What counts something keeps all its digits. */
function figure(n) {
  const size = Math.abs(n);
  return (size >= MOST_WHOLE ? scientific : Number.isInteger(n) ? whole : size >= MOST_PRECISE ? rounded : number).format(n);
}

/** The same, of a key: what is a time by its name is told as one. */
export const valueOf = (key, stored, unit) => (isTime(key, stored) ? full.format(stored)
  : value(stored, typeof stored === 'number' ? unit : ''));

/** Whether a number is a time in ms since 1970. */
export const isTime = (key, stored) => typeof stored === 'number' && stored > LEAST_TIME && /(_ts|Ts|Time)$/.test(key);

export const count = (n) => whole.format(n);

export const short = (n) => (Math.abs(n) < 10_000 ? number.format(n) : compact.format(n));

/** How much a second. */
export const rate = (perSecond) => `${perSecond < 10 ? number.format(Math.round(perSecond * 10) / 10)
  : short(Math.round(perSecond))}/s`;

export const clock = (ms) => time.format(ms);

export const preciseClock = (ms) => precise.format(ms);

export const dayAndClock = (ms) => day.format(ms);

export const dateTime = (ms) => full.format(ms);

export const isoTime = (ms) => new Date(ms).toISOString();

/** How long ago, in the largest unit that fits. */
export const ago = (ms, now = Date.now()) => {
  const seconds = Math.max(0, Math.round((now - ms) / 1000));
  if (seconds < 60) return relative.format(-seconds, 'second');
  if (seconds < 3600) return relative.format(-Math.floor(seconds / 60), 'minute');
  if (seconds < 86400) return relative.format(-Math.floor(seconds / 3600), 'hour');
  return relative.format(-Math.floor(seconds / 86400), 'day');
};

/** A length of time, as "2 d 4 h" or "3 min 20 s". */
export function duration(ms) {
  const seconds = Math.round(ms / 1000);
  const parts = [[Math.floor(seconds / 86400), 'd'], [Math.floor(seconds / 3600) % 24, 'h'],
    [Math.floor(seconds / 60) % 60, 'min'], [seconds % 60, 's']];
  const first = parts.findIndex(([n]) => n > 0);
  return first < 0 ? '0 s' : parts.slice(first, first + 2).filter(([n]) => n > 0).map(([n, unit]) => `${n} ${unit}`)
    .join(' ');
}

/** Bytes in binary units. */
export function bytes(n) {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  const power = n < 1024 ? 0 : Math.min(units.length - 1, Math.floor(Math.log2(n) / 10));
  const scaled = n / 1024 ** power;
  return `${number.format(Math.round(scaled * (scaled < 10 ? 100 : 10)) / (scaled < 10 ? 100 : 10))} ${units[power]}`;
}

export const plural = (n, one, many = `${one}s`) => `${count(n)} ${n === 1 ? one : many}`;

/** JSON with line breaks; what is no JSON as it is. */
export function pretty(text) {
  const read = exactly(text);
  return read ? JSON.stringify(read.json, null, 2) : text;
}

/**
 * JSON, whose numbers are written again as they were: 21.50, and those with more digits than a number has here. Older
 * browsers round them.
 *
 * @returns {{json: *} | null} null where it is none
 */
export function exactly(text) {
  try {
    return { json: JSON.parse(text, (key, read, context) => (typeof read === 'number' && JSON.rawJSON && context.source
      !== String(read) ? JSON.rawJSON(context.source) : read)) };
  } catch {
    return null;
  }
}

/** A text as one word of a POSIX shell: nothing in it can break out. */
export function shellWord(text) {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
