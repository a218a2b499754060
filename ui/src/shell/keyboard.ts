import { useEffect, useRef } from 'react';

/** Key to what it does. Keys are as `KeyboardEvent.key` names them; `g r` is two keys after each other. */
export type KeyMap = Readonly<Record<string, (event: KeyboardEvent) => void>>;

const SEQUENCE_MILLIS = 900;

/** Listens while the component is there. Keys typed into a field, or with Ctrl, Alt or Meta, are left alone; so is everything under a dialog. */
export function useKeys(keys: KeyMap): void {
  const latest = useRef(keys);
  useEffect(() => {
    latest.current = keys;
  });
  useEffect(() => {
    let before = '';
    let since = 0;
    const listen = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || isTyping(event.target)) return;
      if (document.querySelector('dialog[open]') !== null) return;
      const sequence = event.timeStamp - since < SEQUENCE_MILLIS ? `${before} ${event.key}` : event.key;
      const action = latest.current[sequence] ?? latest.current[event.key];
      before = event.key;
      since = event.timeStamp;
      action?.(event);
    };
    window.addEventListener('keydown', listen);
    return () => window.removeEventListener('keydown', listen);
  }, []);
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable ||
      target instanceof HTMLTextAreaElement ||
      target instanceof HTMLSelectElement ||
      (target instanceof HTMLInputElement && target.type !== 'checkbox'))
  );
}
