/** A point of a ROC curve: the rates of false and true positives at one threshold. */
export interface RocPoint {
  readonly fpr: number;
  readonly tpr: number;
}

/** The share of equal pairs. */
export function accuracy(actual: readonly string[], predicted: readonly string[]): number {
  return actual.filter((label, i) => label === predicted[i]).length / actual.length;
}

/** How often each label (row) was predicted as each label (column). */
export function confusionCounts(labels: readonly string[], actual: readonly string[], predicted: readonly string[]): number[][] {
  return labels.map((row) => labels.map((column) => actual.filter((label, i) => label === row && predicted[i] === column).length));
}

/**
 * The ROC curve from (0, 0) to (1, 1): one point per distinct score, highest first. Equal scores share a threshold, so they move the
 * curve in one straight step whatever order they come in.
 */
export function rocPoints(positive: readonly boolean[], scores: readonly number[]): RocPoint[] {
  const positives = positive.filter(Boolean).length;
  const negatives = positive.length - positives;
  const ranked = scores.map((score, i) => ({ score, hit: positive[i] === true })).sort((a, b) => b.score - a.score);
  const points: RocPoint[] = [{ fpr: 0, tpr: 0 }];
  let hits = 0;
  ranked.forEach(({ score, hit }, i) => {
    if (hit) hits += 1;
    if (ranked[i + 1]?.score !== score) points.push({ fpr: (i + 1 - hits) / negatives, tpr: hits / positives });
  });
  return points;
}

/** The area under a ROC curve, by trapezoids; NaN when all examples are of one class. */
export function auc(points: readonly RocPoint[]): number {
  return points.reduce((area, { fpr, tpr }, i) => {
    const left = points[i - 1] ?? { fpr, tpr };
    return area + ((fpr - left.fpr) * (tpr + left.tpr)) / 2;
  }, 0);
}
