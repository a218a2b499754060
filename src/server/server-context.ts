import { OpenAPIHono } from '@hono/zod-openapi';
import type { ArtifactStore } from '../artifacts/index.js';
import type { TidemarkClient } from '../client/index.js';
import type { TrackingStore } from '../tracking/index.js';
import type { ChangeFeed } from './events/change-feed.js';
import { invalidRequest } from './error-answer.js';
import { ErrorBody } from './wire/error.js';

/** What the routes read from and write through. */
export interface ServerContext {
  readonly tracking: TrackingStore;
  readonly artifacts: ArtifactStore;
  readonly client: TidemarkClient;
  readonly feed: ChangeFeed;
  /** Open event streams at once. */
  readonly maxViewers: number;
  /** Where Temporal's web UI is. */
  readonly temporalUiUrl?: string;
}

/** Routes under one answer to invalid requests. */
export function newRoutes(): OpenAPIHono {
  return new OpenAPIHono({ defaultHook: (result, c) => (result.success ? undefined : invalidRequest(result.error.issues, c)) });
}

const json = <S>(schema: S, description: string) => ({ content: { 'application/json': { schema } }, description });

/** The answers of a route: what it says when all is well, and the errors that it may have. */
export function answers<S>(schema: S, description: string) {
  return { 200: json(schema, description), ...ERRORS };
}

/** Of every route; the refusals of docs/api.md come with any of them. */
export const ERRORS = {
  400: json(ErrorBody, 'The request is not valid.'),
  401: json(ErrorBody, 'A token is needed.'),
  403: json(ErrorBody, 'The token may only read, or the request came from a foreign page.'),
  404: json(ErrorBody, 'There is no such thing.'),
  405: json(ErrorBody, 'The path has other methods; Allow names them.'),
  409: json(ErrorBody, 'Something else stands in the way: a protected tag, a run that reads it.'),
  413: json(ErrorBody, 'The body is too large.'),
  415: json(ErrorBody, 'A body must be JSON.'),
  429: json(ErrorBody, 'Too many requests; Retry-After says when to go on.'),
  431: { description: 'The URL and the headers are too large.' },
  503: json(ErrorBody, 'A store is away; the same request may work later.'),
} as const;
