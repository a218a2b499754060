import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runLocal } from '../dist/local/index.js';
import { checkChart, renderPng, renderSvg } from '../dist/render/index.js';
import { lineChart } from '../dist/sdk/index.js';
import { alone, median, millis, pair } from './frame.mjs';
import { peersPython } from './peers.mjs';

const POINTS = 1000;
const rows = Array.from({ length: POINTS }, (_, x) => [x, Math.sin(x / 50) + (x % 7) / 20]);
const spec = { ...lineChart({ title: 'A line', header: ['x', 'y'], rows }), width: 600, height: 300, mark: 'line' };
// Not one of ours, so that it is checked.
const custom = { ...spec, description: 'made by hand' };

/**
 * A line chart of 1,000 points, logged and drawn. With `--peers` beside vl-convert and matplotlib.
 */
export async function* benchmark({ quick, peers }) {
  const folder = mkdtempSync(join(tmpdir(), 'tidemark-bench-'));
  const rounds = quick ? 1 : 7;
  const each = quick ? 2 : 10;
  let homes = 0;
  const many = (work) => async () =>
    (await millis(async () => {
      for (let n = 0; n < each; n++) await work(n);
    })) / each;
  const drawn = (name, work, python, atLeast) =>
    peers
      ? pair({
          name,
          unit: 'ms',
          ours: many(work),
          against: python.name,
          theirs: () => measured(python.code, each),
          rounds,
          per: 'theirs/ours',
          atLeast,
        })
      : alone({ name, unit: 'ms', measure: many(work), rounds });
  const inRun = (log) => {
    homes += 1;
    return new Promise((resolve, reject) => {
      runLocal(async (context) => resolve(await many((n) => log(context, n))()), {
        home: join(folder, `home-${homes}`),
        name: 'bench',
      }).catch(reject);
    });
  };
  const logged = (name, log) =>
    peers
      ? pair({
          name,
          unit: 'ms',
          ours: () => inRun(log),
          against: MATPLOTLIB_PNG.name,
          theirs: () => measured(MATPLOTLIB_PNG.code, each),
          rounds,
          per: 'theirs/ours',
          atLeast: 10,
        })
      : alone({ name, unit: 'ms', measure: () => inRun(log), rounds });
  try {
    yield await alone({
      name: 'importing what a chart is checked with',
      unit: 'ms',
      measure: () => Promise.resolve(importMillis("import('vega-lite')")),
      rounds: quick ? 1 : 5,
    });
    yield await alone({
      name: 'importing Tidemark for a local run',
      unit: 'ms',
      measure: () => Promise.resolve(importMillis("import('./dist/local/index.js')")),
      rounds: quick ? 1 : 5,
    });
    yield await alone({ name: 'checking a line of 1,000 points', unit: 'ms', measure: many(() => checkChart('c', custom)), rounds });
    yield await drawn('line of 1,000 points as SVG', () => renderSvg(spec), VL_CONVERT_SVG, 2);
    yield await drawn('line of 1,000 points as PNG', () => renderPng(spec, { scale: 1 }), VL_CONVERT_PNG, 1.7);
    yield await logged('logChart, awaited, beside drawing with matplotlib', (context, n) => context.logChart(`c${n}`, custom));
    yield await logged('a pushed row, awaited, beside drawing with matplotlib', (context, n) =>
      context.chart('loss').push({ step: n, loss: 1 / (n + 1) }),
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function importMillis(what) {
  const code = `const start = performance.now(); await ${what}; console.log(performance.now() - start);`;
  return Number(execFileSync(process.execPath, ['--input-type=module', '--eval', code], { cwd: join(import.meta.dirname, '..') }));
}

const VL_CONVERT_SVG = { name: 'vl-convert, SVG', code: 'import vl_convert as vl\ndraw = lambda: vl.vegalite_to_svg(spec)' };
const VL_CONVERT_PNG = { name: 'vl-convert, PNG', code: 'import vl_convert as vl\ndraw = lambda: vl.vegalite_to_png(spec)' };
const MATPLOTLIB_PNG = {
  name: 'matplotlib, savefig as PNG',
  code: `
import io, matplotlib
matplotlib.use('agg')
import matplotlib.pyplot as plt
points = [(v['x'], v['value']) for v in spec['data']['values']]
def draw():
    fig, ax = plt.subplots(figsize=(6, 3))
    ax.plot([x for x, _ in points], [y for _, y in points])
    fig.savefig(io.BytesIO(), format='png')
    plt.close(fig)`,
};

/** Milliseconds a drawing in Python, warm: the median of as many as ours. */
function measured(code, each) {
  const program = `
import json, sys, time
spec = json.loads(sys.stdin.read())
${code}
draw()
times = []
for _ in range(${each}):
    start = time.perf_counter()
    draw()
    times.append((time.perf_counter() - start) * 1000)
print(json.dumps(times))`;
  return peersPython().then((python) => median(JSON.parse(execFileSync(python, ['-c', program], { input: JSON.stringify(spec) }))));
}
