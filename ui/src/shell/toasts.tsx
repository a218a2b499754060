import { useSyncExternalStore } from 'react';
import { Icon } from '../design/icon.js';
import { toasts } from './toast-store.js';

/** Short messages in the corner, read out by screen readers. */
export function Toasts() {
  const shown = useSyncExternalStore(toasts.subscribe, toasts.all);
  return (
    <div className="toasts" role="status" aria-live="polite">
      {shown.map(({ id, text, tone }) => (
        <div key={id} className={`toast tone-${tone}`}>
          <Icon name={tone === 'bad' ? 'x-circle' : 'check-circle'} size={15} />
          {text}
        </div>
      ))}
    </div>
  );
}
