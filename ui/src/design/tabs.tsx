import { Link } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import type { ReactNode } from 'react';
import './tabs.css';

/** One view of a page. */
export interface Tab<T extends string> {
  readonly id: T;
  readonly label: string;
  /** A number beside the label. */
  readonly count?: number | undefined;
}

interface TabsProps<T extends string> {
  readonly label: string;
  readonly tabs: readonly Tab<T>[];
  readonly current: T;
  readonly aside?: ReactNode;
}

/** Views of one page, each with its own address: links that set `view`. */
export function Tabs<T extends string>({ label, tabs, current, aside }: TabsProps<T>) {
  const list = useRef<HTMLElement>(null);
  // On a phone not all of them fit.
  useEffect(() => {
    const tab = list.current?.querySelector<HTMLElement>('[aria-current]');
    if (tab != null && list.current !== null) list.current.scrollLeft = tab.offsetLeft - (list.current.clientWidth - tab.offsetWidth) / 2;
  }, [current]);
  return (
    <div className="tabs">
      <nav ref={list} aria-label={label}>
        {tabs.map((tab) => (
          <Link
            key={tab.id}
            to="."
            search={(old) => ({ ...old, view: tab.id })}
            replace
            resetScroll={false}
            className="tab"
            aria-current={tab.id === current ? 'page' : undefined}
          >
            {tab.label}
            {tab.count !== undefined && tab.count > 0 && <span className="tab-count num">{tab.count.toLocaleString('en-US')}</span>}
          </Link>
        ))}
      </nav>
      {aside}
    </div>
  );
}
