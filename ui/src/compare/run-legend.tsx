import { Link } from '@tanstack/react-router';
import type { ColouredRun } from './coloured-run.js';

/** Which colour is which run. */
export function RunLegend({ runs }: { readonly runs: readonly ColouredRun[] }) {
  return (
    <ul className="legend" aria-label="Runs">
      {runs.map(({ run, color, label }) => (
        <li key={run.uid}>
          <i style={{ background: color }} />
          <Link to="/runs/$uid" params={{ uid: run.uid }}>
            {label}
          </Link>
        </li>
      ))}
    </ul>
  );
}
