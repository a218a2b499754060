import { createRootRoute, createRoute, createRouter, redirect } from '@tanstack/react-router';
import { ArtifactPage } from './artifacts/artifact-page.js';
import { ArtifactsPage } from './artifacts/artifacts-page.js';
import { ComparePage } from './compare/compare-page.js';
import { PipelinePage } from './pipeline/pipeline-page.js';
import { RunPage } from './run/run-page.js';
import { RunsPage } from './runs/runs-page.js';
import { queryText, texts } from './search-params.js';
import { AppShell } from './shell/app-shell.js';
import { WorkflowPage } from './pipeline/workflow-page.js';
import { NotFound } from './shell/not-found.js';

const root = createRootRoute({ component: AppShell, notFoundComponent: NotFound });
const getParentRoute = () => root;

const home = createRoute({
  getParentRoute,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/runs' });
  },
});
const runs = createRoute({
  getParentRoute,
  path: '/runs',
  validateSearch: (search) => texts(search, ['q', 'state', 'sort', 'columns', 'project']),
  component: () => <RunsPage key="runs" route="/runs" />,
});
const pipelines = createRoute({
  getParentRoute,
  path: '/pipelines',
  validateSearch: (search) => texts(search, ['q', 'state', 'sort', 'columns', 'project']),
  component: () => <RunsPage key="pipelines" route="/pipelines" kind="pipeline" />,
});
const run = createRoute({
  getParentRoute,
  path: '/runs/$uid',
  validateSearch: (search) => texts(search, ['view', 'attempt', 'artifact', 'project']),
  component: RunPage,
});
const pipeline = createRoute({
  getParentRoute,
  path: '/pipelines/$uid',
  validateSearch: (search) => texts(search, ['view', 'step', 'project']),
  component: PipelinePage,
});
const workflow = createRoute({
  getParentRoute,
  path: '/workflows/$workflowId',
  validateSearch: (search) => texts(search, ['project']),
  component: WorkflowPage,
});
const compare = createRoute({
  getParentRoute,
  path: '/compare',
  validateSearch: (search) => texts(search, ['runs', 'view', 'project']),
  component: ComparePage,
});
const artifacts = createRoute({
  getParentRoute,
  path: '/artifacts',
  validateSearch: (search) => texts(search, ['kind', 'q', 'project']),
  component: () => <ArtifactsPage key="artifacts" route="/artifacts" />,
});
const models = createRoute({
  getParentRoute,
  path: '/models',
  validateSearch: (search) => texts(search, ['q', 'project']),
  component: () => <ArtifactsPage key="models" route="/models" />,
});
const artifact = createRoute({
  getParentRoute,
  path: '/artifacts/$uid',
  validateSearch: (search) => texts(search, ['view', 'project']),
  component: ArtifactPage,
});

const routeTree = root.addChildren([home, runs, pipelines, run, pipeline, workflow, compare, artifacts, models, artifact]);

/** Every page of the interface. */
export const router = createRouter({
  routeTree,
  defaultPreload: false,
  scrollRestoration: true,
  // Plain `key=value`: an address that people read, and write by hand.
  parseSearch: (text) => Object.fromEntries(new URLSearchParams(text)),
  stringifySearch: queryText,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
