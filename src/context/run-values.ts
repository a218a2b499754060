import { InvalidValueError, SUMMARY_LIMIT_BYTES, ValueTooLargeError, checkName, fromTagged, toTagged } from '../core/index.js';
import type { Json, MetricPoint, RunRecord, Value } from '../core/index.js';
import { ObservedReceipt } from '../journal/index.js';
import type { NewEvent } from '../journal/index.js';
import type { Receipt } from '../sdk/index.js';
import { textOf } from './check-arguments.js';
import type { Mask } from './secrets.js';

/** What a run's values stand on. */
export interface RunValuesOptions {
  readonly labels: Readonly<Record<string, string>>;
  /** Tagged JSON. */
  readonly parameters: Readonly<Record<string, Json>>;
  readonly mask: Mask;
  /** Logs an event; throws when the run can no longer log. */
  readonly append: (call: string, event: NewEvent) => Receipt;
}

type TextType = 'label' | 'annotation';

/** Everything of a run that is a key and a value: params, results, metrics, labels, annotations. Kept in maps: a key may be any text, `__proto__` too. */
export class RunValues {
  readonly #options: RunValuesOptions;
  readonly #parameters: Map<string, Value>;
  readonly #results = new Map<string, Json>();
  readonly #texts: Record<TextType, Map<string, string>>;
  readonly #nextMetricStep = new Map<string, number>();

  constructor(options: RunValuesOptions) {
    this.#options = options;
    this.#parameters = new Map(Object.entries(options.parameters).map(([key, value]) => [key, fromTagged(value)]));
    this.#texts = { label: new Map(Object.entries(options.labels)), annotation: new Map() };
  }

  get parameters(): Readonly<Record<string, Value>> {
    return Object.fromEntries(this.#parameters);
  }

  get results(): Readonly<Record<string, Value>> {
    return Object.fromEntries(Array.from(this.#results, ([key, value]) => [key, fromTagged(value)]));
  }

  /** Tagged JSON, masked with every secret that was handed out by now. */
  get taggedResults(): Readonly<Record<string, Json>> {
    return this.#options.mask.json(Object.fromEntries(this.#results));
  }

  texts(type: TextType): Readonly<Record<string, string>> {
    return Object.fromEntries(this.#texts[type]);
  }

  /** Takes what the store shows of this attempt for what was logged in it. */
  readBack(record: RunRecord, points: readonly MetricPoint[]): void {
    for (const [key, value] of Object.entries(record.parameters)) this.#parameters.set(key, value);
    for (const [key, value] of Object.entries(record.results)) this.#results.set(key, toTagged(value));
    for (const [key, value] of Object.entries(record.labels)) this.#texts.label.set(key, value);
    for (const [key, value] of Object.entries(record.annotations)) this.#texts.annotation.set(key, value);
    for (const { key, step } of points) this.#nextMetricStep.set(key, Math.max(this.#nextMetricStep.get(key) ?? 0, step + 1));
  }

  getParam(key: string, fallback?: Value): Value | undefined {
    if (!this.#parameters.has(key) && fallback !== undefined) {
      const value = toTagged(fallback, `param ${JSON.stringify(checkName(key, 'Param'))}`);
      this.#options.append('getParam', { type: 'param', key, value: this.#options.mask.json(value) });
      this.#parameters.set(key, fromTagged(value));
    }
    return this.#parameters.get(key);
  }

  logResult(key: string, value: unknown): Receipt {
    checkName(key, 'Result');
    const tagged = this.#options.mask.json(toTagged(value, `result ${JSON.stringify(key)}`));
    const bytes = Buffer.byteLength(JSON.stringify(tagged));
    if (bytes > SUMMARY_LIMIT_BYTES) throw new ValueTooLargeError(`Result ${JSON.stringify(key)}`, bytes, SUMMARY_LIMIT_BYTES);
    const receipt = this.#options.append('logResult', { type: 'result', key, value: tagged });
    this.#results.set(key, tagged);
    return receipt;
  }

  logMetric(key: string, value: number, step?: number): Receipt {
    checkName(key, 'Metric');
    if (typeof value !== 'number') throw new InvalidValueError(`metric ${JSON.stringify(key)}`, `${typeof value} is not a number`);
    const next = this.nextStep(key);
    const at = step === undefined ? next : step;
    if (!Number.isSafeInteger(at) || at < 0)
      throw new InvalidValueError(`step of metric ${JSON.stringify(key)}`, `${String(at)} is not an integer from 0`);
    const receipt = this.#options.append('logMetric', { type: 'metric', key, step: at, value });
    this.#nextMetricStep.set(key, Math.max(next, at + 1));
    return receipt;
  }

  /** The step of a metric that is logged without one. */
  nextStep(key: string): number {
    return this.#nextMetricStep.get(key) ?? 0;
  }

  /** A label or annotation. `replace: false` leaves one that is there. */
  setText(type: TextType, text: { readonly key: string; readonly value: unknown; readonly replace: boolean }): Receipt {
    const key = checkName(text.key, type === 'label' ? 'Label' : 'Annotation');
    const texts = this.#texts[type];
    if (!text.replace && texts.has(key)) return new ObservedReceipt(Promise.resolve());
    const value = this.#options.mask.text(textOf(`${type} ${JSON.stringify(key)}`, text.value));
    const receipt = this.#options.append(type === 'label' ? 'setLabel' : 'setAnnotation', { type, key, value });
    texts.set(key, value);
    return receipt;
  }
}
