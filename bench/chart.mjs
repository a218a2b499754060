import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { renderSvg } from '../dist/render/index.js';

/** Draws how far each ratio is from its target, and writes the Vega-Lite spec beside the picture. */
export async function writeChart({ machine, results }, file) {
  const values = results
    .filter(({ target }) => target !== undefined)
    .map(({ name, ratio, value, target, met }) => {
      const [sign, limit] = target.split(' ');
      const judged = ratio ?? value;
      // 1 is the target, more is better.
      return {
        name,
        headroom: sign === '<=' ? Number(limit) / judged : judged / Number(limit),
        met: met ? 'met' : 'missed',
        target,
        judged,
      };
    });
  const spec = {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    title: { text: 'How far from each target', subtitle: `1 is the target, more is better; Node ${machine.node}, ${machine.cores} cores` },
    data: { values },
    height: { step: 18 },
    width: 420,
    layer: [
      {
        mark: { type: 'bar', tooltip: true },
        encoding: {
          y: { field: 'name', type: 'nominal', sort: null, title: null, axis: { labelLimit: 420 } },
          x: { field: 'headroom', type: 'quantitative', scale: { type: 'log' }, title: 'target / value' },
          color: { field: 'met', type: 'nominal', scale: { domain: ['met', 'missed'], range: ['#0072b2', '#d55e00'] }, title: null },
        },
      },
      { data: { values: [{ at: 1 }] }, mark: { type: 'rule', strokeDash: [4, 4] }, encoding: { x: { datum: 1 } } },
    ],
  };
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file.replace(/\.svg$/, '.vl.json'), JSON.stringify(spec));
  writeFileSync(file, await renderSvg(spec));
}
