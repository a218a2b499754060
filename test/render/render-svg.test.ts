import { describe, expect, it } from 'vitest';
import { InvalidChartError } from '../../src/core/index.js';
import { renderSvg } from '../../src/render/index.js';
import { parseXml } from './parse-page.js';

const chart = (over: object = {}) => ({
  title: 'A <b>bold</b> & "quoted" title',
  data: { values: [{ name: '</script><img src=x onerror=alert(1)>', n: 3 }] },
  mark: 'bar',
  encoding: { x: { field: 'name', type: 'nominal' }, y: { field: 'n', type: 'quantitative' } },
  ...over,
});

describe('a drawn chart', () => {
  it('is well-formed, with text from the data as text', async () => {
    const { tags, texts } = await parseXml(await renderSvg(chart()));
    expect(Object.keys(tags).sort()).toEqual(['g', 'line', 'path', 'rect', 'svg', 'text']);
    expect(texts).toContain('A <b>bold</b> & "quoted" title');
  });

  it('is the same every time', async () => {
    expect(await renderSvg(chart())).toBe(await renderSvg(chart()));
  });

  it('is on white by itself, and in the colours of the page around it', async () => {
    const [alone, within] = [await renderSvg(chart()), await renderSvg(chart(), { theme: 'page' })];
    expect(alone).toContain('fill="white"');
    expect(alone).not.toContain('currentColor');
    expect(within).not.toContain('fill="white"');
    expect(within).toContain('fill="currentColor"');
  });

  it('links to pages and to nothing that runs', async () => {
    const rows = ['https://a.example/', 'javascript:alert(1)', 'data:text/html,x', ' javascript:alert(1)'];
    const spec = chart({
      data: { values: rows.map((href, n) => ({ href, n, name: n })) },
      encoding: { ...chart().encoding, href: { field: 'href' } },
    });
    const { attributes } = await parseXml(await renderSvg(spec));
    expect(attributes.filter(({ tag, name }) => tag === 'a' && name.endsWith('href')).map(({ value }) => value)).toEqual([
      'https://a.example/',
      '#',
      '#',
      '#',
    ]);
  });

  it('fetches no images: those in the spec itself are drawn, others left out', async () => {
    const dot = 'data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA=';
    const spec = chart({
      mark: 'image',
      data: { values: ['https://a.example/x.png', 'file:///etc/passwd', dot].map((url, n) => ({ url, n, name: n })) },
      encoding: { ...chart().encoding, url: { field: 'url' } },
    });
    const { attributes } = await parseXml(await renderSvg(spec));
    expect(attributes.filter(({ tag, name }) => tag === 'image' && name.endsWith('href')).map(({ value }) => value)).toEqual(['', '', dot]);
  });
});

describe('a chart that cannot be drawn', () => {
  it('is an InvalidChartError that names it by its title', async () => {
    const wrong = chart({
      title: 'sales',
      encoding: { ...chart().encoding, color: { field: 'name', type: 'nominal', scale: { scheme: 'tableau999' } } },
    });
    await expect(renderSvg(wrong)).rejects.toThrow(InvalidChartError);
    await expect(renderSvg(wrong)).rejects.toThrow('Chart "sales" is not a valid Vega-Lite spec: Unrecognized scheme name: tableau999');
  });

  it('reads no data from elsewhere', async () => {
    await expect(renderSvg(chart({ data: { url: 'file:///etc/passwd' } }))).rejects.toThrow('data.url');
  });
});
