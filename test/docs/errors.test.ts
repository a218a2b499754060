import { describe, expect, it } from 'vitest';
import * as general from '../../src/core/errors.js';
import * as datasets from '../../src/core/dataset-errors.js';
import * as isolation from '../../src/core/isolation-errors.js';
import { codeSpans, readPage, tableRows } from './markdown-page.js';

const listed = tableRows(readPage('docs/errors.md')).map(([name = '', code = '', retryable = '', ...rest]) => ({
  name: codeSpans(name)[0],
  code: codeSpans(code)[0],
  retryable: /^yes\b/.test(retryable),
  told: rest.every((cell) => cell !== ''),
}));

const classes = Object.values({ ...general, ...datasets, ...isolation }).filter((exported) => exported !== general.TidemarkError);

describe('the page of errors', () => {
  it('lists every error class, and nothing else', () => {
    expect(listed.map(({ name }) => name).toSorted()).toEqual(classes.map((error) => error.name).toSorted());
  });

  it.each(classes.map((error) => [error.name, error] as const))('says of %s its code and whether to try again', (name, error) => {
    // Whatever a constructor takes, texts and a list of texts will do.
    const { code, retryable } = Reflect.construct(error, ['what', ['an issue'], 'more']) as general.TidemarkError;
    expect(listed.filter((row) => row.name === name)).toEqual([{ name, code, retryable, told: true }]);
  });
});
