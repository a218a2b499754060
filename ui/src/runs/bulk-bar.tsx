import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { isTerminal } from '../../../src/core/index.js';
import { abortRun, deleteRun, setLabels } from '../api/commands.js';
import type { RunRecord } from '../api/shapes.js';
import { Button } from '../design/button.js';
import { useKeys } from '../shell/keyboard.js';
import { say } from '../shell/toast-store.js';
import { ConfirmAbort, ConfirmDelete } from './bulk-dialogs.js';
import { eachOf } from './each-of.js';
import { LabelDialog } from './label-dialog.js';
import type { Selection } from './use-selection.js';

interface BulkBarProps {
  readonly selection: Selection;
  /** Those of the table, the ticked ones among them. */
  readonly runs: readonly RunRecord[];
}

/** What can be done with the ticked runs. Floats over the page, so that nothing moves when it comes. */
export function BulkBar({ selection, runs }: BulkBarProps) {
  const navigate = useNavigate();
  const queries = useQueryClient();
  const [asked, setAsked] = useState<'label' | 'abort' | 'delete' | undefined>();
  const { uids } = selection;
  const ticked = runs.filter(({ uid }) => selection.has(uid));
  const live = ticked.filter(({ state }) => !isTerminal(state)).map(({ uid }) => uid);
  const over = ticked.filter(({ state }) => isTerminal(state)).map(({ uid }) => uid);
  const act = useMutation({
    mutationFn: (command: () => Promise<string>) => command(),
    onSuccess: (done) => say(done),
    onError: (error) => say(error.message, 'bad'),
    onSettled: () => queries.invalidateQueries({ queryKey: ['runs'] }),
  });
  const close = () => setAsked(undefined);
  const compare = () => {
    if (uids.length >= 2 && uids.length <= 50) void navigate({ to: '/compare', search: { runs: uids.join(',') } });
  };
  useKeys({ c: compare, l: () => uids.length > 0 && setAsked('label') });
  if (uids.length === 0) return null;
  return (
    <div className="bulk-bar" role="region" aria-label="Selected runs">
      <b className="num">{uids.length} selected</b>
      <Button icon="compare" tone="primary" disabled={uids.length < 2 || uids.length > 50} onClick={compare} title="Two to fifty runs">
        Compare
      </Button>
      <Button icon="tag" onClick={() => setAsked('label')}>
        Label
      </Button>
      <Button
        icon="stop"
        disabled={live.length === 0}
        title={live.length === 0 ? 'All of them are over' : undefined}
        onClick={() => setAsked('abort')}
      >
        Abort
      </Button>
      <Button
        icon="trash"
        tone="danger"
        disabled={over.length === 0}
        title={over.length === 0 ? 'None of them is over: abort first' : undefined}
        onClick={() => setAsked('delete')}
      >
        Delete
      </Button>
      <Button tone="quiet" onClick={() => selection.set([])}>
        Clear
      </Button>
      <LabelDialog
        open={asked === 'label'}
        runs={ticked}
        onClose={close}
        onSave={(change) => act.mutate(() => setLabels(uids, change).then(() => `Labelled ${counted(uids.length)}`))}
      />
      <ConfirmAbort
        open={asked === 'abort'}
        count={live.length}
        onClose={close}
        onAbort={() => act.mutate(() => eachOf(live, abortRun).then(() => `Asked ${counted(live.length)} to stop`))}
      />
      <ConfirmDelete
        open={asked === 'delete'}
        count={over.length}
        left={live.length}
        onClose={close}
        onDelete={() => {
          act.mutate(() => eachOf(over, deleteRun).then(() => `Deleted ${counted(over.length)}`));
          selection.set(live);
        }}
      />
    </div>
  );
}

function counted(count: number): string {
  return `${count} ${count === 1 ? 'run' : 'runs'}`;
}
