import { Marked } from 'marked';
import { useMemo } from 'react';
import { escapeText } from '../../../src/render/escape.js';

// Three things can make markup out of a text: HTML in it, links and images. HTML is shown as text, links lead to the web and to mail alone, and
// images are only those that the text itself carries.
const parser = new Marked({
  gfm: true,
  async: false,
  renderer: {
    html: ({ text }) => escapeText(text),
    text: (token) => ('escaped' in token && token.escaped === true ? escapeText(token.text) : false),
    link({ href, tokens }) {
      const inner = this.parser.parseInline(tokens);
      return /^(https?|mailto):/i.test(href)
        ? `<a href="${escapeText(href)}" rel="noopener noreferrer" target="_blank">${inner}</a>`
        : inner;
    },
    image: ({ href, text }) =>
      /^data:image\//i.test(href) ? `<img src="${escapeText(href)}" alt="${escapeText(text)}">` : escapeText(text),
    heading({ tokens, depth }) {
      // Below the headings of the page itself.
      const level = Math.min(6, depth + 2);
      return `<h${level}>${this.parser.parseInline(tokens)}</h${level}>`;
    },
    checkbox: ({ checked }) => (checked ? '☑ ' : '☐ '),
  },
});

/** Markdown of a run, with nothing in it that could run. */
export function MarkdownView({ text }: { readonly text: string }) {
  const html = useMemo(() => parser.parse(text, { async: false }), [text]);
  // The renderer above escapes all that comes from the text.
  return <div className="markdown-view" dangerouslySetInnerHTML={{ __html: html }} />;
}
