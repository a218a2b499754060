import { Outlet, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { HelpDialog } from './help-dialog.js';
import { useKeys } from './keyboard.js';
import { Navigation } from './navigation.js';
import { Toasts } from './toasts.js';
import './app-shell.css';

/** What every page has around it. */
export function AppShell() {
  const [isHelpOpen, setHelpOpen] = useState(false);
  const navigate = useNavigate();
  useKeys({
    '?': () => setHelpOpen(true),
    '/': (event) => {
      const search = document.querySelector<HTMLInputElement>('input[type=search]');
      if (search === null) return;
      event.preventDefault();
      search.focus();
      search.select();
    },
    'g r': () => void navigate({ to: '/runs' }),
    'g p': () => void navigate({ to: '/pipelines' }),
    'g a': () => void navigate({ to: '/artifacts' }),
    'g m': () => void navigate({ to: '/models' }),
  });
  return (
    <div className="app">
      <a className="skip-link" href="#main">
        Skip to the content
      </a>
      <Navigation onHelp={() => setHelpOpen(true)} />
      <main id="main" tabIndex={-1}>
        <Outlet />
      </main>
      <HelpDialog open={isHelpOpen} onClose={() => setHelpOpen(false)} />
      <Toasts />
    </div>
  );
}
