import type { RunState } from '../../../src/core/index.js';

const CHOICES: readonly (readonly [label: string, states: readonly RunState[]])[] = [
  ['All', []],
  ['Running', ['running', 'pending', 'created', 'pendingRetry', 'aborting']],
  ['Failed', ['error']],
  ['Completed', ['completed']],
  ['Aborted', ['aborted']],
];

/** The states of a choice, as the address has it. */
export function statesOf(choice: string | undefined): readonly RunState[] {
  return CHOICES.find(([label]) => label.toLowerCase() === choice)?.[1] ?? [];
}

/** The states most often looked for, one click away. */
export function StateFilter({
  chosen,
  onChoose,
}: {
  readonly chosen: string | undefined;
  readonly onChoose: (choice: string | undefined) => void;
}) {
  return (
    <div className="segments" role="group" aria-label="State">
      {CHOICES.map(([label, states]) => {
        const id = states.length === 0 ? undefined : label.toLowerCase();
        return (
          <button key={label} type="button" aria-pressed={id === chosen} onClick={() => onChoose(id)}>
            {label}
          </button>
        );
      })}
    </div>
  );
}
