import type { Context } from 'hono';
import { HTTPException } from 'hono/http-exception';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { z } from '@hono/zod-openapi';
import { InvalidParamsError, InvalidSearchError, TidemarkError } from '../core/index.js';
import { RequestError } from './request-error.js';
import type { ErrorBody } from './wire/error.js';

type Body = z.infer<typeof ErrorBody>;

const STATUS_OF: Readonly<Record<string, ContentfulStatusCode>> = {
  ERR_RUN_NOT_FOUND: 404,
  ERR_ARTIFACT_NOT_FOUND: 404,
  ERR_BODY_NOT_FOUND: 404,
  ERR_INPUT_NOT_FOUND: 404,
  ERR_HANDLER_NOT_FOUND: 404,
  ERR_STALE_ATTEMPT: 409,
  ERR_IN_USE: 409,
  ERR_PROTECTED_TAG: 409,
  ERR_VALUE_TOO_LARGE: 413,
  ERR_TRACKING_STORE: 503,
  ERR_ARTIFACT_STORE: 503,
  ERR_NO_TEMPORAL_SERVER: 503,
  ERR_ARTIFACT_CORRUPT: 500,
  ERR_CONFIGURATION: 500,
};

/** The one place where errors become HTTP answers. What is no error of ours is said to the operator, not to the client. */
export function errorAnswer(error: unknown, c: Context): Response {
  if (error instanceof RequestError) {
    for (const [name, value] of Object.entries(error.headers)) c.header(name, value);
    return answer(c, error.status, { error: { code: error.code, message: error.message } });
  }
  if (error instanceof TidemarkError) {
    const { code, message, retryable } = error;
    return answer(c, STATUS_OF[code] ?? 400, { error: { code, message, ...whereOf(error), ...(retryable ? { retryable } : {}) } });
  }
  if (error instanceof HTTPException) return fromHttpException(error, c);
  process.stderr.write(`${c.req.method} ${c.req.path}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  return answer(c, 500, { error: { code: 'ERR_INTERNAL', message: 'The server failed; its own output says why. Please report it.' } });
}

function whereOf(error: TidemarkError): Partial<Body['error']> {
  if (error instanceof InvalidSearchError) return { position: error.position, reason: error.reason };
  if (!(error instanceof InvalidParamsError)) return {};
  return { issues: error.issues.map(({ path, message }) => ({ path: path === '' ? 'params' : `params.${path}`, message })) };
}

/** What zod found wrong with a request. */
export function invalidRequest(
  issues: readonly { readonly path: readonly PropertyKey[]; readonly message: string }[],
  c: Context,
): Response {
  const shown = issues.map(({ path, message }) => ({ path: path.map(String).join('.'), message }));
  const message = `The request is not valid: ${shown.map((issue) => `${issue.path}: ${issue.message}`).join('; ')}`;
  return answer(c, 400, { error: { code: 'ERR_INVALID_REQUEST', message, issues: shown } });
}

// Hono's own refusals: JSON that cannot be parsed, a body of another type.
function fromHttpException(error: HTTPException, c: Context): Response {
  const code = error.status === 415 ? 'ERR_MEDIA_TYPE' : error.status === 413 ? 'ERR_BODY_TOO_LARGE' : 'ERR_INVALID_REQUEST';
  return answer(c, error.status as ContentfulStatusCode, { error: { code, message: error.message } });
}

// A refusal is nobody's to keep: the next request may be answered.
function answer(c: Context, status: ContentfulStatusCode, body: Body): Response {
  return c.json(body, status, { 'cache-control': 'no-store' });
}
