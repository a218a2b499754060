import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import type { Context, Hono, MiddlewareHandler } from 'hono';
import { RequestError } from '../request-error.js';
import { TokenBuckets, refuseWhenEmpty } from './rate-limit.js';
import type { Principal, Tokens } from './tokens.js';

export const LOGIN_PATH = '/login';
const COOKIE = 'tidemark_token';
const WEEK_SECONDS = 7 * 24 * 60 * 60;
const SAFE: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);
/** Tokens cannot be guessed; this keeps the log of who tries readable, and the server free. */
const FAILURES = { perSecond: 0.2, burst: 10 };

/** Asks for a token: `Authorization: Bearer …`, or the cookie that the login page sets. Without tokens everybody on this machine may do everything. */
export function requireToken(tokens: Tokens): MiddlewareHandler {
  const failures = new TokenBuckets(FAILURES);
  return async (c, next) => {
    if (tokens.isEmpty || c.req.path === LOGIN_PATH) return next();
    const given = tokenOf(c);
    const principal = given === undefined ? undefined : tokens.find(given);
    if (principal === undefined) {
      if (given !== undefined) refuseWhenEmpty(failures, c);
      if (isVisit(c)) return c.redirect(`${LOGIN_PATH}?next=${encodeURIComponent(c.req.path)}`);
      const message =
        given === undefined ? 'This server asks for a token: Authorization: Bearer <token>.' : 'This token is not one of this server.';
      throw new RequestError(401, 'ERR_UNAUTHORIZED', { message, headers: { 'www-authenticate': 'Bearer realm="tidemark"' } });
    }
    refuseWrites(c, principal);
    return next();
  };
}

/** The login page, and the way out. */
export function serveLogin(app: Pick<Hono, 'get' | 'post'>, tokens: Tokens): void {
  const failures = new TokenBuckets(FAILURES);
  app.get(LOGIN_PATH, (c) => c.html(page(pathOf(c.req.query('next')), '')));
  app.post(LOGIN_PATH, async (c) => {
    const { token, next } = await c.req.parseBody();
    const to = pathOf(next);
    if (typeof token !== 'string' || tokens.find(token.trim()) === undefined) {
      refuseWhenEmpty(failures, c);
      return c.html(page(to, 'This token is not one of this server.'), 401);
    }
    const secure = c.req.header('origin')?.startsWith('https:') === true;
    setCookie(c, COOKIE, token.trim(), { httpOnly: true, sameSite: 'Strict', path: '/', maxAge: WEEK_SECONDS, secure });
    return c.redirect(to, 303);
  });
  app.post('/logout', (c) => {
    deleteCookie(c, COOKIE, { path: '/' });
    return c.body(null, 204);
  });
}

function tokenOf(c: Context): string | undefined {
  const [, bearer] = /^Bearer +(\S+) *$/i.exec(c.req.header('authorization') ?? '') ?? [];
  return bearer ?? getCookie(c, COOKIE);
}

function refuseWrites(c: Context, { name, access }: Principal): void {
  if (access === 'read-write' || SAFE.has(c.req.method) || c.req.path === '/logout') return;
  throw new RequestError(403, 'ERR_FORBIDDEN', { message: `The token ${name} may only read. Ask for one that may write.` });
}

// A person who opens a page, not a program.
function isVisit(c: Context): boolean {
  return c.req.method === 'GET' && !c.req.path.startsWith('/api/') && (c.req.header('accept') ?? '').includes('text/html');
}

/** Only paths of ours: `//elsewhere` would be another server. */
function pathOf(next: unknown): string {
  return typeof next === 'string' && /^\/(?![/\\])[\x21-\x7e]*$/.test(next) && !next.includes('\\') ? next : '/';
}

function page(next: string, problem: string): string {
  const to = next.replaceAll(/[&"'<>]/g, (sign) => `&#${sign.charCodeAt(0)};`);
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Tidemark: log in</title>
<style>:root{color-scheme:light dark;font:16px/1.5 system-ui,sans-serif}body{display:grid;place-content:center;min-height:90vh;margin:1rem}
form{display:grid;gap:.75rem;width:min(24rem,90vw)}input,button{font:inherit;padding:.5rem .75rem}[role=alert]{color:#c62828}</style></head>
<body><main><h1>Tidemark</h1><form method="post" action="${LOGIN_PATH}">
<label for="token">Your token</label><input id="token" name="token" type="password" autocomplete="current-password" required autofocus>
<input type="hidden" name="next" value="${to}">${problem === '' ? '' : `<p role="alert">${problem}</p>`}
<button>Log in</button><p>Whoever runs this server makes one with <code>tidemark token create</code>.</p></form></main></body></html>
`;
}
