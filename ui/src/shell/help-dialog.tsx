import { Dialog } from '../design/dialog.js';

const KEYS: readonly (readonly [keys: readonly string[], what: string])[] = [
  [['/'], 'Search'],
  [['j'], 'Next row'],
  [['k'], 'Row before'],
  [['Enter'], 'Open the row'],
  [['x'], 'Select the row'],
  [['c'], 'Compare what is selected'],
  [['l'], 'Label what is selected'],
  [['Esc'], 'Close, or leave the search'],
  [['g', 'r'], 'Go to runs'],
  [['g', 'p'], 'Go to pipelines'],
  [['g', 'a'], 'Go to artifacts'],
  [['g', 'm'], 'Go to models'],
  [['?'], 'This help'],
];

/** Which keys do what. */
export function HelpDialog({ open, onClose }: { readonly open: boolean; readonly onClose: () => void }) {
  return (
    <Dialog title="Keyboard shortcuts" open={open} onClose={onClose}>
      <dl className="help-keys">
        {KEYS.map(([keys, what]) => (
          <div key={what} style={{ display: 'contents' }}>
            <dt>
              {keys.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
