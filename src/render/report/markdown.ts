import type { Marked } from 'marked';
import { escapeText, printable, trusted } from '../escape.js';
import type { Markup } from '../escape.js';
import type { ArtifactLinks } from './artifact-links.js';

/**
 * Markdown as markup. HTML in it is shown as text; links lead to http, https, mailto and artifacts of the page only; images are shown when the text
 * itself carries them, and are links else.
 */
export async function markdown(text: string, links: ArtifactLinks): Promise<Markup> {
  const { Marked: Parser } = await import('marked');
  return trusted(makeMarked(Parser, links).parse(printable(text), { async: false }));
}

function makeMarked(Parser: typeof Marked, links: ArtifactLinks): Marked {
  const link = (href: string, inner: string): string => {
    const place = links(href);
    if (place !== undefined) return `<a href="${escapeText(place)}">${inner}</a>`;
    return /^(https?|mailto):/i.test(href) ? `<a href="${escapeText(href)}" rel="noopener noreferrer">${inner}</a>` : inner;
  };
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
