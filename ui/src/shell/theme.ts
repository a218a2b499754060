import { useSyncExternalStore } from 'react';

/** What the reader chose; `system` follows the operating system. */
export type Theme = 'system' | 'light' | 'dark';

const KEY = 'tidemark.theme';
const listeners = new Set<() => void>();
const system = window.matchMedia('(prefers-color-scheme: dark)');
system.addEventListener('change', announce);

function announce(): void {
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function stored(): Theme {
  const value = localStorage.getItem(KEY);
  return value === 'light' || value === 'dark' ? value : 'system';
}

function isDark(): boolean {
  const theme = stored();
  return theme === 'dark' || (theme === 'system' && system.matches);
}

/** Before the first picture, so that nothing flashes. */
export function applyTheme(): void {
  const theme = stored();
  if (theme === 'system') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = theme;
}

/** Chooses the other theme; back at what the system says, it is followed again. */
export function toggleTheme(): void {
  const wanted: Theme = isDark() ? 'light' : 'dark';
  if ((wanted === 'dark') === system.matches) localStorage.removeItem(KEY);
  else localStorage.setItem(KEY, wanted);
  applyTheme();
  announce();
}

/** Is the page dark at present? For what is drawn with colours of its own, as charts are. */
export function useIsDark(): boolean {
  return useSyncExternalStore(subscribe, isDark);
}
