import type { ComparedRun } from '../api/shapes.js';
import { seriesColor, seriesDash } from '../charts/line-path.js';

/** A run with what it is called and drawn with throughout the comparison. */
export interface ColouredRun extends ComparedRun {
  readonly color: string;
  readonly dash: string | undefined;
  /** `fit 4d3eb6f6` */
  readonly label: string;
}

/** The runs in the order asked for. */
export function coloured(runs: readonly ComparedRun[]): readonly ColouredRun[] {
  return runs.map((one, index) => ({
    ...one,
    color: seriesColor(index),
    dash: seriesDash(index),
    label: `${one.run.name} ${one.run.uid.slice(0, 6)}`,
  }));
}
