// Light or dark: as the system says, until somebody chooses.

const KEY = 'theme';
const listeners = new Set();

export const isDark = () => document.documentElement.dataset.theme === 'dark';

/** Hears that it has changed: charts are drawn, not styled. Returns what ends it. */
export function onTheme(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function toggleTheme() {
  localStorage.setItem(KEY, isDark() ? 'light' : 'dark');
  apply();
}

export function apply() {
  const chosen = localStorage.getItem(KEY);
  document.documentElement.dataset.theme = chosen ?? (system.matches ? 'dark' : 'light');
  listeners.forEach((listener) => listener());
}

const system = matchMedia('(prefers-color-scheme: dark)');
system.addEventListener('change', apply);
