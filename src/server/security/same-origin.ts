import type { MiddlewareHandler } from 'hono';
import { RequestError } from '../request-error.js';

const SAFE: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);
const OURS: ReadonlySet<string> = new Set(['same-origin', 'none']);

/**
 * Refuses writes that a page of another origin caused (CSRF). Browsers say who asks, in `Sec-Fetch-Site` and `Origin`, and no page can change that; who says
 * neither is no browser. Bodies must be JSON besides, which a form cannot send.
 */
export function sameOriginWrites(formPath: string): MiddlewareHandler {
  return async (c, next) => {
    if (!SAFE.has(c.req.method)) {
      const site = c.req.header('sec-fetch-site');
      const origin = c.req.header('origin');
      const isForeign =
        (site !== undefined && !OURS.has(site)) || (origin !== undefined && hostOf(origin) !== c.req.header('host')?.toLowerCase());
      if (isForeign) {
        const message = 'A page of another origin asked for a change, and only pages of this server may.';
        throw new RequestError(403, 'ERR_FORBIDDEN', { message });
      }
      if (c.req.path !== formPath) demandJson(c.req.header('content-type'), hasBody(c.req.raw.headers));
    }
    await next();
  };
}

function demandJson(contentType: string | undefined, hasContent: boolean): void {
  const isJson = /^application\/json\s*(;|$)/i.test(contentType ?? '');
  if (isJson || (!hasContent && contentType === undefined)) return;
  throw new RequestError(415, 'ERR_MEDIA_TYPE', { message: 'A body must be JSON: send it with content-type: application/json.' });
}

function hasBody(headers: Headers): boolean {
  return headers.has('transfer-encoding') || !['0', null].includes(headers.get('content-length'));
}

// `null`, of a sandboxed frame for one, is no host of ours.
function hostOf(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host.toLowerCase() : undefined;
}
