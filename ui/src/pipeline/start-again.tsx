import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { startAgain } from '../api/commands.js';
import type { StartCall } from '../api/commands.js';
import { useStartForm } from '../api/queries.js';
import type { RunRecord } from '../api/shapes.js';
import { Button } from '../design/button.js';
import { Dialog } from '../design/dialog.js';
import { SkeletonLines } from '../design/skeleton.js';
import { say } from '../shell/toast-store.js';
import { ParamsForm } from './params-form.js';

/** Starts the same pipeline, or the handler of a step as a job of its own, with the same or with changed params. */
export function StartAgain({ run }: { readonly run: RunRecord }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button icon="play" onClick={() => setOpen(true)}>
        Start again
      </Button>
      <Dialog title={`Start ${run.name} again`} open={isOpen} onClose={() => setOpen(false)}>
        <Form run={run} onClose={() => setOpen(false)} />
      </Dialog>
    </>
  );
}

function Form({ run, onClose }: { readonly run: RunRecord; readonly onClose: () => void }) {
  const navigate = useNavigate();
  const { data: form, error } = useStartForm(run.uid);
  const start = useMutation({
    mutationFn: (call: StartCall) => startAgain(run.uid, call),
    onSuccess: async ({ workflowId }) => {
      onClose();
      say(`Started ${run.name}`);
      await navigate({ to: '/workflows/$workflowId', params: { workflowId } });
    },
  });
  if (error)
    return (
      <p className="field-fault" role="alert">
        {error.message}
      </p>
    );
  if (form === undefined) return <SkeletonLines lines={4} />;
  return <ParamsForm form={form} isBusy={start.isPending} error={start.error} onSubmit={start.mutate} onCancel={onClose} />;
}
