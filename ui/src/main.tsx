import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { ApiError } from './api/client.js';
import { openLive } from './api/live.js';
import { refreshLive } from './api/refresh-live.js';
import { router } from './router.js';
import { applyTheme } from './shell/theme.js';
import './styles/tokens.css';
import './styles/base.css';

applyTheme();

const queries = new QueryClient({
  defaultOptions: {
    // A mistake in a request does not go away by asking again.
    queries: { retry: (failures, error) => failures < 3 && !(error instanceof ApiError && error.status < 500), staleTime: 2000 },
  },
});

refreshLive(queries);
openLive();

const app = document.getElementById('app');
if (app === null) throw new Error('index.html has no #app.');
createRoot(app).render(
  <StrictMode>
    <QueryClientProvider client={queries}>
      <RouterProvider router={router} />
    </QueryClientProvider>
  </StrictMode>,
);
