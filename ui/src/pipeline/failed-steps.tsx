import { Link } from '@tanstack/react-router';
import type { RunRecord } from '../api/shapes.js';
import { Icon } from '../design/icon.js';

const SHOWN = 5;

/** Which steps failed, and why: so that nobody has to look for it. */
export function FailedSteps({ steps }: { readonly steps: readonly RunRecord[] }) {
  return (
    <section className="failed-steps" aria-label="Failed steps">
      <ul>
        {steps.slice(0, SHOWN).map((step) => (
          <li key={step.uid}>
            <Icon name="x-circle" size={16} />
            <p>
              <b>{step.name}</b> failed: <span className="mono">{`${step.error?.name}: ${step.error?.message}`}</span>
            </p>
            <Link className="button plain" to="/runs/$uid" params={{ uid: step.uid }}>
              See the error
            </Link>
          </li>
        ))}
      </ul>
      {steps.length > SHOWN && <p className="dim">and {steps.length - SHOWN} more</p>}
    </section>
  );
}
