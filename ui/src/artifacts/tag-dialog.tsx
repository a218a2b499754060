import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { moveTag, removeTag } from '../api/commands.js';
import type { ArtifactRecord } from '../api/shapes.js';
import { Button, IconButton } from '../design/button.js';
import { Dialog } from '../design/dialog.js';
import { say } from '../shell/toast-store.js';

interface Change {
  readonly tag: string;
  readonly isOff: boolean;
}

/** Gives this version a tag, or takes one off; one that another version has moves here. */
export function TagDialog({ artifact }: { readonly artifact: ArtifactRecord }) {
  const [isOpen, setOpen] = useState(false);
  const queries = useQueryClient();
  const change = useMutation({
    mutationFn: ({ tag, isOff }: Change) => (isOff ? removeTag(artifact, tag) : moveTag(artifact, tag)),
    onSuccess: (_nothing, { tag, isOff }) => {
      say(isOff ? `Version ${artifact.version} is not ${tag} any more` : `${tag} is version ${artifact.version} now`);
      if (!isOff) setOpen(false);
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
      <Dialog title={`Tags of ${artifact.key}, version ${artifact.version}`} open={isOpen} onClose={() => setOpen(false)}>
        <OwnTags tags={artifact.tags} onTakeOff={(tag) => change.mutate({ tag, isOff: true })} />
        <NewTag isBusy={change.isPending} onSet={(tag) => change.mutate({ tag, isOff: false })} onCancel={() => setOpen(false)} />
      </Dialog>
    </>
  );
}

function OwnTags({ tags, onTakeOff }: { readonly tags: readonly string[]; readonly onTakeOff: (tag: string) => void }) {
  // `latest` moves by itself, with every version that is published.
  const byHand = tags.filter((tag) => tag !== 'latest');
  if (byHand.length === 0) return null;
  return (
    <ul className="own-tags" aria-label="Its tags">
      {byHand.map((tag) => (
        <li key={tag}>
          <span className="tag">{tag}</span>
          <IconButton icon="close" label={`Take off ${tag}`} onClick={() => onTakeOff(tag)} />
        </li>
      ))}
    </ul>
  );
}

interface NewTagProps {
  readonly isBusy: boolean;
  readonly onSet: (tag: string) => void;
  readonly onCancel: () => void;
}

function NewTag({ isBusy, onSet, onCancel }: NewTagProps) {
  const [tag, setTag] = useState('');
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        onSet(tag.trim());
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
        <Button onClick={onCancel}>Cancel</Button>
        <Button tone="primary" type="submit" disabled={isBusy}>
          Set the tag
        </Button>
      </div>
    </form>
  );
}
