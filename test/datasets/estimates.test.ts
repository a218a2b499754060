import { describe, expect, it } from 'vitest';
import { FrequencyStatistics } from '../../src/datasets/stats/frequency-statistics.js';
import { histogram } from '../../src/datasets/stats/histogram.js';
import { NumberStatistics } from '../../src/datasets/stats/number-statistics.js';
import { prepared } from './prepared.js';

/** From 0 to 1, the same every time (Park and Miller, 1988). */
function seededRandom(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
}

type Draw = (random: () => number, index: number, length: number) => number;

const normal: Draw = (random) => Math.sqrt(-2 * Math.log(random())) * Math.cos(2 * Math.PI * random());
const DISTRIBUTIONS: Readonly<Record<string, Draw>> = {
  uniform: (random) => random(),
  normal,
  'log-normal, with a long tail': (random, index, length) => Math.exp(2 * normal(random, index, length)),
  'two humps far apart': (random, index, length) => normal(random, index, length) + (random() < 0.3 ? 1e6 : 0),
  'whole numbers, few of them': (random) => Math.floor(random() ** 2 * 7),
  rising: (_, index) => index,
  falling: (_, index, length) => length - index,
  'a sawtooth as long as a batch': (_, index) => index % 50_000,
};

const BATCH = 50_000;
const QUARTERS = [0.25, 0.5, 0.75];
/** So many standard errors are accepted: the numbers are the same in every run, and one in 1.7 million would lie beyond. */
const ERRORS = 5;

function numbers(name: string, length: number): Float64Array {
  const draw = DISTRIBUTIONS[name] as Draw;
  const random = seededRandom(length + 7);
  return Float64Array.from({ length }, (_, index) => draw(random, index, length));
}

function summarized(values: Float64Array, capacity: number) {
  const statistics = new NumberStatistics(capacity);
  for (let start = 0; start < values.length; start += BATCH) statistics.add(values.slice(start, start + BATCH));
  return statistics.summary();
}

/** How far a value's place among the sorted ones is from a fraction of them; equal values share their places. */
function rankError(sorted: Float64Array, value: number, fraction: number): number {
  const below = sorted.findIndex((other) => other >= value);
  const upTo = sorted.findLastIndex((other) => other <= value);
  const [low, high] = [(below < 0 ? sorted.length : below) / sorted.length, (upTo + 1) / sorted.length];
  return fraction < low ? low - fraction : fraction > high ? fraction - high : 0;
}

describe.each(Object.keys(DISTRIBUTIONS))('statistics of a stream of numbers that is longer than what is kept: %s', (name) => {
  it.each([
    [30_000, 10_000],
    [300_000, 10_000],
    [300_000, 100_000],
  ])('of %d, with %d kept', (length, capacity) => {
    const values = numbers(name, length);
    const exact = summarized(values, Infinity);
    const found = summarized(values, capacity);
    expect([exact?.estimated, found?.estimated]).toEqual([false, true]);

    const { count, mean, std, min, max } = exact ?? {};
    expect(found).toMatchObject({ count, mean, std, min, max });

    const error = (share: number) => ERRORS * Math.sqrt((share * (1 - share) * (1 - capacity / length)) / capacity);
    const sorted = values.toSorted();
    QUARTERS.forEach((quarter, index) => {
      expect(rankError(sorted, found?.quartiles[index] ?? NaN, quarter), `rank of ${quarter}`).toBeLessThanOrEqual(
        error(quarter) + 1 / capacity,
      );
    });

    const [counts = [], edges] = found?.hist ?? [];
    const [wanted, wantedEdges] = histogram(values, { min: min ?? 0, max: max ?? 0 }) ?? [];
    expect(edges).toEqual(wantedEdges);
    expect(counts.reduce((sum, one) => sum + one, 0)).toBe(length);
    counts.forEach((one, bin) => {
      const share = (wanted?.[bin] ?? 0) / length;
      expect(Math.abs(one / length - share), `bin ${bin}`).toBeLessThanOrEqual(error(share) + 1 / capacity);
    });
  });
});

const TEXTS: Readonly<Record<string, (index: number) => string>> = {
  'names with numbers': (index) => `user-${index}`,
  numbers: String,
  'hexadecimal digits': (index) => Math.imul(index, 0x9e3779b1).toString(16).padStart(8, '0') + index.toString(16),
  'words in a row': (index) => `${['red', 'green', 'blue'][index % 3]}/${index % 1000}/${Math.floor(index / 1000)}`,
  'text that differs at its beginning': (index) => `${index}: the quick brown fox jumps over the lazy dog`,
  'one letter more each time': (index) => 'ab'.repeat(1 + (index % 7)) + index.toString(36),
};

describe.each(Object.entries(TEXTS))('how many different texts there are: %s', (_, text) => {
  it.each([50_001, 400_000])('%d', (distinct) => {
    const statistics = new FrequencyStatistics(50_000);
    for (let index = 0; index < distinct; index++) statistics.add(text(index));
    // Those that come again are no others.
    for (let index = 0; index < distinct; index += 3) statistics.add(text(index));
    const { unique, estimated } = statistics.summary();
    expect(estimated).toBe(true);
    // 16,384 registers have a standard error of 0.81 %.
    expect(Math.abs(unique / distinct - 1)).toBeLessThan(0.03);
  });
});

describe('the most frequent of more texts than are counted', () => {
  it.each([1, 1.3])('are found, with counts that are hardly too small (a power of %d)', (power) => {
    const rows = 400_000;
    const random = seededRandom(11);
    // Zipf's law over 300,000 texts, by its inverse.
    const most = 200_000;
    const draw = () =>
      power === 1 ? Math.floor(most ** random()) : Math.floor((1 - random() * (1 - most ** (1 - power))) ** (1 / (1 - power)));
    const exact = new Map<string, number>();
    const statistics = new FrequencyStatistics(10_000);
    for (let row = 0; row < rows; row++) {
      const text = `w${draw()}`;
      exact.set(text, (exact.get(text) ?? 0) + 1);
      statistics.add(text);
    }
    expect(exact.size).toBeGreaterThan(10_000);
    const { top, estimated } = statistics.summary();
    expect(estimated).toBe(true);
    const wanted = [...exact].toSorted(([, a], [, b]) => b - a).slice(0, 10);
    expect(top.map(([text]) => text)).toEqual(wanted.map(([text]) => text));
    for (const [text, count] of top) {
      const lost = (exact.get(String(text)) ?? 0) - count;
      expect(lost).toBeGreaterThanOrEqual(0);
      expect(lost).toBeLessThanOrEqual(rows / 5000);
    }
  });
});

describe('the record of a long stream', () => {
  it('says which of its statistics are estimates, and those of a short one are none', { timeout: 60_000 }, async () => {
    function* batches(rows: number) {
      for (let start = 0; start < rows; start += BATCH) {
        const index = Array.from({ length: Math.min(BATCH, rows - start) }, (_, at) => start + at);
        yield {
          number: Float64Array.from(index),
          at: index.map((millis) => new Date(millis)),
          word: index.map((at) => `w${at % 10}`),
          name: index.map((at) => `n${at % 60_000}`),
          flag: index.map((at) => at % 2 === 0),
        };
      }
    }
    const statsOf = async (rows: number) =>
      (await prepared('long', batches(rows), { streamOf: 'columns', stats: true })).status.stats ?? {};
    const estimated = (stats: Awaited<ReturnType<typeof statsOf>>) =>
      Object.fromEntries(Object.entries(stats).map(([name, one]) => [name, one.estimated]));
    expect(estimated(await statsOf(50_000))).toEqual({});
    expect(estimated(await statsOf(850_000))).toEqual({
      number: ['25%', '50%', '75%', 'hist'],
      at: ['25%', '50%', '75%'],
      name: ['unique', 'top', 'freq', 'topValues'],
    });
  });
});
