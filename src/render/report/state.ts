import type { AttemptRecord, RunState } from '../../core/index.js';
import { html } from '../escape.js';
import type { Markup } from '../escape.js';

/** A run's state in words. */
export function stateWord(state: RunState): string {
  return state === 'pendingRetry' ? 'waiting for a retry' : state;
}

/** An attempt's state in words: one that ended for a retry has been retried once there is a newer one. */
export function attemptWord({ state, attempt }: AttemptRecord, newest: number): string {
  return state === 'pendingRetry' && attempt < newest ? 'retried' : stateWord(state);
}

/** The state as a pill with its word. */
export function statePill(state: RunState, word = stateWord(state)): Markup {
  return html`<span class="pill state-${state}">${word}</span>`;
}

/** The state as a dot, for where its word stands elsewhere; screen readers get the word. */
export function stateDot(state: RunState): Markup {
  return html`<span class="dot state-${state}" role="img" aria-label="${stateWord(state)}"></span>`;
}
