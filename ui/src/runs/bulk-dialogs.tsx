import { Button } from '../design/button.js';
import { Dialog } from '../design/dialog.js';

interface ConfirmDeleteProps {
  readonly open: boolean;
  readonly count: number;
  /** How many of those that were chosen stay, since they are not over. */
  readonly left?: number;
  readonly onClose: () => void;
  readonly onDelete: () => void;
}

/** There is no way back from a deletion, so it is asked for twice. */
export function ConfirmDelete({ open, count, left = 0, onClose, onDelete }: ConfirmDeleteProps) {
  const what = count === 1 ? 'this run' : `these ${count} runs`;
  return (
    <Dialog title={`Delete ${what}?`} open={open} onClose={onClose}>
      <p>
        {count === 1 ? 'Its' : 'Their'} logs, results, metrics and artifact records go with {count === 1 ? 'it' : 'them'}, and so do the
        steps of a pipeline. This cannot be undone.
      </p>
      {left > 0 && <p className="dim">{left === 1 ? 'One that is not over stays.' : `${left} that are not over stay.`}</p>}
      <div className="dialog-actions">
        <Button onClick={onClose}>Keep</Button>
        <Button
          tone="danger"
          icon="trash"
          onClick={() => {
            onDelete();
            onClose();
          }}
        >
          Delete
        </Button>
      </div>
    </Dialog>
  );
}

interface ConfirmAbortProps {
  readonly open: boolean;
  readonly count: number;
  readonly onClose: () => void;
  readonly onAbort: () => void;
}

/** Work that is stopped is lost, so it is asked for twice. */
export function ConfirmAbort({ open, count, onClose, onAbort }: ConfirmAbortProps) {
  return (
    <Dialog title={count === 1 ? 'Abort this run?' : `Abort these ${count} runs?`} open={open} onClose={onClose}>
      <p>
        {count === 1 ? 'It is' : 'They are'} asked to stop: <code>context.signal</code> aborts, and the state becomes aborted. What was
        logged stays; a step takes its whole pipeline along.
      </p>
      <div className="dialog-actions">
        <Button onClick={onClose}>{count === 1 ? 'Let it run' : 'Let them run'}</Button>
        <Button
          tone="danger"
          icon="stop"
          onClick={() => {
            onAbort();
            onClose();
          }}
        >
          Abort
        </Button>
      </div>
    </Dialog>
  );
}
