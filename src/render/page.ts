import { createHash } from 'node:crypto';
import { html, trusted } from './escape.js';
import type { Hole } from './escape.js';
import { STYLE } from './style.js';

// No script runs and nothing is fetched, whatever an artifact says. Styles and data: images are in the page itself.
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";

/** A whole page in one file. It opens offline, and is well-formed XML as well as HTML. With `scripts`, those run and no others; then it is HTML alone. */
export function page(title: string, body: Hole, { scripts = [] }: { readonly scripts?: readonly string[] } = {}): string {
  return html`<!DOCTYPE html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${policyOf(scripts)}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="referrer" content="no-referrer" />
        <title>${title}</title>
        <style>
          ${trusted(STYLE)}
        </style>
      </head>
      <body>
        ${body} ${scripts.map((script) => trusted(`<script>${script}</script>`))}
      </body>
    </html> `.text;
}

// A script is allowed by what is in it. Vega compiles the expressions of a spec, which it has parsed and checked, into functions.
function policyOf(scripts: readonly string[]): string {
  if (scripts.length === 0) return POLICY;
  const digests = scripts.map((script) => `'sha256-${createHash('sha256').update(script).digest('base64')}'`);
  return `${POLICY}; script-src ${digests.join(' ')} 'unsafe-eval'`;
}
