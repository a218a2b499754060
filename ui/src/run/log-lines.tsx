import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useLayoutEffect, useRef } from 'react';
import { formatValue } from '../../../src/render/format.js';
import type { LogLine } from '../api/shapes.js';
import { exactTime } from '../design/time-words.js';

interface LogLinesProps {
  readonly lines: readonly LogLine[];
  readonly search: string;
  readonly isFollowing: boolean;
  readonly onFollow: (isFollowing: boolean) => void;
  /** Asks for earlier lines; absent when the first is here. */
  readonly earlier: (() => void) | undefined;
  readonly isLoadingEarlier: boolean;
}

const LINE_PIXELS = 22;
const NEAR_PIXELS = 40;

/** Only the lines that are seen are in the page, however many there are. */
export function LogLines({ lines, search, isFollowing, onFollow, earlier, isLoadingEarlier }: LogLinesProps) {
  const box = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: lines.length,
    getScrollElement: () => box.current,
    estimateSize: () => LINE_PIXELS,
    getItemKey: (index) => lines[index]?.seq ?? index,
    overscan: 20,
  });
  useKeepPlace(lines, (index) => virtual.scrollToIndex(index, { align: 'start' }));
  useEffect(() => {
    if (isFollowing && lines.length > 0) virtual.scrollToIndex(lines.length - 1, { align: 'end' });
  }, [isFollowing, lines, virtual]);
  const lastTop = useRef(0);
  const onScroll = () => {
    const element = box.current;
    if (element === null) return;
    const isUpwards = element.scrollTop < lastTop.current;
    const isAtEnd = element.scrollHeight - element.scrollTop - element.clientHeight < NEAR_PIXELS;
    lastTop.current = element.scrollTop;
    if (isUpwards && isFollowing && !isAtEnd) onFollow(false);
    if (isUpwards && element.scrollTop < NEAR_PIXELS && !isLoadingEarlier) earlier?.();
  };
  return (
    <div ref={box} className="log-lines" onScroll={onScroll} tabIndex={0} role="log" aria-live="off" aria-label="Lines of the log">
      {earlier && (
        <button type="button" className="button quiet log-earlier" onClick={earlier} disabled={isLoadingEarlier}>
          {isLoadingEarlier ? 'Loading…' : 'Earlier lines'}
        </button>
      )}
      <div style={{ height: virtual.getTotalSize(), position: 'relative' }}>
        {virtual.getVirtualItems().map((item) => {
          const line = lines[item.index];
          return line === undefined ? null : (
            <div
              key={item.key}
              ref={virtual.measureElement}
              data-index={item.index}
              className={`log-line ${line.level}`}
              style={{ transform: `translateY(${item.start}px)` }}
            >
              <Line line={line} search={search} />
            </div>
          );
        })}
      </div>
    </div>
  );
}

function Line({ line, search }: { readonly line: LogLine; readonly search: string }) {
  return (
    <>
      <time dateTime={line.time} title={exactTime(line.time)}>
        {new Date(line.time).toLocaleTimeString('en-GB')}
      </time>
      <span className="log-level">{line.stream === 'logger' ? line.level : line.stream}</span>
      <span className="log-text">
        <Marked text={line.message} search={search} />
        {line.fields &&
          Object.entries(line.fields).map(([key, value]) => <span key={key} className="log-field">{` ${key}=${formatValue(value)}`}</span>)}
      </span>
    </>
  );
}

function Marked({ text, search }: { readonly text: string; readonly search: string }) {
  const at = search === '' ? -1 : text.toLowerCase().indexOf(search.toLowerCase());
  if (at === -1) return text;
  return (
    <>
      {text.slice(0, at)}
      <mark>{text.slice(at, at + search.length)}</mark>
      {text.slice(at + search.length)}
    </>
  );
}

// Earlier lines come in above: what was read stays where it is.
function useKeepPlace(lines: readonly LogLine[], scrollTo: (index: number) => void): void {
  const first = useRef(lines[0]?.seq);
  useLayoutEffect(() => {
    const before = first.current;
    first.current = lines[0]?.seq;
    if (before === undefined || before === first.current) return;
    const index = lines.findIndex((line) => line.seq === before);
    if (index > 0) scrollTo(index);
  });
}
