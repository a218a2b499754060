import { newRoutes } from './server-context.js';
import type { ServerContext } from './server-context.js';
import { aboutRoutes } from './routes/about.js';
import { artifactBodyRoutes } from './routes/artifact-body.js';
import { artifactLineageRoutes } from './routes/artifact-lineage.js';
import { artifactPreviewRoutes } from './routes/artifact-preview.js';
import { artifactRoutes } from './routes/artifacts.js';
import { changeRoutes } from './routes/changes.js';
import { compareRoutes } from './routes/compare.js';
import { eventRoutes } from './routes/events.js';
import { labelRoutes } from './routes/labels.js';
import { projectRoutes } from './routes/projects.js';
import { runGraphRoutes } from './routes/run-graph.js';
import { runLogRoutes } from './routes/run-logs.js';
import { runMetricRoutes } from './routes/run-metrics.js';
import { runRoutes } from './routes/runs.js';
import { startRoutes } from './routes/start.js';
import { errorAnswer } from './error-answer.js';
import { validated } from './validated.js';
import { serveContent } from './routes/content.js';
import { guard } from './security/guard.js';
import type { GuardOptions } from './security/guard.js';
import { knownMethods } from './known-methods.js';
import { RequestError } from './request-error.js';

/** What the OpenAPI document says about the whole. */
const ABOUT = {
  openapi: '3.1.0',
  info: {
    title: 'Tidemark',
    version: '1',
    description:
      'Runs, what they logged, and their artifacts. Paths are versioned; within a version only fields and routes are added. See docs/api.md.',
  },
  servers: [{ url: '/' }],
};

/** The routes under `/api/v1`, in one chain: their types are what hono's client is made from. */
function apiRoutes(context: ServerContext) {
  return newRoutes()
    .route('/api/v1', aboutRoutes(context))
    .route('/api/v1', projectRoutes(context))
    .route('/api/v1', runRoutes(context))
    .route('/api/v1', runLogRoutes(context))
    .route('/api/v1', runMetricRoutes(context))
    .route('/api/v1', runGraphRoutes(context))
    .route('/api/v1', artifactRoutes(context))
    .route('/api/v1', artifactBodyRoutes(context))
    .route('/api/v1', artifactPreviewRoutes(context))
    .route('/api/v1', artifactLineageRoutes(context))
    .route('/api/v1', compareRoutes(context))
    .route('/api/v1', eventRoutes(context))
    .route('/api/v1', changeRoutes(context))
    .route('/api/v1', labelRoutes(context))
    .route('/api/v1', startRoutes(context));
}

/** The API's type, for hono's client: `hc<Api>(origin).api.v1.runs.$get({ query })`. Import it as a type only. */
export type Api = ReturnType<typeof apiRoutes>;

/** The API as one application; what it does with errors, too. */
export function createApp(context: ServerContext, guarded: GuardOptions) {
  const app = newRoutes();
  app.onError(errorAnswer);
  guard(app, guarded);
  serveContent(app, context);
  app.use('/api/*', validated());
  const routes = apiRoutes(context);
  routes.doc31('/api/openapi.json', ABOUT);
  app.use('/api/*', knownMethods(routes.getOpenAPI31Document(ABOUT).paths ?? {}));
  app.route('/', routes);
  app.all('/api/*', (c) => {
    throw new RequestError(404, 'ERR_NOT_FOUND', { message: `There is no ${c.req.method} ${c.req.path}. See /api/openapi.json.` });
  });
  return app;
}
