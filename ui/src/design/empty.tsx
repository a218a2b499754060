import type { ReactNode } from 'react';
import { Icon } from './icon.js';
import type { IconName } from './icon.js';
import { CopyText } from './copy.js';
import './empty.css';

interface EmptyProps {
  readonly icon: IconName;
  readonly title: string;
  readonly children?: ReactNode;
  /** What to type next; each line can be copied. */
  readonly commands?: readonly string[];
}

/** Nothing to show, why that is, and what to do next. */
export function Empty({ icon, title, children, commands = [] }: EmptyProps) {
  return (
    <div className="empty">
      <span className="empty-icon">
        <Icon name={icon} size={22} />
      </span>
      <h2>{title}</h2>
      {children && <p>{children}</p>}
      {commands.length > 0 && (
        <ul>
          {commands.map((command) => (
            <li key={command}>
              <code>{command}</code>
              <CopyText text={command} label={`Copy ${command}`} />
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

/** What went wrong with a page, in the words of the server. */
export function Failure({ error, retry }: { readonly error: Error; readonly retry?: () => void }) {
  return (
    <div className="empty failure" role="alert">
      <span className="empty-icon">
        <Icon name="x-circle" size={22} />
      </span>
      <h2>This did not load</h2>
      <p>{error.message}</p>
      {retry && (
        <button type="button" className="button plain" onClick={retry}>
          Try again
        </button>
      )}
    </div>
  );
}
