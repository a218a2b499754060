import type { MiddlewareHandler } from 'hono';
import { RequestError } from './request-error.js';

/** Answers 405, with the methods that there are, for a path of the OpenAPI document that is asked with another one. `paths` are that document's. */
export function knownMethods(paths: Readonly<Record<string, object>>): MiddlewareHandler {
  const known = Object.entries(paths)
    .map(([path, methods]) => ({
      pattern: new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[^/]+')}$`),
      isLiteral: !path.includes('{'),
      methods: Object.keys(methods).map((method) => method.toUpperCase()),
    }))
    // `/runs/labels` is no run.
    .toSorted((a, b) => Number(b.isLiteral) - Number(a.isLiteral));
  return async (c, next) => {
    const { method, path } = c.req;
    const methods = known.find(({ pattern }) => pattern.test(path))?.methods;
    if (methods !== undefined && !methods.includes(method === 'HEAD' ? 'GET' : method)) {
      const allow = methods.join(', ');
      throw new RequestError(405, 'ERR_METHOD_NOT_ALLOWED', { message: `${path} has no ${method}, but ${allow}.`, headers: { allow } });
    }
    await next();
  };
}
