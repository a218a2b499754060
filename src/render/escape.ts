/** Markup that is safe to put into a page: made by {@link html}, or vouched for with {@link trusted}. */
export class Markup {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** What {@link html} takes in its holes. Text and numbers are escaped, `undefined` and `false` are nothing. */
export type Hole = Markup | string | number | undefined | false | readonly Hole[];

/** A template whose holes are escaped, so that no name, log line or cell can become a tag. Holes belong in text and in quoted attributes. */
export function html(strings: TemplateStringsArray, ...holes: readonly Hole[]): Markup {
  return new Markup(strings.reduce((page, part, index) => page + fill(holes[index - 1]) + part));
}

/** Markup from elsewhere that is known to be safe: an SVG that was drawn here. */
export function trusted(text: string): Markup {
  return new Markup(text);
}

/** Text for element content and quoted attributes, in HTML and in XML. */
export function escapeText(text: string): string {
  return printable(text).replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}

/** Text without control characters but tab and line feed: XML forbids them and nobody sees them, so their pictures stand in for them. */
export function printable(text: string): string {
  return text.replace(UNPRINTABLE, (character) => {
    const code = character.charCodeAt(0);
    if (character === '\r') return '';
    if (code === 0x7f) return '\u2421';
    return code < 0x20 ? String.fromCharCode(0x2400 + code) : '\ufffd';
  });
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
// eslint-disable-next-line no-control-regex -- control characters are what this finds; \p{Cs} is half a surrogate pair
const UNPRINTABLE = /[\u0000-\u0008\u000b-\u001f\u007f\ufffe\uffff]|\p{Cs}/gu;

function fill(hole: Hole): string {
  if (hole === undefined || hole === false) return '';
  if (hole instanceof Markup) return hole.text;
  return typeof hole === 'object' ? hole.map(fill).join('') : escapeText(String(hole));
}
