import { Link } from '@tanstack/react-router';
import type { ColouredRun } from './coloured-run.js';

/** Which colour is which run. */
export function RunLegend({ runs }: { readonly runs: readonly ColouredRun[] }) {
  return (
    <ul className="legend" aria-label="Runs">
      {runs.map(({ run, color, dash, label }) => (
        <li key={run.uid}>
          <svg width={18} height={8} aria-hidden="true">
            <line x1={0} x2={18} y1={4} y2={4} stroke={color} strokeWidth={3} strokeDasharray={dash} />
          </svg>
          <Link to="/runs/$uid" params={{ uid: run.uid }}>
            {label}
          </Link>
        </li>
      ))}
    </ul>
  );
}
