import { loadavg } from 'node:os';
import { performance } from 'node:perf_hooks';

/**
 * One line of the document that `npm run bench -- --json` prints. `ratio` is value / what it is held against, or the other way round where more is better: in
 * both cases as the target reads it.
 * @typedef {{ name: string, value: number, unit: string, spread?: [number, number], against?: string, other?: number, ratio?: number, target?: string, met?: boolean, load: number, note?: string }} Result
 */

/** Milliseconds that something takes. */
export async function millis(work) {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

export const median = (values) => {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
};

const rounded = (value) => Number(value.toPrecision(4));

/**
 * Measures two ways to do the same, in turns (ours first, then theirs first, …), after one warm-up of each, and compares their medians.
 *
 * @param {{ name: string, unit: string, ours: () => Promise<number>, against: string, theirs: () => Promise<number>, rounds?: number, atMost?: number, atLeast?: number, per?: 'ours/theirs' | 'theirs/ours', note?: string }} options
 *   `ours` and `theirs` resolve to what they measured. `per`: which ratio the target is about.
 * @returns {Promise<Result>}
 */
export async function pair({ name, unit, ours, against, theirs, rounds = 5, per = 'ours/theirs', note, ...target }) {
  await ours();
  await theirs();
  const [mine, other] = [[], []];
  for (let round = 0; round < rounds; round++) {
    if (round % 2 === 0) mine.push(await ours());
    other.push(await theirs());
    if (round % 2 === 1) mine.push(await ours());
  }
  const [value, base] = [median(mine), median(other)];
  const ratio = per === 'ours/theirs' ? value / base : base / value;
  return result({ name, unit, values: mine, against, other: base, ratio, note, ...target });
}

/** Measures one thing, several times. @returns {Promise<Result>} */
export async function alone({ name, unit, measure, rounds = 5, note, ...target }) {
  await measure();
  const values = [];
  for (let round = 0; round < rounds; round++) values.push(await measure());
  return result({ name, unit, values, note, ...target });
}

/** The 95th percentile of many cases, each measured `rounds` times after one warm-up; the note names the slowest case by its median. @returns {Promise<Result>} */
export async function percentile({ name, cases, measure, rounds, unit = 'ms, p95', atMost }) {
  const all = [];
  let slowest = { one: '', cost: 0 };
  for (const one of cases) {
    await measure(one);
    const values = [];
    for (let round = 0; round < rounds; round++) values.push(await measure(one));
    all.push(...values);
    if (median(values) > slowest.cost) slowest = { one, cost: median(values) };
  }
  const p95 = all.toSorted((a, b) => a - b)[Math.ceil(all.length * 0.95) - 1];
  const note = `median ${rounded(median(all))}; slowest, with ${rounded(slowest.cost)}: ${slowest.one.slice(0, 120)}`;
  return result({ name, unit, values: [p95], atMost, note });
}

/** How a cost grows with the work: the slope of log(cost) over log(work), 1 for linear. @returns {Promise<Result>} */
export async function growth({ name, unit, measure, sizes, atMost = 1.1, note }) {
  const points = [];
  for (const size of sizes) points.push([Math.log(size), Math.log(await measure(size))]);
  const mean = (index) => points.reduce((sum, point) => sum + point[index], 0) / points.length;
  const [x, y] = [mean(0), mean(1)];
  const slope = points.reduce((sum, [px, py]) => sum + (px - x) * (py - y), 0) / points.reduce((sum, [px]) => sum + (px - x) ** 2, 0);
  const costs = points.map(([, cost], index) => `${sizes[index]}: ${rounded(Math.exp(cost))} ${unit}`).join(', ');
  return result({
    name: `${name}: exponent`,
    unit: 'exponent',
    values: [slope],
    atMost,
    note: note === undefined ? costs : `${costs}; ${note}`,
  });
}

function result({ name, unit, values, against, other, ratio, atMost, atLeast, note }) {
  const value = median(values);
  const judged = ratio ?? value;
  const target = atMost !== undefined ? `<= ${atMost}` : atLeast !== undefined ? `>= ${atLeast}` : undefined;
  return {
    name,
    value: rounded(value),
    unit,
    ...(values.length > 1 ? { spread: [rounded(Math.min(...values)), rounded(Math.max(...values))] } : {}),
    ...(against === undefined ? {} : { against, other: rounded(other), ratio: rounded(ratio) }),
    ...(target === undefined ? {} : { target, met: atMost !== undefined ? judged <= atMost : judged >= atLeast }),
    // Contention: the processes that wanted a core in the last minute.
    load: rounded(loadavg()[0]),
    ...(note === undefined ? {} : { note }),
  };
}
