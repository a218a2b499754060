import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { ArtifactRecord } from '../../../src/core/index.js';
import { moveTag } from '../api/commands.js';
import { Button } from '../design/button.js';
import { Dialog } from '../design/dialog.js';
import { say } from '../shell/toast-store.js';

/** Gives this version a tag; one that another version has moves here. */
export function TagDialog({ artifact }: { readonly artifact: ArtifactRecord }) {
  const [isOpen, setOpen] = useState(false);
  const [tag, setTag] = useState('');
  const queries = useQueryClient();
  const move = useMutation({
    mutationFn: () => moveTag(artifact, tag.trim()),
    onSuccess: () => {
      say(`${tag.trim()} is version ${artifact.version} now`);
      setOpen(false);
    },
    onError: (error) => say(error.message, 'bad'),
    onSettled: async () => {
      await queries.invalidateQueries({ queryKey: ['artifact', artifact.uid] });
      await queries.invalidateQueries({ queryKey: ['artifacts'] });
    },
  });
  return (
    <>
      <Button icon="tag" disabled={artifact.status.state !== 'published'} onClick={() => setOpen(true)}>
        Tag
      </Button>
      <Dialog title={`Tag ${artifact.key}, version ${artifact.version}`} open={isOpen} onClose={() => setOpen(false)}>
        <form
          className="stack"
          onSubmit={(event) => {
            event.preventDefault();
            move.mutate();
          }}
        >
          <label className="field">
            <span>Tag</span>
            <input
              className="input"
              required
              placeholder="production"
              value={tag}
              onChange={(event) => setTag(event.target.value)}
              autoComplete="off"
            />
            <span className="dim">A tag that another version has moves to this one.</span>
          </label>
          <div className="dialog-actions">
            <Button onClick={() => setOpen(false)}>Cancel</Button>
            <Button tone="primary" type="submit" disabled={move.isPending}>
              Set the tag
            </Button>
          </div>
        </form>
      </Dialog>
    </>
  );
}
