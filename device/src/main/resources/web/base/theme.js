// Light or dark: as the system says, until somebody chooses.

const KEY = 'theme';
const listeners = [];

export const isDark = () => document.documentElement.dataset.theme === 'dark';

/** Charts take their colours when they are made: they want to know. */
export const onTheme = (listener) => listeners.push(listener);

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
