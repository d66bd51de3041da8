// How numbers and times look, everywhere alike.

const number = new Intl.NumberFormat(undefined, { maximumSignificantDigits: 6 });
const time = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', second: '2-digit', hour12: false });
const day = new Intl.DateTimeFormat(undefined, { month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit',
  hour12: false });

/** A value as it is stored: numbers shortened, everything else as its text. */
export function value(stored) {
  if (typeof stored === 'number') {
    return number.format(stored);
  }
  return typeof stored === 'object' && stored !== null ? JSON.stringify(stored) : String(stored);
}

export const clock = (ms) => time.format(ms);

export const dayAndClock = (ms) => day.format(ms);

/** How long ago, in the largest unit that fits. */
export function ago(ms, now = Date.now()) {
  const seconds = Math.max(0, Math.round((now - ms) / 1000));
  if (seconds < 60) return `${seconds} s ago`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ago`;
  if (seconds < 86400) return `${Math.floor(seconds / 3600)} h ago`;
  return `${Math.floor(seconds / 86400)} d ago`;
}

/** A text as one word of a POSIX shell: nothing in it can break out. */
export function shellWord(text) {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
