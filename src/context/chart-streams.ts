import { InvalidValueError, checkKey } from '../core/index.js';
import type { MetricPoint } from '../core/index.js';
import { learningCurve } from '../sdk/index.js';
import type { ChartOptions, ChartSpec, ChartStream, ChartStreamOptions, Receipt } from '../sdk/index.js';
import { checkObject, kindOf } from './check-arguments.js';

/** What streams of charts stand on. */
export interface ChartStreamsOptions {
  readonly logMetrics: (values: Readonly<Record<string, number>>, step?: number) => Receipt;
  readonly logChart: (key: string, spec: ChartSpec, options: ChartOptions) => unknown;
  /** The metric's next step. */
  readonly nextStep: (metric: string) => number;
}

// A chart of a long run is drawn anew less and less often: what it is stored as grows with it.
const SOONEST_MILLIS = 1000;
const SHARE_OF_RUN = 1 / 50;

/** The charts of one attempt that rows are pushed to. */
export class ChartStreams {
  readonly #options: ChartStreamsOptions;
  readonly #streams = new Map<string, Stream>();
  readonly #points = new Map<string, Map<number, number>>();
  readonly #opened = Date.now();

  constructor(options: ChartStreamsOptions) {
    this.#options = options;
  }

  /** The stream of a key; the options of the first call count. */
  open(key: string, options: ChartStreamOptions): ChartStream {
    checkKey(key, 'Artifact key');
    const { title, ...chart } = checkObject(`The options of chart ${JSON.stringify(key)}`, options);
    const known = this.#streams.get(key);
    if (known !== undefined) return known;
    const stream = new Stream(key, {
      push: (values, step) => this.#push(key, values, step),
      draw: () => this.#draw(key, { title: title ?? key, chart }),
      pause: () => Math.max(SOONEST_MILLIS, (Date.now() - this.#opened) * SHARE_OF_RUN),
    });
    this.#streams.set(key, stream);
    return stream;
  }

  /** Takes the metrics that the store shows of this attempt: those that rows were, before the checkpoint that the attempt goes on from. */
  readBack(points: readonly MetricPoint[]): void {
    this.#points.clear();
    for (const { key, step, value } of points) this.#seriesOf(key).set(step, value);
  }

  /** Draws every chart that has rows since it was drawn. */
  drawNow(): void {
    for (const stream of this.#streams.values()) stream.drawNow();
  }

  /** No chart is drawn later by itself. */
  stop(): void {
    for (const stream of this.#streams.values()) stream.stop();
  }

  #push(key: string, fields: Readonly<Record<string, number>>, given: number | undefined): Receipt {
    const values = Object.fromEntries(Object.entries(fields).map(([field, value]) => [metricOf(key, field), value]));
    const step = given ?? Math.max(...Object.keys(values).map((metric) => this.#options.nextStep(metric)));
    const receipt = this.#options.logMetrics(values, step);
    for (const [metric, value] of Object.entries(values)) this.#seriesOf(metric).set(step, value);
    return receipt;
  }

  #draw(key: string, { title, chart }: { title: string; chart: ChartOptions }): void {
    const series = [...this.#points].filter(([metric]) => metric === key || metric.startsWith(`${key}.`));
    const points = series.flatMap(([metric, values]) =>
      Array.from(values, ([step, value]) => ({ metric: metric === key ? key : metric.slice(key.length + 1), step, value })),
    );
    this.#options.logChart(key, learningCurve({ title, points }), chart);
  }

  #seriesOf(metric: string): Map<number, number> {
    const known = this.#points.get(metric) ?? new Map<number, number>();
    this.#points.set(metric, known);
    return known;
  }
}

interface StreamActions {
  readonly push: (fields: Readonly<Record<string, number>>, step: number | undefined) => Receipt;
  readonly draw: () => void;
  /** Milliseconds until the next drawing. */
  readonly pause: () => number;
}

class Stream implements ChartStream {
  readonly #key: string;
  readonly #actions: StreamActions;
  #timer: NodeJS.Timeout | undefined;
  #isStale = false;

  constructor(key: string, actions: StreamActions) {
    this.#key = key;
    this.#actions = actions;
  }

  push(row: Readonly<Record<string, number>> & { readonly step?: number }): Receipt {
    const what = `A row of chart ${JSON.stringify(this.#key)}`;
    const { step, ...fields } = checkObject(what, row);
    if (Object.keys(fields).length === 0) throw new InvalidValueError(what, 'it has no field beside step');
    for (const [field, value] of Object.entries(fields)) {
      if (typeof value !== 'number')
        throw new InvalidValueError(`${what}, field ${JSON.stringify(field)},`, `${kindOf(value)} is not a number`);
    }
    const receipt = this.#actions.push(fields as Readonly<Record<string, number>>, step);
    this.#isStale = true;
    // A process that has nothing else to do does not wait for a drawing: closing the run draws.
    this.#timer ??= setTimeout(() => this.drawNow(), this.#actions.pause()).unref();
    return receipt;
  }

  drawNow(): void {
    this.stop();
    if (!this.#isStale) return;
    this.#isStale = false;
    this.#actions.draw();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}

function metricOf(key: string, field: string): string {
  return field === key ? key : `${key}.${field}`;
}
