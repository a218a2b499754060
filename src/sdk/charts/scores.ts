import { InvalidArgumentError } from '../../core/index.js';
import { checkSameLength, quantile, sorted } from './numbers.js';
import type { Numbers } from './numbers.js';

/** What a binary classifier said, and what was so. */
export interface Scored {
  /** Whether each example is positive: booleans, or 0 and 1. */
  readonly actual: ArrayLike<boolean | number>;
  /** How positive the classifier takes each example for; higher is more. */
  readonly scores: Numbers;
}

/** Counts of the examples taken for positive when all from some score on are. */
interface Cut {
  readonly truePositives: number;
  readonly falsePositives: number;
}

/**
 * The ROC curve, from (0, 0) to (1, 1), a point per distinct score (Fawcett, An introduction to ROC analysis, 2006, algorithm 1, which is
 * scikit-learn's `roc_curve` without its leaving out of points).
 *
 * @throws {InvalidArgumentError} when the columns differ in length, a score is no number, or all examples are of one class.
 */
export function rocPoints(scored: Scored): { fpr: number; tpr: number }[] {
  const { cuts, positives, negatives } = cutsOf('ROC curve', scored);
  return cuts.map(({ truePositives, falsePositives }) => ({ fpr: falsePositives / negatives, tpr: truePositives / positives }));
}

/** The area under a curve by trapezoids, as scikit-learn's `auc`; of ROC points its `roc_auc_score`. */
export function areaUnder(points: readonly { readonly fpr: number; readonly tpr: number }[]): number {
  return points.slice(1).reduce((area, { fpr, tpr }, before) => {
    const from = points[before] ?? { fpr, tpr };
    return area + ((fpr - from.fpr) * (tpr + from.tpr)) / 2;
  }, 0);
}

/** Precision over recall, a point per distinct score from the highest on, beginning at recall 0 and precision 1: scikit-learn's `precision_recall_curve`. @throws as {@link rocPoints} does. */
export function precisionRecallPoints(scored: Scored): { recall: number; precision: number }[] {
  const { cuts, positives } = cutsOf('precision-recall curve', scored);
  const points = cuts.slice(1).map(({ truePositives, falsePositives }) => ({
    recall: truePositives / positives,
    precision: truePositives / (truePositives + falsePositives),
  }));
  return [{ recall: 0, precision: 1 }, ...points];
}

/** Average precision, the sum of each gain in recall times the precision there: scikit-learn's `average_precision_score`, which interpolates nothing. */
export function averagePrecision(points: readonly { readonly recall: number; readonly precision: number }[]): number {
  return points.slice(1).reduce((sum, { recall, precision }, before) => sum + (recall - (points[before]?.recall ?? 0)) * precision, 0);
}

/** How calibration bins are cut: equally wide, or with equally many examples in each. */
export interface CalibrationOptions {
  /** Default 10. */
  readonly bins?: number;
  /** Default `uniform`. */
  readonly strategy?: 'uniform' | 'quantile';
}

/** One bin: the mean of what was predicted, the share that was positive, and of how many. */
export interface CalibrationPoint {
  readonly predicted: number;
  readonly actual: number;
  readonly count: number;
}

/** Predicted probabilities against what happened, empty bins left out: scikit-learn's `calibration_curve`. @throws as {@link rocPoints} does, and for a probability outside 0 to 1. */
export function calibrationPoints(scored: Scored, { bins = 10, strategy = 'uniform' }: CalibrationOptions = {}): CalibrationPoint[] {
  const { actual, scores } = scored;
  cutsOf('calibration curve', scored);
  const outside = Array.from(scores).findIndex((score) => score < 0 || score > 1);
  if (outside >= 0)
    throw new InvalidArgumentError(`calibration curve: scores[${outside}] is ${scores[outside]}, and a probability is from 0 to 1.`);
  if (!Number.isInteger(bins) || bins < 1) throw new InvalidArgumentError(`calibration curve: bins is ${bins}, and must be 1 or more.`);
  const ascending = sorted(scores);
  const shares = Array.from({ length: bins - 1 }, (_, index) => (index + 1) * (1 / bins));
  const edges = strategy === 'uniform' ? shares : shares.map((share) => quantile(ascending, share));
  const sums = Array.from({ length: bins }, () => ({ predicted: 0, actual: 0, count: 0 }));
  for (let index = 0; index < scores.length; index++) {
    const score = scores[index] ?? 0;
    // A score on an edge belongs below it.
    const place = edges.findIndex((edge) => edge >= score);
    const bin = sums[place < 0 ? bins - 1 : place];
    if (bin === undefined) continue;
    bin.predicted += score;
    bin.actual += Number(actual[index]);
    bin.count += 1;
  }
  return sums
    .filter((bin) => bin.count > 0)
    .map((bin) => ({ predicted: bin.predicted / bin.count, actual: bin.actual / bin.count, count: bin.count }));
}

/** The mean squared difference of probabilities and outcomes (Brier, 1950): scikit-learn's `brier_score_loss`. */
export function brierScore({ actual, scores }: Scored): number {
  return Array.from(scores).reduce((sum, score, index) => sum + (score - Number(actual[index])) ** 2, 0) / scores.length;
}

function cutsOf(chart: string, { actual, scores }: Scored): { cuts: Cut[]; positives: number; negatives: number } {
  checkSameLength(chart, ['actual', actual], ['scores', scores]);
  const order = Array.from(scores, (score, index) => {
    if (!Number.isFinite(score)) throw new InvalidArgumentError(`${chart}: scores[${index}] is ${score}, and must be a finite number.`);
    return index;
  }).sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0));
  let [truePositives, falsePositives] = [0, 0];
  const cuts: Cut[] = [{ truePositives, falsePositives }];
  order.forEach((index, place) => {
    const outcome = Number(actual[index]);
    if (outcome !== 0 && outcome !== 1)
      throw new InvalidArgumentError(`${chart}: actual[${index}] is ${String(actual[index])}, and must be true, false, 0 or 1.`);
    truePositives += outcome;
    falsePositives += 1 - outcome;
    const next = order[place + 1];
    if (next === undefined || scores[next] !== scores[index]) cuts.push({ truePositives, falsePositives });
  });
  if (truePositives === 0 || falsePositives === 0) {
    const only = scores.length === 0 ? 'no examples' : `only ${truePositives === 0 ? 'negative' : 'positive'} examples`;
    throw new InvalidArgumentError(`${chart}: it takes positive and negative examples, and there are ${only}.`);
  }
  return { cuts, positives: truePositives, negatives: falsePositives };
}
