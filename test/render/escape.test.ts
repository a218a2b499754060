import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { escapeText, html, printable, trusted } from '../../src/render/escape.js';

describe('a hole of a template', () => {
  it('escapes text, keeps markup, joins lists, and is empty for undefined and false', () => {
    const name = '<b> & "c"';
    expect(html`<p title="${name}">${name}${html`<i>${1}</i>`}${[undefined, false, trusted('<br />'), 2]}</p>`.text).toBe(
      '<p title="&lt;b&gt; &amp; &quot;c&quot;">&lt;b&gt; &amp; &quot;c&quot;<i>1</i><br />2</p>',
    );
  });

  it('of any text has no character that ends text or an attribute, and gives back what of the text can be seen', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const escaped = escapeText(text);
        expect(escaped).not.toMatch(/[<>"']|&(?!(amp|lt|gt|quot|#39);)/);
        const back = escaped
          .replaceAll('&lt;', '<')
          .replaceAll('&gt;', '>')
          .replaceAll('&quot;', '"')
          .replaceAll('&#39;', "'")
          .replaceAll('&amp;', '&');
        expect(back).toBe(printable(text));
      }),
      { numRuns: 2000 },
    );
  });

  it('shows control characters by their pictures', () => {
    expect(escapeText('a\u0000b\u001bc\u007fd\ud800e\tf\ng\r\n')).toBe('a␀b␛c␡d\ufffde\tf\ng\n');
  });
});
