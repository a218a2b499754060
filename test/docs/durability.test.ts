import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { codeSpans, readPage, root, tableRows } from './markdown-page.js';

const promises = tableRows(readPage('docs/durability.md'), 'Promises');

describe('the page of durability', () => {
  it('has promises', () => expect(promises.length).toBeGreaterThan(10));

  it.each(promises)('names a test that there is: %s', (_promise, _how, file = '', title = '') => {
    const [path = ''] = codeSpans(file);
    const text = title.replace(/^“(.*)”$/, '$1');
    expect(text).not.toBe('');
    expect(readFileSync(join(root, path), 'utf8')).toContain(`'${text}'`);
  });
});
