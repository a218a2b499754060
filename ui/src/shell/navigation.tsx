import { Link, useLocation } from '@tanstack/react-router';
import { IconButton } from '../design/button.js';
import { Icon } from '../design/icon.js';
import type { IconName } from '../design/icon.js';
import { LiveStatus } from './live-status.js';
import { ProjectSwitcher } from './project-switcher.js';
import { toggleTheme, useIsDark } from './theme.js';

const PLACES = [
  { to: '/runs', label: 'Runs', icon: 'runs' },
  { to: '/pipelines', label: 'Pipelines', icon: 'pipeline' },
  { to: '/artifacts', label: 'Artifacts', icon: 'artifact' },
  { to: '/models', label: 'Models', icon: 'model' },
] as const satisfies readonly { to: string; label: string; icon: IconName }[];

/** The brand, the project, the places, and what is true of all pages. A column at the left, two rows on a phone. */
export function Navigation({ onHelp }: { readonly onHelp: () => void }) {
  const isDark = useIsDark();
  const { pathname } = useLocation();
  return (
    <header className="navigation">
      <div className="navigation-top">
        <Link to="/runs" className="brand">
          <svg
            width={22}
            height={22}
            viewBox="0 0 24 24"
            fill="none"
            stroke="currentColor"
            strokeWidth={2.3}
            strokeLinecap="round"
            aria-hidden="true"
          >
            <path d="M2 9c3.3-3.6 6.7-3.6 10 0s6.7 3.6 10 0" />
            <path d="M2 16c3.3-3.6 6.7-3.6 10 0s6.7 3.6 10 0" opacity={0.5} />
          </svg>
          Tidemark
        </Link>
        <ProjectSwitcher />
      </div>
      <nav aria-label="Main">
        {PLACES.map(({ to, label, icon }) => (
          <Link
            key={to}
            to={to}
            search={(old: { project?: string }) => (old.project === undefined ? {} : { project: old.project })}
            className={to === '/runs' && pathname === '/compare' ? 'place active' : 'place'}
          >
            <Icon name={icon} />
            {label}
          </Link>
        ))}
      </nav>
      <div className="navigation-end">
        <LiveStatus />
        <span className="navigation-tools">
          <IconButton icon={isDark ? 'sun' : 'moon'} label={isDark ? 'Light theme' : 'Dark theme'} onClick={toggleTheme} />
          <IconButton icon="keyboard" label="Keyboard shortcuts (?)" onClick={onHelp} />
        </span>
      </div>
    </header>
  );
}
