import type { Marked } from 'marked';
import { escapeText, printable, trusted } from '../escape.js';
import type { Markup } from '../escape.js';

/**
 * Markdown as markup. HTML in it is shown as text; links lead to http, https and mailto only; images are shown when the text itself
 * carries them, and are links else.
 */
export async function markdown(text: string): Promise<Markup> {
  marked ??= import('marked').then((module) => makeMarked(module.Marked));
  return trusted((await marked).parse(printable(text), { async: false }));
}

let marked: Promise<Marked> | undefined;

function makeMarked(Parser: typeof Marked): Marked {
  return new Parser({
    gfm: true,
    renderer: {
      html: ({ text }) => escapeText(text),
      // Marked takes the text between two HTML tags for escaped already; here those tags are text too.
      text: (token) => ('escaped' in token && token.escaped === true ? escapeText(token.text) : false),
      heading({ tokens, depth }) {
        const level = Math.min(6, depth + 4);
        return `<h${level} class="level-${depth}">${this.parser.parseInline(tokens)}</h${level}>`;
      },
      link({ href, tokens }) {
        const inner = this.parser.parseInline(tokens);
        return link(href, inner);
      },
      image({ href, text }) {
        return /^data:image\//i.test(href)
          ? `<img src="${escapeText(href)}" alt="${escapeText(text)}" />`
          : link(href, escapeText(text || href));
      },
      checkbox: ({ checked }) => (checked ? '☑ ' : '☐ '),
      br: () => '<br />',
      hr: () => '<hr />',
    },
  });
}

function link(href: string, inner: string): string {
  return /^(https?|mailto):/i.test(href) ? `<a href="${escapeText(href)}" rel="noopener noreferrer">${inner}</a>` : inner;
}
