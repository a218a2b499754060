import { secureHeaders } from 'hono/secure-headers';
import type { MiddlewareHandler } from 'hono';

/** Of what a run logged, wherever it is answered from: see `contentPolicy`. */
export const CONTENT_PATH = '/content/';

/**
 * For every answer but logged content. Scripts and requests of this origin alone, none inline and no `eval`: a logged text that reaches the page runs nothing.
 * Styles may be inline: charts and graphs place their parts that way.
 */
export function securityHeaders(): MiddlewareHandler {
  const ours = secureHeaders({
    contentSecurityPolicy: {
      defaultSrc: ["'none'"],
      scriptSrc: ["'self'"],
      styleSrc: ["'self'", "'unsafe-inline'"],
      imgSrc: ["'self'", 'data:', 'blob:'],
      fontSrc: ["'self'", 'data:'],
      connectSrc: ["'self'"],
      frameSrc: ["'self'"],
      workerSrc: ["'self'"],
      manifestSrc: ["'self'"],
      baseUri: ["'none'"],
      formAction: ["'self'"],
      frameAncestors: ["'none'"],
    },
    crossOriginResourcePolicy: 'same-origin',
    crossOriginOpenerPolicy: 'same-origin',
    referrerPolicy: 'same-origin',
    xFrameOptions: 'DENY',
    // Said by whoever has the certificate.
    strictTransportSecurity: false,
  });
  return (c, next) => (c.req.path.startsWith(CONTENT_PATH) ? next() : ours(c, next));
}

/**
 * For what a run logged. `sandbox` without `allow-same-origin` gives it an origin of its own, also when it is opened by itself: it has no cookies of ours, and
 * what it asks of the API is foreign. A logged page may run its own scripts (interactive charts are such pages), and reach nothing with them.
 */
export function contentPolicy(isPage: boolean): Readonly<Record<string, string>> {
  const policy = [
    isPage ? 'sandbox allow-scripts' : 'sandbox',
    "default-src 'none'",
    ...(isPage ? ["script-src 'unsafe-inline' 'unsafe-eval' data: blob:"] : []),
    "style-src 'unsafe-inline'",
    'img-src data: blob:',
    'font-src data:',
    'media-src data: blob:',
    "form-action 'none'",
    "base-uri 'none'",
    "frame-ancestors 'self'",
  ];
  return {
    'content-security-policy': policy.join('; '),
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'SAMEORIGIN',
    'referrer-policy': 'no-referrer',
    'cross-origin-resource-policy': 'same-origin',
    'cross-origin-opener-policy': 'same-origin',
  };
}
