import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { RunRecord } from '../../../src/core/index.js';
import { startAgain } from '../api/commands.js';
import { useParamsSchema } from '../api/queries.js';
import { Button } from '../design/button.js';
import { Dialog } from '../design/dialog.js';
import { say } from '../shell/toast-store.js';
import { ParamsForm } from './params-form.js';

/** Starts the same pipeline with the same or with changed params. */
export function StartAgain({ run }: { readonly run: RunRecord }) {
  const [isOpen, setOpen] = useState(false);
  const navigate = useNavigate();
  const start = useMutation({
    mutationFn: (params: Readonly<Record<string, unknown>>) => startAgain(run, params),
    onSuccess: async ({ uid }) => {
      setOpen(false);
      say(`Started ${run.name}`);
      await navigate({ to: '/pipelines/$uid', params: { uid } });
    },
    onError: (error) => say(error.message, 'bad'),
  });
  return (
    <>
      <Button icon="play" onClick={() => setOpen(true)}>
        Start again
      </Button>
      <Dialog title={`Start ${run.name} again`} open={isOpen} onClose={() => setOpen(false)}>
        <Form run={run} isBusy={start.isPending} onStart={(params) => start.mutate(params)} onCancel={() => setOpen(false)} />
      </Dialog>
    </>
  );
}

interface FormProps {
  readonly run: RunRecord;
  readonly isBusy: boolean;
  readonly onStart: (params: Readonly<Record<string, unknown>>) => void;
  readonly onCancel: () => void;
}

function Form({ run, isBusy, onStart, onCancel }: FormProps) {
  const { data: schema, isPending } = useParamsSchema(run);
  if (isPending) return <p className="dim">Asking what it takes…</p>;
  return <ParamsForm schema={schema} values={run.parameters} isBusy={isBusy} onSubmit={onStart} onCancel={onCancel} />;
}
