import { Button } from '../design/button.js';
import { Dialog } from '../design/dialog.js';

interface LabelDialogProps {
  readonly open: boolean;
  readonly count: number;
  readonly onClose: () => void;
  readonly onLabel: (key: string, value: string) => void;
}

/** Asks for one label. */
export function LabelDialog({ open, count, onClose, onLabel }: LabelDialogProps) {
  return (
    <Dialog title={`Label ${count} ${count === 1 ? 'run' : 'runs'}`} open={open} onClose={onClose}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          const form = new FormData(event.currentTarget);
          onLabel(textOf(form, 'key'), textOf(form, 'value'));
          onClose();
        }}
      >
        <label className="field">
          <span>Label</span>
          <input className="input" name="key" required placeholder="framework" autoComplete="off" />
        </label>
        <label className="field">
          <span>Value</span>
          <input className="input" name="value" placeholder="sklearn" autoComplete="off" />
        </label>
        <div className="dialog-actions">
          <Button onClick={onClose}>Cancel</Button>
          <Button tone="primary" type="submit">
            Set the label
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

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

function textOf(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === 'string' ? value.trim() : '';
}
