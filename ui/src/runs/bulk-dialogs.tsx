import { Button } from '../design/button.js';
import { Dialog } from '../design/dialog.js';

interface ConfirmDeleteProps {
  readonly open: boolean;
  readonly count: number;
  readonly onClose: () => void;
  readonly onDelete: () => void;
}

/** There is no way back from a deletion, so it is asked for twice. */
export function ConfirmDelete({ open, count, onClose, onDelete }: ConfirmDeleteProps) {
  const what = count === 1 ? 'this run' : `these ${count} runs`;
  return (
    <Dialog title={`Delete ${what}?`} open={open} onClose={onClose}>
      <p>Their logs, results, metrics and artifact records go with them. This cannot be undone.</p>
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
