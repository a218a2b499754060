import type { RefObject } from 'react';
import { useKeys } from './keyboard.js';

/** `j` and `k` move the focus from row to row: to the links marked `data-row-link` inside `list`. Enter then opens, as it does any link. */
export function useRowKeys(list: RefObject<HTMLElement | null>): void {
  const move = (by: 1 | -1) => {
    const links = [...(list.current?.querySelectorAll<HTMLElement>('[data-row-link]') ?? [])];
    const row = document.activeElement?.closest('[data-row]');
    const at = links.findIndex((link) => link === document.activeElement || (row !== null && row === link.closest('[data-row]')));
    const next = links[at === -1 ? (by === 1 ? 0 : links.length - 1) : at + by];
    next?.focus();
    next?.scrollIntoView({ block: 'nearest' });
  };
  useKeys({ j: () => move(1), k: () => move(-1) });
}
