import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { isTerminal } from '../../../src/core/index.js';
import { abortRun, deleteRun } from '../api/commands.js';
import type { RunRecord } from '../api/shapes.js';
import { Button } from '../design/button.js';
import { ConfirmAbort, ConfirmDelete } from '../runs/bulk-dialogs.js';
import { say } from '../shell/toast-store.js';

/** What can be done with a run. */
export function RunActions({ run, more }: { readonly run: RunRecord; readonly more?: ReactNode }) {
  const [asked, setAsked] = useState<'abort' | 'delete' | undefined>();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const act = useMutation({
    mutationFn: ({ command }: { command: () => Promise<unknown>; done: string }) => command(),
    onSuccess: (_nothing, { done }) => say(done),
    onError: (error) => say(error.message, 'bad'),
    onSettled: () => queries.invalidateQueries({ queryKey: ['run', run.uid] }),
  });
  const remove = async () => {
    await act.mutateAsync({ command: () => deleteRun(run.uid), done: `Deleted ${run.name}` });
    await navigate({ to: '/runs' });
  };
  return (
    <div className="page-actions">
      {more}
      {!isTerminal(run.state) && (
        <Button icon="stop" onClick={() => setAsked('abort')}>
          Abort
        </Button>
      )}
      {isTerminal(run.state) && (
        <Button icon="trash" tone="danger" onClick={() => setAsked('delete')}>
          Delete
        </Button>
      )}
      <ConfirmAbort
        open={asked === 'abort'}
        count={1}
        onClose={() => setAsked(undefined)}
        onAbort={() => act.mutate({ command: () => abortRun(run.uid), done: 'Asked to stop' })}
      />
      <ConfirmDelete open={asked === 'delete'} count={1} onClose={() => setAsked(undefined)} onDelete={() => void remove()} />
    </div>
  );
}
