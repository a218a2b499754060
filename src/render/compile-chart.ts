import type * as Vega from 'vega';
import type { Config, TopLevelSpec } from 'vega-lite';
import { InvalidChartError } from '../core/index.js';

// Vega-Lite carries on with a warning where it throws a part of the spec away; a chart without that part is not the chart that was meant.
const FATAL = [/^Invalid /, /^Ignoring an invalid transform/, /is dropped as .* is not a valid encoding channel/];

/** A chart ready to be drawn. */
export interface CompiledChart {
  readonly vega: typeof Vega;
  readonly runtime: Vega.Runtime;
}

/** Vega-Lite to Vega to a dataflow. Vega is loaded here, at the first chart: it takes a quarter of a second. @throws {InvalidChartError} */
export async function compileChart(key: string, spec: Readonly<Record<string, unknown>>, config?: Config): Promise<CompiledChart> {
  const [vegaLite, vega] = await Promise.all([import('vega-lite'), import('vega')]);
  const log = collectingLogger();
  try {
    const options = { logger: log.logger, ...(config === undefined ? {} : { config }) };
    const compiled: Vega.Spec = vegaLite.compile(spec as unknown as TopLevelSpec, options).spec;
    const fatal = log.warnings.find((warning) => FATAL.some((pattern) => pattern.test(warning)));
    if (fatal !== undefined) throw new InvalidChartError(key, fatal);
    return { vega, runtime: vega.parse(compiled) };
  } catch (cause) {
    if (cause instanceof InvalidChartError) throw cause;
    throw new InvalidChartError(key, reasonOf(cause), { cause });
  }
}

function reasonOf(cause: unknown): string {
  const message = cause instanceof Error ? cause.message : String(cause);
  if (message.startsWith('Invalid specification')) {
    return 'it has none of mark, layer, facet, hconcat, vconcat, concat, repeat. A view needs a mark, e.g. "mark": "line".';
  }
  if (/^(Unexpected|Unrecognized|Illegal)/.test(message)) return `an expression in it cannot be read: ${message}.`;
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
