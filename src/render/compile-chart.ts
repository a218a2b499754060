import type * as Vega from 'vega';
import type { Config, TopLevelSpec } from 'vega-lite';
import { InvalidChartError } from '../core/index.js';
import { withoutRows } from './chart-data.js';
import { faultPlace } from './fault-place.js';

type Spec = Readonly<Record<string, unknown>>;

// Vega-Lite carries on with a warning where it throws a part of the spec away; a chart without that part is not the chart that was meant. An aggregate that
// is an object (argmax, exponential) is warned of in layers and drawn all the same.
const FATAL = [
  /^Invalid (?!aggregation operator "\[object )/,
  /^Ignoring an invalid transform/,
  /is dropped as .* is not a valid encoding channel/,
];

/** A chart ready to be drawn. */
export interface CompiledChart {
  readonly vega: typeof Vega;
  readonly runtime: Vega.Runtime;
}

/** Vega-Lite to Vega to a dataflow. Vega is loaded here, at the first chart: it takes a quarter of a second. @throws {InvalidChartError} */
export async function compileChart(key: string, spec: Spec, config?: Config): Promise<CompiledChart> {
  const [vegaLite, vega] = await Promise.all([import('vega-lite'), import('vega')]);
  const compile = (view: Spec): Vega.Runtime => {
    const log = collectingLogger();
    const options = { logger: log.logger, ...(config === undefined ? {} : { config }) };
    const compiled: Vega.Spec = vegaLite.compile(view as unknown as TopLevelSpec, options).spec;
    const fatal = log.warnings.find((warning) => FATAL.some((pattern) => pattern.test(warning)));
    if (fatal !== undefined) throw new Error(fatal);
    return vega.parse(compiled);
  };
  try {
    return { vega, runtime: compile(spec) };
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    const empty = withoutRows(spec);
    const path = faultPlace(empty, message, {
      compiles: (view) => succeeds(() => compile({ data: { values: [] }, ...view })),
      parses: (expression) => succeeds(() => vega.parseExpression(expression)),
    });
    throw new InvalidChartError(key, path === undefined ? reasonOf(cause) : `${path}: ${reasonOf(cause)}`, {
      cause,
      ...(path === undefined ? {} : { path }),
    });
  }
}

function succeeds(action: () => unknown): boolean {
  try {
    action();
    return true;
  } catch {
    return false;
  }
}

function reasonOf(cause: unknown): string {
  const message = cause instanceof Error ? cause.message : String(cause);
  if (message.startsWith('Invalid specification')) {
    return 'it has none of mark, layer, facet, hconcat, vconcat, concat, repeat. A view needs a mark, e.g. "mark": "line".';
  }
  if (/^(Unexpect|Unrecognized|Illegal|Expression parse error)/.test(message))
    return `an expression in it cannot be read: ${message.replace(/\.$/, '')}.`;
  // A TypeError inside the compiler says nothing about the spec; what it chokes on is a view without its encoding, or one of a wrong shape.
  if (cause instanceof TypeError)
    return `Vega-Lite cannot compile it (${message}). Does every mark have an encoding, and every encoding a field or a value?`;
  return message;
}

/** A logger that keeps what it is told. Vega and Vega-Lite report through one instead of throwing. */
export function collectingLogger() {
  const warnings: string[] = [];
  const errors: string[] = [];
  const keep = (list: string[]) =>
    function (this: unknown, ...parts: readonly unknown[]) {
      list.push(parts.map((part) => (part instanceof Error ? part.message : String(part))).join(' '));
      return logger;
    };
  const ignore = () => logger;
  const logger = {
    level: ignore,
    error: keep(errors),
    warn: keep(warnings),
    info: ignore,
    debug: ignore,
  } as unknown as Vega.LoggerInterface;
  return { logger, warnings, errors };
}
