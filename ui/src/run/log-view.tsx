import { useEffect, useState } from 'react';
import { LOG_LEVELS } from '../../../src/core/index.js';
import type { LogLevel } from '../../../src/core/index.js';
import { useNewLines } from '../api/use-live.js';
import { Empty, Failure } from '../design/empty.js';
import { Icon } from '../design/icon.js';
import { SkeletonLines } from '../design/skeleton.js';
import { LogLines } from './log-lines.js';
import { useLog } from './use-log.js';
import './log-view.css';

interface LogViewProps {
  readonly uid: string;
  readonly attempt: number;
  readonly isOver: boolean;
}

const SEARCH_PAUSE_MILLIS = 250;

/** The log of one attempt: its end first, and live. */
export function LogView({ uid, attempt, isOver }: LogViewProps) {
  const [level, setLevel] = useState<LogLevel>('debug');
  const [typed, setTyped] = useState('');
  const search = useSettled(typed);
  const [isFollowing, setFollowing] = useState(true);
  const log = useLog({ uid, attempt, level, search });
  useNewLines(uid, () => void log.fetchNextPage());
  return (
    <section className="log card flush" aria-label="Log">
      <div className="log-tools">
        <label className="search-field">
          <Icon name="search" size={14} />
          <input
            type="search"
            aria-label="Search the log"
            placeholder="Search the log"
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
          />
        </label>
        <label>
          <span className="visually-hidden">Level</span>
          <select className="input" value={level} onChange={(event) => setLevel(event.target.value as LogLevel)}>
            {LOG_LEVELS.map((name) => (
              <option key={name} value={name}>
                {name === 'debug' ? 'All levels' : name === 'error' ? 'Errors' : `${name} and up`}
              </option>
            ))}
          </select>
        </label>
        <button type="button" className="button" aria-pressed={isFollowing} onClick={() => setFollowing(!isFollowing)}>
          <Icon name="arrow-down" size={14} />
          Follow
        </button>
      </div>
      {log.error && <Failure error={log.error} retry={() => void log.refetch()} />}
      {log.isPending && (
        <div className="log-lines">
          <SkeletonLines lines={14} />
        </div>
      )}
      {log.isSuccess && log.lines.length === 0 && <NoLines isFiltered={search !== '' || level !== 'debug'} isOver={isOver} />}
      {log.lines.length > 0 && (
        <LogLines
          lines={log.lines}
          search={search}
          isFollowing={isFollowing}
          onFollow={setFollowing}
          earlier={log.hasPreviousPage ? () => void log.fetchPreviousPage() : undefined}
          isLoadingEarlier={log.isFetchingPreviousPage}
        />
      )}
    </section>
  );
}

function NoLines({ isFiltered, isOver }: { readonly isFiltered: boolean; readonly isOver: boolean }) {
  if (isFiltered)
    return (
      <Empty icon="search" title="No line matches">
        Choose all levels, or search for something shorter.
      </Empty>
    );
  return (
    <Empty icon="runs" title={isOver ? 'It logged no lines' : 'No lines yet'}>
      Lines come from <code>context.logger.info('…')</code>, and from the console where it is captured.
    </Empty>
  );
}

function useSettled(text: string): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text.trim()), SEARCH_PAUSE_MILLIS);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}
