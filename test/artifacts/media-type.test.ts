import { expect, it } from 'vitest';
import { mediaTypeOf } from '../../src/artifacts/index.js';

it.each([
  ['table.parquet', 'application/vnd.apache.parquet'],
  ['roc.vl.json', 'application/vnd.vegalite.v6+json'],
  ['report.md', 'text/markdown'],
  ['data.csv', 'text/csv'],
  ['a.json', 'application/json'],
  ['page.HTML', 'text/html'],
  ['plot.png', 'image/png'],
  ['plot.svg', 'image/svg+xml'],
  ['rows.ndjson', 'application/x-ndjson'],
  ['train.ts', 'text/x-typescript'],
  ['model.pkl', 'application/octet-stream'],
  ['json', 'application/octet-stream'],
  ['.md', 'text/markdown'],
  ['', 'application/octet-stream'],
])('the media type of %j is %s', (fileName, mediaType) => {
  expect(mediaTypeOf(fileName)).toBe(mediaType);
});
