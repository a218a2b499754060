import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { setLabels } from '../api/commands.js';
import type { LabelChange } from '../api/commands.js';
import type { RunRecord } from '../api/shapes.js';
import { IconButton } from '../design/button.js';
import { LabelDialog } from '../runs/label-dialog.js';
import { say } from '../shell/toast-store.js';

/** Changes the labels of one run. */
export function EditLabels({ run }: { readonly run: RunRecord }) {
  const [isOpen, setOpen] = useState(false);
  const queries = useQueryClient();
  const save = useMutation({
    mutationFn: (change: LabelChange) => setLabels([run.uid], change),
    onSuccess: () => say('Labels saved'),
    onError: (error) => say(error.message, 'bad'),
    onSettled: () => queries.invalidateQueries({ queryKey: ['run', run.uid] }),
  });
  return (
    <>
      <IconButton icon="pencil" label="Edit labels" onClick={() => setOpen(true)} />
      <LabelDialog open={isOpen} runs={[run]} onClose={() => setOpen(false)} onSave={save.mutate} />
    </>
  );
}
