import { Link } from '@tanstack/react-router';
import type { ErrorRecord, RunRecord } from '../api/shapes.js';
import { CopyText } from '../design/copy.js';
import { Icon } from '../design/icon.js';
import './error-panel.css';

interface ErrorPanelProps {
  readonly error: ErrorRecord;
  /** Whose log to lead to. */
  readonly run?: RunRecord;
  /** Shows the stack at once. Default true. */
  readonly isOpen?: boolean;
}

/** What was thrown: class, message, stack and causes. */
export function ErrorPanel({ error, run, isOpen = true }: ErrorPanelProps) {
  return (
    <section className="error-panel" aria-label="Error">
      <header>
        <Icon name="x-circle" size={17} />
        <div>
          <b>{error.name}</b>
          {error.code !== undefined && <code>{error.code}</code>}
          <p>{error.message}</p>
        </div>
        <span className="error-actions">
          {run && (
            <Link className="button plain" to="/runs/$uid" params={{ uid: run.uid }} search={{ view: 'log', attempt: String(run.attempt) }}>
              See its log
            </Link>
          )}
          <CopyText text={textOf(error)} label="Copy the error" />
        </span>
      </header>
      {(error.stack !== undefined || error.cause !== undefined) && (
        <details open={isOpen}>
          <summary>Stack</summary>
          <pre tabIndex={0}>{stackOf(error)}</pre>
        </details>
      )}
    </section>
  );
}

function textOf(error: ErrorRecord): string {
  return `${error.name}: ${error.message}\n${stackOf(error)}`;
}

function stackOf({ stack, cause }: ErrorRecord): string {
  const own = stack ?? '';
  return cause === undefined ? own : `${own}\nCaused by: ${cause.name}: ${cause.message}\n${stackOf(cause)}`.trimStart();
}
