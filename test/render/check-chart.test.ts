import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { InvalidChartError } from '../../src/core/index.js';
import { checkChart } from '../../src/render/index.js';

const ROWS = { values: [{ a: 1, b: 'x' }] };
const X = { x: { field: 'a', type: 'quantitative' } };

describe('a checked chart', () => {
  it('is what was given, with the v6 schema where it had none', async () => {
    const spec = { data: ROWS, mark: 'bar', encoding: X };
    expect(await checkChart('k', spec)).toEqual({ $schema: 'https://vega.github.io/schema/vega-lite/v6.json', ...spec });
  });

  it('keeps the schema it came with', async () => {
    const $schema = 'https://vega.github.io/schema/vega-lite/v5.20.1.json';
    expect((await checkChart('k', { $schema, data: ROWS, mark: 'bar', encoding: X })).$schema).toBe($schema);
  });

  it('has its values as JSON has them, and leaves the given object as it was', async () => {
    const day = new Date('2026-03-02T00:00:00Z');
    const spec = { data: { values: [{ a: NaN, day }] }, mark: 'point', encoding: X };
    expect((await checkChart('k', spec))['data']).toEqual({ values: [{ a: null, day: day.toISOString() }] });
    expect(spec.data.values).toEqual([{ a: NaN, day }]);
    expect(Object.getOwnPropertySymbols(spec.data.values[0] ?? {})).toEqual([]);
  });

  it('may have rows with fields of any name, and its data in datasets, layers and lookups', async () => {
    const spec = {
      datasets: { main: [{ a: 1, data: { url: 'x' }, mark: 'none' }] },
      transform: [{ lookup: 'a', from: { key: 'a', data: { values: [{ a: 1, c: 2 }] }, fields: ['c'] } }],
      data: { name: 'main' },
      hconcat: [{ layer: [{ mark: 'bar', encoding: X }] }, { mark: 'text', encoding: { ...X, text: { field: 'c', type: 'Q' } } }],
    };
    await expect(checkChart('k', spec)).resolves.toMatchObject(spec);
  });
});

describe('a chart that is refused', () => {
  const bar = { data: ROWS, mark: 'bar', encoding: X };
  const cyclic: Record<string, unknown> = { ...bar };
  cyclic['self'] = cyclic;

  it.each<[string, unknown, string]>([
    ['null', null, 'it is null'],
    ['JSON text', JSON.stringify(bar), 'parse it first'],
    ['an array', [bar], 'it is an array'],
    ['no view at all', {}, 'A view needs a mark'],
    ['an encoding without a mark', { data: ROWS, encoding: X }, 'A view needs a mark'],
    ['data behind a URL', { ...bar, data: { url: 'rows.csv' } }, 'data.url points to "rows.csv"'],
    ['data behind a URL in a layer', { layer: [bar, { ...bar, data: { url: 'http://x.example' } }] }, 'put them into data.values'],
    ['a facet of data behind a URL', { data: { url: 'x' }, facet: { field: 'b' }, spec: { mark: 'bar', encoding: X } }, 'data.url'],
    [
      'a lookup behind a URL',
      { ...bar, transform: [{ lookup: 'a', from: { key: 'a', data: { url: 'x' } } }] },
      'transform[0].from.data.url',
    ],
    ['data that is only named', { ...bar, data: { name: 'later' } }, 'data names "later"'],
    ['data that is no object', { ...bar, data: [{ a: 1 }] }, 'data is no object'],
    ['values that are no rows', { ...bar, data: { values: 5 } }, 'data.values is no array'],
    ['an unknown mark', { ...bar, mark: 'pie' }, 'mark "pie" is not one of arc, area, bar'],
    ['an unknown mark in a layer', { layer: [bar, { ...bar, mark: { type: 'pie' } }] }, 'layer[1].mark "pie"'],
    ['an unknown type', { ...bar, encoding: { x: { field: 'a', type: 'number' } } }, 'encoding.x.type "number" is not one of quantitative'],
    ['an encoding that is no object', { ...bar, encoding: 'x' }, 'encoding is no object'],
    ['an unknown channel', { ...bar, encoding: { ...X, colour: { field: 'b' } } }, 'colour is not a valid encoding channel'],
    ['an unknown aggregate', { ...bar, encoding: { x: { ...X.x, aggregate: 'avg' } } }, 'aggregation operator "avg"'],
    ['an unknown transform', { ...bar, transform: [{ calc: '1', as: 'c' }] }, 'invalid transform'],
    ['an expression that ends early', { ...bar, transform: [{ calculate: 'datum.a +', as: 'c' }] }, 'an expression in it cannot be read'],
    ['an unknown function', { ...bar, transform: [{ filter: 'fetch(datum.a)' }] }, 'Unrecognized function: fetch'],
    ['a Vega spec', { $schema: 'https://vega.github.io/schema/vega/v6.json', marks: [] }, 'its $schema is'],
    ['a bigint', { ...bar, data: { values: [{ a: 1n }] } }, 'it has no JSON form'],
    ['a cycle', cyclic, 'it has no JSON form'],
    ['a layer that is no list', { data: ROWS, layer: {} }, 'Vega-Lite cannot compile it'],
  ])('%s', async (_, spec, reason) => {
    const refused = await checkChart('my-chart', spec).then(
      () => undefined,
      (error: unknown) => error,
    );
    expect(refused).toBeInstanceOf(InvalidChartError);
    expect(refused).toMatchObject({ name: 'InvalidChartError', code: 'ERR_INVALID_CHART' });
    expect(String(refused)).toContain('Chart "my-chart" is not a valid Vega-Lite spec: ');
    expect(String(refused)).toContain(reason);
  });
});

it('Vega is loaded by the first chart, not by the import', async () => {
  const hooks = `export async function resolve(name, context, next) {
    if (/^(vega|vega-lite|marked)$/.test(name)) process._rawDebug('loads ' + name);
    return next(name, context);
  }`;
  const code = `
    import { register } from 'node:module';
    register('data:text/javascript,' + encodeURIComponent(${JSON.stringify(hooks)}));
    const { checkChart } = await import(${JSON.stringify(new URL('../../src/render/index.ts', import.meta.url).href)});
    process._rawDebug('imported');
    await checkChart('k', { data: { values: [] }, mark: 'bar', encoding: {} });
  `;
  const { stderr } = await promisify(execFile)(process.execPath, ['--import', 'tsx', '--input-type=module', '--eval', code]);
  const [first, ...rest] = stderr.trim().split('\n');
  expect(first).toBe('imported');
  expect(new Set(rest)).toEqual(new Set(['loads vega', 'loads vega-lite']));
});
