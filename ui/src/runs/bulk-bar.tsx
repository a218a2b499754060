import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { abortRun, deleteRun } from '../api/commands.js';
import { Button } from '../design/button.js';
import { useKeys } from '../shell/keyboard.js';
import { say } from '../shell/toast-store.js';
import { ConfirmDelete } from './bulk-dialogs.js';
import type { Selection } from './use-selection.js';

/** What can be done with the ticked runs. Floats over the page, so that nothing moves when it comes. */
export function BulkBar({ selection }: { readonly selection: Selection }) {
  const navigate = useNavigate();
  const queries = useQueryClient();
  const [asked, setAsked] = useState<'delete' | undefined>();
  const { uids } = selection;
  const each = useMutation({
    mutationFn: async ({ act }: { act: (uid: string) => Promise<unknown>; done: string }) => {
      const outcomes = await Promise.allSettled(uids.map(act));
      const failed = outcomes.find((outcome) => outcome.status === 'rejected');
      if (failed !== undefined) throw failed.reason;
    },
    onSuccess: (_nothing, { done }) => say(`${done}: ${uids.length} ${uids.length === 1 ? 'run' : 'runs'}`),
    onError: (error) => say(error.message, 'bad'),
    onSettled: () => queries.invalidateQueries({ queryKey: ['runs'] }),
  });
  const compare = () => {
    if (uids.length >= 2) void navigate({ to: '/compare', search: { runs: uids.join(',') } });
  };
  useKeys({ c: compare });
  if (uids.length === 0) return null;
  return (
    <div className="bulk-bar" role="region" aria-label="Selected runs">
      <b className="num">{uids.length} selected</b>
      <Button icon="compare" tone="primary" disabled={uids.length < 2 || uids.length > 50} onClick={compare} title="Two to fifty runs">
        Compare
      </Button>
      <Button icon="stop" onClick={() => each.mutate({ act: abortRun, done: 'Asked to stop' })}>
        Abort
      </Button>
      <Button icon="trash" tone="danger" onClick={() => setAsked('delete')}>
        Delete
      </Button>
      <Button tone="quiet" onClick={() => selection.set([])}>
        Clear
      </Button>
      <ConfirmDelete
        open={asked === 'delete'}
        count={uids.length}
        onClose={() => setAsked(undefined)}
        onDelete={() => {
          each.mutate({ act: deleteRun, done: 'Deleted' });
          selection.set([]);
        }}
      />
    </div>
  );
}
