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
    [
      'data behind a URL in a layer',
      { layer: [bar, { ...bar, data: { url: 'http://x.example' } }] },
      'Put await context.getDataItem("http://x.example").allRows() into layer[1].data.values',
    ],
    ['a facet of data behind a URL', { data: { url: 'x' }, facet: { field: 'b' }, spec: { mark: 'bar', encoding: X } }, 'data.url'],
    [
      'a lookup behind a URL',
      { ...bar, transform: [{ lookup: 'a', from: { key: 'a', data: { url: 'x' } } }] },
      'transform[0].from.data.url',
    ],
    ['data that is only named', { ...bar, data: { name: 'later' } }, 'data names "later"'],
    ['data that is no object', { ...bar, data: 'rows' }, 'data is no object'],
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
    [
      'a bigint that is no number',
      { ...bar, data: { values: [{ a: 1 }, { a: 2n ** 60n }] } },
      'data.values[1].a: 1152921504606846976 is a bigint beyond 2^53',
    ],
    ['a cycle', cyclic, 'it has no JSON form'],
    ['a layer that is no list', { data: ROWS, layer: {} }, 'layer is no list of views'],
    ['a view that is no object', { data: ROWS, hconcat: [bar, 5] }, 'hconcat[1] is no object'],
    ['a facet that is no object', { data: ROWS, facet: 5, spec: bar }, 'facet is no object'],
    [
      'columns of unequal length',
      { ...bar, data: { a: [1, 2], b: new Float64Array(3) } },
      'data has columns of unequal length (a has 2, b has 3)',
    ],
    ['an invalid date', { ...bar, data: { values: [{ a: new Date(NaN) }] } }, 'data.values[0].a: it is an invalid Date'],
    ['an instance of a class', { ...bar, data: { values: [{ a: new Map() }] } }, 'data.values[0].a: a value of class Map has no JSON form'],
    ['a function', { ...bar, encoding: { x: { field: () => 'a' } } }, 'encoding.x.field: a value of type function'],
    [
      'what cannot be read',
      Object.defineProperty({ ...bar }, 'title', {
        enumerable: true,
        get: () => {
          throw new Error('no title');
        },
      }),
      'reading it throws no title',
    ],
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

describe('the path of a fault', () => {
  const bar = { data: ROWS, mark: 'bar', encoding: X };
  const unit = (over: object) => ({ ...bar, ...over });

  it.each<[string, unknown]>([
    ['encoding.colour', unit({ encoding: { ...X, colour: { field: 'b' } } })],
    ['layer[1].encoding.x.aggregate', { data: ROWS, layer: [bar, unit({ encoding: { x: { ...X.x, aggregate: 'avg' } } })] }],
    ['transform[1]', unit({ transform: [{ filter: 'datum.a > 0' }, { calc: '1', as: 'c' }] })],
    ['transform[0].calculate', unit({ transform: [{ calculate: 'datum.a +', as: 'c' }] })],
    ['transform[0].filter', unit({ transform: [{ filter: 'fetch(datum.a)' }] })],
    [
      'hconcat[1].encoding.color.condition.test',
      { data: ROWS, hconcat: [bar, unit({ encoding: { color: { condition: { test: 'datum.', value: 'red' }, value: 'grey' } } })] },
    ],
    [
      'encoding.color.condition.param',
      unit({ encoding: { ...X, color: { condition: { param: 'nowhere', value: 'red' }, value: 'grey' } } }),
    ],
    ['mark.opacity.expr', unit({ mark: { type: 'bar', opacity: { expr: '1 +' } } })],
    ['vconcat[0].layer[1]', { data: ROWS, vconcat: [{ layer: [bar, { encoding: X }] }] }],
    ['$schema', { $schema: 'https://vega.github.io/schema/vega/v6.json' }],
    ['spec.mark', { data: ROWS, facet: { field: 'b' }, spec: { mark: 'pie' } }],
    ['data.values[2].a', unit({ data: { values: [1, 2, { a: 2n ** 64n }] } })],
  ])('%s', async (path, spec) => {
    const refused: unknown = await checkChart('k', spec).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(InvalidChartError);
    expect(refused).toMatchObject({ path });
    expect(String(refused)).toContain(path);
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
