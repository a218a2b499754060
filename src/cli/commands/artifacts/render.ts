import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, extname, resolve } from 'node:path';
import { InvalidArgumentError, present } from '../../../core/index.js';
import { command } from '../../command.js';
import { withClient } from '../../open-client.js';
import { oneOf } from '../../parse-text.js';
import { bytes } from '../../print/values.js';
import { UsageError } from '../../usage-error.js';

const FORMATS = ['svg', 'png', 'html'] as const;

/** `tidemark artifacts render` */
export const render = command({
  name: 'render',
  description: 'Draw a chart as SVG, PNG or an interactive page of one file, without a browser',
  examples: [
    'tidemark artifacts render store://charts/default/train_curve -o curve.svg',
    'tidemark artifacts render store://charts/default/train_curve:v2 -o curve.png --scale 3 --background transparent',
    'tidemark artifacts render store://charts/default/train_curve -o curve.html',
  ],
  positionals: { uri: { description: 'Its store:// URI; the latest version unless it names another' } },
  options: {
    output: { type: 'string', alias: 'o', valueHint: 'file', description: 'Where to; "-" is stdout (default: <key>.svg)' },
    format: { type: 'string', description: 'svg, png or html (default: as the file is called)' },
    scale: { type: 'string', valueHint: 'n', description: 'Pixels of a PNG per unit of the spec (default 2)' },
    background: { type: 'string', valueHint: 'color', description: 'A CSS colour, or "transparent"' },
    force: { type: 'boolean', description: 'Replace a file that is there' },
  },
  async run({ positionals: [uri = ''], options }) {
    const { output, background } = options;
    const format = oneOf('--format', options.format, FORMATS) ?? formatOf(output);
    const scale = numberOf(options.scale);
    if (scale !== undefined && format !== 'png') throw new UsageError(`--scale is for a PNG, and this is ${format.toUpperCase()}.`);
    await withClient(async (client) => {
      const file = resolve(output ?? `${(await client.getArtifact(uri)).key}.${format}`);
      const isStdout = output === '-';
      if (!isStdout && !options.force && existsSync(file)) {
        throw new InvalidArgumentError(`${file} is there already. Replace it with --force, or name another file with -o.`);
      }
      const drawn = await client.renderChart(uri, { format, ...present({ scale, background }) });
      if (isStdout) {
        process.stdout.write(drawn);
        return;
      }
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, drawn);
      console.log(`${file}  ${bytes(drawn.length)}`);
    });
  },
});

function formatOf(output: string | undefined): (typeof FORMATS)[number] {
  if (output === undefined || output === '-') return 'svg';
  const suffix = extname(output).slice(1).toLowerCase();
  const format = FORMATS.find((each) => each === (suffix === 'htm' ? 'html' : suffix));
  if (format === undefined) throw new UsageError(`${output} says no format. End it with .svg, .png or .html, or give --format.`);
  return format;
}

function numberOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const number = Number(text);
  if (text.trim() === '' || !Number.isFinite(number)) throw new UsageError(`--scale takes a number, got ${JSON.stringify(text)}.`);
  return number;
}
