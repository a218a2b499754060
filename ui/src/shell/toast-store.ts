/** A short message that goes away by itself. */
export interface Toast {
  readonly id: number;
  readonly text: string;
  readonly tone: 'done' | 'bad';
}

const SHOWN_MILLIS = 6000;
const listeners = new Set<() => void>();
let current: readonly Toast[] = [];
let next = 1;

function set(toastsNow: readonly Toast[]): void {
  current = toastsNow;
  for (const listener of listeners) listener();
}

/** The messages on the page, for `useSyncExternalStore`. */
export const toasts = {
  all: (): readonly Toast[] => current,
  subscribe: (listener: () => void): (() => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
};

/** Says something in the corner for six seconds. */
export function say(text: string, tone: Toast['tone'] = 'done'): void {
  const toast = { id: next++, text, tone };
  set([...current, toast]);
  setTimeout(() => set(current.filter((other) => other !== toast)), SHOWN_MILLIS);
}
