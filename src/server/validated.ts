import { etag } from 'hono/etag';
import type { MiddlewareHandler } from 'hono';

const tagged = etag();

/** Gives JSON an ETag, and answers 304 when the client has it. Bodies have one already, and streams never end. */
export function validated(): MiddlewareHandler {
  return async (c, next) => {
    if (c.req.method !== 'GET' || /\/(events|body)$/.test(c.req.path)) return next();
    return tagged(c, async () => {
      await next();
      if (!c.res.headers.has('cache-control')) c.res.headers.set('cache-control', 'private, no-cache');
    });
  };
}
