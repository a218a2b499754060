import { describe, expect, it } from 'vitest';
import { checkChart, renderPng, renderSvg } from '../../src/render/index.js';

const days = Array.from({ length: 40 }, (_, day) => ({
  day: new Date(Date.UTC(2026, 0, day + 1)).toISOString(),
  site: day % 2 === 0 ? 'north' : 'south',
  kind: ['rain', 'sun', 'fog'][day % 3],
  temperature: 4 + 9 * Math.sin(day / 6),
  wind: (day * 7) % 13,
}));
const data = { values: days };
const x = { field: 'day', type: 'temporal' };
const y = { field: 'temperature', type: 'quantitative' };
const wind = { field: 'wind', type: 'quantitative' };
const color = { field: 'site', type: 'nominal' };
const land = {
  type: 'Topology',
  arcs: [
    [
      [0, 0],
      [0, 20],
      [20, 20],
      [20, 0],
      [0, 0],
    ],
    [
      [20, 0],
      [20, 20],
      [40, 20],
      [40, 0],
      [20, 0],
    ],
  ],
  objects: {
    states: {
      type: 'GeometryCollection',
      geometries: [
        { type: 'Polygon', id: 'w', arcs: [[0]] },
        { type: 'Polygon', id: 'e', arcs: [[1]] },
      ],
    },
  },
};

// One of each thing that Vega-Lite can do.
const SPECS: Readonly<Record<string, object>> = {
  'a layer of an aggregate over its points': {
    data,
    encoding: { x },
    layer: [
      { mark: 'point', encoding: { y, color } },
      { mark: { type: 'line', interpolate: 'monotone' }, encoding: { y: { ...y, aggregate: 'mean' } } },
    ],
  },
  'a facet in rows and columns': {
    data,
    facet: { row: { field: 'site' }, column: { field: 'kind' } },
    spec: { mark: 'point', encoding: { x: wind, y } },
  },
  'a facet as an encoding': {
    data,
    mark: 'bar',
    encoding: { x: { bin: true, field: 'wind' }, y: { aggregate: 'count' }, facet: { field: 'kind', columns: 2 } },
  },
  'a repeated chart': {
    data,
    repeat: { row: ['temperature', 'wind'], column: ['wind', 'temperature'] },
    spec: {
      mark: 'point',
      encoding: { x: { field: { repeat: 'column' }, type: 'quantitative' }, y: { field: { repeat: 'row' }, type: 'quantitative' } },
    },
  },
  'charts beside and below each other': {
    data,
    vconcat: [
      {
        hconcat: [
          { mark: 'line', encoding: { x, y } },
          { mark: 'tick', encoding: { x: wind } },
        ],
      },
      { mark: 'area', encoding: { x, y: wind } },
    ],
    resolve: { scale: { x: 'shared' } },
  },
  'a map of TopoJSON with a lookup': {
    data: { values: land, format: { type: 'topojson', feature: 'states' } },
    transform: [
      {
        lookup: 'id',
        from: {
          key: 'id',
          fields: ['rate'],
          data: {
            values: [
              { id: 'w', rate: 3 },
              { id: 'e', rate: 8 },
            ],
          },
        },
      },
    ],
    projection: { type: 'mercator' },
    mark: { type: 'geoshape', stroke: 'white' },
    encoding: { color: { field: 'rate', type: 'quantitative' } },
  },
  'a graticule with places on it': {
    projection: { type: 'equalEarth' },
    layer: [
      { data: { graticule: { step: [30, 30] } }, mark: { type: 'geoshape', filled: false } },
      {
        data: { values: [{ lon: 10.7, lat: 59.9, name: 'Oslo' }] },
        mark: 'text',
        encoding: { longitude: { field: 'lon' }, latitude: { field: 'lat' }, text: { field: 'name' } },
      },
    ],
  },
  'selections that filter another view': {
    data,
    hconcat: [
      { params: [{ name: 'brush', select: { type: 'interval', encodings: ['x'] } }], mark: 'area', encoding: { x, y } },
      { transform: [{ filter: { param: 'brush' } }], mark: 'bar', encoding: { x: { aggregate: 'count' }, y: { field: 'kind' } } },
    ],
  },
  'params with inputs and expressions': {
    data,
    params: [
      { name: 'most', value: 8, bind: { input: 'range', min: 0, max: 12, step: 1 } },
      { name: 'picked', select: { type: 'point', fields: ['site'] }, bind: 'legend' },
    ],
    transform: [{ filter: 'datum.wind <= most' }],
    mark: { type: 'point', size: { expr: 'most * 10' } },
    encoding: { x: wind, y, color, opacity: { condition: { param: 'picked', value: 1 }, value: 0.1 } },
  },
  'a chain of transforms': {
    data,
    transform: [
      { calculate: 'datum.temperature * 1.8 + 32', as: 'fahrenheit' },
      { window: [{ op: 'mean', field: 'fahrenheit', as: 'rolling' }], frame: [-3, 3] },
      { timeUnit: 'week', field: 'day', as: 'week' },
      { joinaggregate: [{ op: 'max', field: 'rolling', as: 'highest' }], groupby: ['week'] },
      {
        aggregate: [
          { op: 'mean', field: 'rolling', as: 'rolling' },
          { op: 'max', field: 'highest', as: 'highest' },
        ],
        groupby: ['week', 'site'],
      },
      { fold: ['rolling', 'highest'], as: ['measure', 'value'] },
    ],
    mark: { type: 'line', point: true },
    encoding: {
      x: { field: 'week', type: 'temporal' },
      y: { field: 'value', type: 'quantitative' },
      color: { field: 'measure' },
      strokeDash: color,
    },
  },
  'regression, loess and a density': {
    data,
    vconcat: [
      {
        layer: [
          { mark: 'point', encoding: { x: wind, y } },
          { transform: [{ regression: 'temperature', on: 'wind', method: 'poly' }], mark: 'line', encoding: { x: wind, y } },
        ],
      },
      { transform: [{ loess: 'temperature', on: 'wind' }], mark: 'line', encoding: { x: wind, y } },
      {
        transform: [{ density: 'temperature', groupby: ['site'] }],
        mark: 'area',
        encoding: { x: { field: 'value', type: 'quantitative' }, y: { field: 'density', type: 'quantitative', stack: true }, color },
      },
    ],
  },
  'marks that are made of several': {
    data,
    hconcat: [
      { mark: { type: 'boxplot', extent: 1.5 }, encoding: { x: { field: 'kind' }, y } },
      {
        layer: [
          { mark: 'errorband', encoding: { x: wind, y } },
          { mark: { type: 'errorbar', extent: 'stdev' }, encoding: { x: wind, y } },
        ],
      },
    ],
  },
  'a pie with labels': {
    data,
    transform: [{ aggregate: [{ op: 'count', as: 'n' }], groupby: ['kind'] }],
    encoding: { theta: { field: 'n', type: 'quantitative', stack: true }, color: { field: 'kind' } },
    layer: [{ mark: { type: 'arc', innerRadius: 40 } }, { mark: { type: 'text', radius: 90 }, encoding: { text: { field: 'kind' } } }],
  },
  'bars apart and stacked, with a pattern of time': {
    data,
    mark: 'bar',
    encoding: {
      x: { field: 'day', timeUnit: 'day', type: 'ordinal' },
      xOffset: color,
      y: { ...wind, aggregate: 'sum', stack: 'normalize' },
      color,
      tooltip: { content: 'data' } as object,
    },
  },
  'a heat map on a log scale with a gradient': {
    data,
    mark: 'rect',
    encoding: {
      x: { bin: { maxbins: 6 }, field: 'wind' },
      y: { bin: true, field: 'temperature' },
      color: { aggregate: 'count', scale: { type: 'log', scheme: 'viridis' } },
    },
    background: '#eee',
    view: {
      fill: {
        x1: 0,
        y1: 0,
        x2: 1,
        y2: 1,
        gradient: 'linear',
        stops: [
          { offset: 0, color: 'white' },
          { offset: 1, color: 'silver' },
        ],
      },
    },
  },
  'numbers that are generated': {
    data: { sequence: { start: 0, stop: 12, step: 0.1, as: 't' } },
    transform: [{ calculate: 'sin(datum.t)', as: 'sine' }],
    mark: { type: 'trail' },
    encoding: {
      x: { field: 't', type: 'quantitative' },
      y: { field: 'sine', type: 'quantitative' },
      size: { field: 't', type: 'quantitative' },
    },
  },
  'text data with a format': {
    data: { values: 'a;b\n1;2\n3;4\n', format: { type: 'dsv', delimiter: ';', parse: { a: 'number', b: 'number' } } },
    mark: 'square',
    encoding: { x: { field: 'a', type: 'quantitative' }, y: { field: 'b', type: 'quantitative' } },
  },
  'named datasets that views share': {
    datasets: { weather: days },
    data: { name: 'weather' },
    layer: [
      { mark: 'rule', encoding: { y: { ...y, aggregate: 'max' } } },
      { mark: 'line', encoding: { x, y } },
    ],
  },
};

describe.each(Object.entries(SPECS))('%s', (name, spec) => {
  it('is a chart, stored as it is and drawn', async () => {
    const stored = await checkChart(name, spec);
    expect(stored).toMatchObject(JSON.parse(JSON.stringify(spec)) as object);
    const svg = await renderSvg(stored, { key: name });
    expect(svg).toMatch(/^<svg[^>]* width="\d+/);
    // Something is drawn within: a mark that has a place.
    expect(svg).toMatch(/class="mark-(?!group)[a-z]+ role-mark[^"]*"[^>]*>(<g[^>]*>)?<(path|text|line)/);
  });
});

describe('a chart as PNG', () => {
  const size = (png: Uint8Array) => {
    const view = new DataView(png.buffer, png.byteOffset);
    return [view.getUint32(16), view.getUint32(20)];
  };
  const spec = {
    data,
    width: 200,
    height: 100,
    padding: 0,
    mark: 'point',
    encoding: { x: { ...wind, axis: null }, y: { ...y, axis: null } },
  };

  it('has two pixels per unit, or as many as it is asked for', async () => {
    const [width = 0, height = 0] = size(await renderPng(spec, { scale: 1 }));
    expect(width).toBeGreaterThanOrEqual(200);
    expect(height).toBeGreaterThanOrEqual(100);
    expect(height).toBeLessThan(120);
    expect(size(await renderPng(spec))).toEqual([2 * width, 2 * height]);
    expect(size(await renderPng(spec, { scale: 0.5 }))).toEqual([Math.round(width / 2), Math.round(height / 2)]);
  });

  it('has its labels, also in a font that is on no machine', async () => {
    const labelled = (title: string, font?: string) => renderPng({ ...spec, title, ...(font === undefined ? {} : { config: { font } }) });
    expect(await labelled('one')).not.toEqual(await labelled('two'));
    expect(await labelled('one', 'No Such Font')).not.toEqual(await labelled('two', 'No Such Font'));
  });

  it.each([0, -1, 11, NaN])('is refused at a scale of %d', async (scale) => {
    await expect(renderPng(spec, { scale })).rejects.toThrow(`scale is ${scale}, and must be above 0 and at most 10`);
  });
});
