// Makes docs/images/charts.png: every ready-made chart of docs/charts.md, drawn from the code that stands there.
// `node --import tsx scripts/contact-sheet.mjs`, after `npm run build`. Look at the picture afterwards.
import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { crc32, deflateSync } from 'node:zlib';
import { Resvg } from '@resvg/resvg-js';
import ts from 'typescript';
import { renderPng } from '../src/render/index.ts';

const root = join(import.meta.dirname, '..');
const picture = join(root, 'docs/images/charts.png');
const LIMIT_BYTES = 300 * 1024;
const SCALE = 1.4;
const [COLUMNS, GAP, PADDING] = [3, 20, 20];

const pngs = [];
for (const spec of await chartsOf(readFileSync(join(root, 'docs/charts.md'), 'utf8'))) {
  pngs.push(Buffer.from(await renderPng(spec, { scale: SCALE })));
}
writeFileSync(picture, sheet(pngs));
const { size } = statSync(picture);
console.log(`${picture}: ${pngs.length} charts, ${Math.round(size / 1024)} KiB`);
if (size > LIMIT_BYTES) throw new Error(`The picture is larger than ${LIMIT_BYTES / 1024} KiB.`);

// Within the package, so that `tidemark` is this one.
async function chartsOf(markdown) {
  const folder = join(root, 'dist/contact-sheet');
  mkdirSync(folder, { recursive: true });
  try {
    const files = Array.from(markdown.matchAll(/```ts\n([\s\S]*?)```/g), ([, code], index) => {
      const file = join(folder, /^\/\/ ([a-z-]+)\.ts\n/.exec(code)?.[1] ?? `block-${index}`) + '.js';
      writeFileSync(
        file,
        ts.transpileModule(code, { compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 } }).outputText,
      );
      return { file, hasChart: /^export const chart /m.test(code) };
    });
    const modules = files.filter(({ hasChart }) => hasChart).map(({ file }) => import(pathToFileURL(file).href));
    return (await Promise.all(modules)).map(({ chart }) => chart);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Charts in columns, each on a card, under the shortest column so far. */
function sheet(pngs) {
  const cards = pngs.map((png) => ({ png, width: png.readUInt32BE(16), height: png.readUInt32BE(20) }));
  const width = Math.max(...cards.map((card) => card.width)) + 2 * PADDING;
  const bottoms = Array.from({ length: COLUMNS }, () => GAP);
  const drawn = cards.map((card) => {
    const column = bottoms.indexOf(Math.min(...bottoms));
    const [x, y] = [GAP + column * (width + GAP), bottoms[column]];
    const height = card.height + 2 * PADDING;
    bottoms[column] += height + GAP;
    const data = card.png.toString('base64');
    return `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="12" fill="#fff" stroke="#dce3e6" />
      <image x="${x + PADDING}" y="${y + PADDING}" width="${card.width}" height="${card.height}" href="data:image/png;base64,${data}" />`;
  });
  const [fullWidth, fullHeight] = [GAP + COLUMNS * (width + GAP), Math.max(...bottoms)];
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${fullWidth}" height="${fullHeight}"><rect width="100%" height="100%" fill="#f4f6f7" />${drawn.join('')}</svg>`;
  return withPalette(new Resvg(svg).render());
}

/** A PNG of 256 colours, a third of the size that resvg's own has: the commonest colours, and for the others the nearest of those. */
function withPalette({ width, height, pixels }) {
  const bucketOf = (at) => ((pixels[at] >> 4) << 8) | ((pixels[at + 1] >> 4) << 4) | (pixels[at + 2] >> 4);
  const buckets = Array.from({ length: 4096 }, () => ({ count: 0, sum: [0, 0, 0] }));
  for (let at = 0; at < pixels.length; at += 4) {
    const bucket = buckets[bucketOf(at)];
    bucket.count += 1;
    bucket.sum.forEach((_, channel) => (bucket.sum[channel] += pixels[at + channel]));
  }
  const mean = ({ count, sum }) => sum.map((each) => Math.round(each / count));
  const palette = buckets
    .filter(({ count }) => count > 0)
    .sort((a, b) => b.count - a.count)
    .slice(0, 256)
    .map(mean);
  const distance = (a, b) => a.reduce((total, each, channel) => total + (each - b[channel]) ** 2, 0);
  const nearest = (color) =>
    palette.reduce((best, each, index) => (distance(each, color) < distance(palette[best], color) ? index : best), 0);
  const indexOf = buckets.map((bucket) => (bucket.count === 0 ? 0 : nearest(mean(bucket))));
  const rows = Buffer.alloc((width + 1) * height);
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) rows[y * (width + 1) + 1 + x] = indexOf[bucketOf((y * width + x) * 4)];
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 3], 8);
  const chunks = [
    ['IHDR', header],
    ['PLTE', Buffer.from(palette.flat())],
    ['IDAT', deflateSync(rows, { level: 9 })],
    ['IEND', Buffer.alloc(0)],
  ];
  return Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), ...chunks.map(chunk)]);
}

function chunk([type, data]) {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const whole = Buffer.alloc(body.length + 8);
  whole.writeUInt32BE(data.length, 0);
  body.copy(whole, 4);
  whole.writeUInt32BE(crc32(body), body.length + 4);
  return whole;
}
