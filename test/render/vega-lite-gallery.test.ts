import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { RunContext } from '../../src/index.js';
import { InvalidChartError } from '../../src/core/index.js';
import { runLocal } from '../../src/local/index.js';
import { checkChart, renderSvg } from '../../src/render/index.js';
import { clientOf } from '../context/reading.js';
import { temporaryFolder } from '../support/temporary-folder.js';

type Spec = Readonly<Record<string, unknown>>;

const specsFile = new URL('fixtures/vega-lite-gallery/specs.json', import.meta.url);
const gallery = Object.entries(JSON.parse(readFileSync(specsFile, 'utf8')) as Readonly<Record<string, Spec>>);
const dataFolder = join(import.meta.dirname, '../../node_modules/vega-datasets/data');
const inline = gallery.filter(([, spec]) => sourcesOf(spec).length === 0);
const remote = gallery.filter(([, spec]) => sourcesOf(spec).length > 0);

/** Something is drawn: a mark that has a place. */
const DRAWN = /class="mark-(?!group)[a-z]+ role-mark[^"]*"[^>]*>(<g[^>]*>|<a[^>]*>)?<(path|text|line|image)/;

/** The URLs that a spec takes its data from, wherever they stand. */
function sourcesOf(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    const url = key === 'data' ? (inner as { readonly url?: unknown } | null)?.url : undefined;
    return typeof url === 'string' ? [url] : sourcesOf(inner);
  });
}

/** The file of vega-datasets that a URL of the gallery means. */
const fileOf = (url: string) => url.slice(url.lastIndexOf('/') + 1);

/** The spec with each URL as the key of an artifact: `data/cars.json` as `cars.json`. */
function withKeys(spec: Spec): Spec {
  const keys = JSON.stringify(spec, (key, value: unknown) => {
    const url = key === 'data' ? (value as { readonly url?: unknown } | null)?.url : undefined;
    return typeof url === 'string' ? { ...(value as object), url: fileOf(url) } : value;
  });
  return JSON.parse(keys) as Spec;
}

it('the gallery has 45 examples with their data in them, and 144 that take it from elsewhere', () => {
  expect([inline.length, remote.length]).toEqual([45, 144]);
});

describe('an example of the Vega-Lite gallery with its data in it is accepted as it is, and drawn', () => {
  it.each(inline)('%s', async (name, spec) => {
    const stored = await checkChart(name, spec);
    expect(stored).toEqual(spec);
    expect(await renderSvg(stored, { key: name })).toMatch(DRAWN);
  });
});

describe('an example of the Vega-Lite gallery that takes its data from elsewhere', () => {
  const home = temporaryFolder();
  const files = [...new Set(remote.flatMap(([, spec]) => sourcesOf(spec).map(fileOf)))];

  beforeAll(async () => {
    await runLocal(
      async (context: RunContext) => {
        for (const file of files) context.logArtifact(file, { localPath: join(dataFolder, file) });
        for (const [name, spec] of remote) context.logChart(name, withKeys(spec));
        await context.commit();
      },
      { home, name: 'gallery' },
    );
  }, 120_000);

  it('finds all of it in vega-datasets', () => {
    expect(files.filter((file) => !existsSync(join(dataFolder, file)))).toEqual([]);
  });

  it.each(remote)('is refused with what to do, and drawn once its data is an artifact: %s', async (name, spec) => {
    const refused = checkChart(name, spec);
    await expect(refused).rejects.toThrow(InvalidChartError);
    await expect(refused).rejects.toThrow(/data\.url points to "\S+", and a chart carries its data with it.*\bPut /s);
    const svg = await (await clientOf(home)).renderChart(`store://charts/default/gallery_${name}`);
    expect(new TextDecoder().decode(svg)).toMatch(DRAWN);
  });
});
