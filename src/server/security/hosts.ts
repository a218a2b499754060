import { isIP } from 'node:net';
import { hostname } from 'node:os';
import type { MiddlewareHandler } from 'hono';
import { RequestError } from '../request-error.js';

/** True for an address that only this machine can reach. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}

/**
 * Refuses requests for a name that is not ours. A page of somebody else whose name was made to lead to this machine (DNS rebinding) is of the same origin
 * for a browser; the name is all that tells. An IP address is nobody's name, so it is let through.
 */
export function allowedHosts(own: string, others: readonly string[]): MiddlewareHandler {
  const names = new Set(['localhost', own, hostname(), ...others].map((name) => name.toLowerCase()));
  return async (c, next) => {
    const name = nameOf(c.req.header('host') ?? '');
    if (isIP(name) === 0 && !names.has(name)) {
      const message = `This server does not answer to the name ${JSON.stringify(name.slice(0, 100))}. If it is yours, put it into TIDEMARK_UI_HOSTS.`;
      throw new RequestError(403, 'ERR_FORBIDDEN', { message });
    }
    await next();
  };
}

/** A `Host` header without its port, and without the brackets of IPv6. */
function nameOf(host: string): string {
  const [, ipv6, name = ''] = /^(?:\[([^\]]*)\]|([^:]*))(?::\d{1,5})?$/.exec(host.trim()) ?? [];
  return (ipv6 ?? name).toLowerCase();
}
