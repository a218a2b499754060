import type { RunState } from '../../../src/core/index.js';
import { Icon } from './icon.js';
import type { IconName } from './icon.js';
import './state-badge.css';

interface Look {
  readonly word: string;
  readonly tone: 'done' | 'busy' | 'wait' | 'bad' | 'idle';
  readonly icon: IconName;
}

const LOOKS: Readonly<Record<RunState, Look>> = {
  created: { word: 'created', tone: 'wait', icon: 'clock' },
  pending: { word: 'pending', tone: 'wait', icon: 'clock' },
  running: { word: 'running', tone: 'busy', icon: 'spinner' },
  completed: { word: 'completed', tone: 'done', icon: 'check-circle' },
  error: { word: 'error', tone: 'bad', icon: 'x-circle' },
  aborting: { word: 'aborting', tone: 'busy', icon: 'stop' },
  aborted: { word: 'aborted', tone: 'idle', icon: 'stop' },
  skipped: { word: 'skipped', tone: 'idle', icon: 'skip' },
  pendingRetry: { word: 'retrying', tone: 'wait', icon: 'retry' },
  unknown: { word: 'unknown', tone: 'idle', icon: 'question' },
};

/** The class that gives `--tone` and `--tone-soft` to what belongs to a run of this state. */
export function toneClass(state: RunState): string {
  return `tone-${LOOKS[state].tone}`;
}

/** A run's state in a word. */
export function stateWord(state: RunState): string {
  return LOOKS[state].word;
}

/** Icon and word; never colour alone. */
export function StateBadge({
  state,
  reason,
  word,
}: {
  readonly state: RunState;
  readonly reason?: string | undefined;
  readonly word?: string;
}) {
  const look = LOOKS[state];
  return (
    <span className={`state-badge ${toneClass(state)}`} title={reason}>
      <Icon name={look.icon} size={13} />
      {word ?? look.word}
    </span>
  );
}

/** Where the word stands elsewhere or there is no room for it: the icon, with the word for screen readers and on hover. */
export function StateIcon({ state, size = 15 }: { readonly state: RunState; readonly size?: number }) {
  const look = LOOKS[state];
  return (
    <span className={`state-icon ${toneClass(state)}`} role="img" aria-label={look.word} title={look.word}>
      <Icon name={look.icon} size={size} />
    </span>
  );
}
