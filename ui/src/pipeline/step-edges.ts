import type { PipelineGraph, RunRecord } from '../api/shapes.js';
import type { FlowLine } from '../graph/place-boxes.js';

/** One line for all artifacts that go the same way, and one from the step before for those that read none. */
export function stepLines({ steps, edges }: PipelineGraph): readonly FlowLine[] {
  const joined = new Map<string, { from: string; to: string; keys: Set<string> }>();
  for (const { from, to, key } of edges) {
    const id = `${from} ${to}`;
    const edge = joined.get(id) ?? { from, to, keys: new Set() };
    edge.keys.add(key);
    joined.set(id, edge);
  }
  const carrying = Array.from(joined.values(), ({ from, to, keys }) => ({
    from,
    to,
    label: keys.size > 2 ? `${keys.size} artifacts` : [...keys].join(', '),
  }));
  const fed = new Set(edges.map(({ to }) => to));
  const after = steps.flatMap((step): FlowLine[] => {
    const before = fed.has(step.uid) ? undefined : lastBefore(steps, step);
    return before === undefined ? [] : [{ from: before.uid, to: step.uid, label: '', isFaint: true }];
  });
  return [...carrying, ...after];
}

function lastBefore(steps: readonly RunRecord[], step: RunRecord): RunRecord | undefined {
  const over = steps.filter((other) => other.uid !== step.uid && endOf(other) <= Date.parse(step.startTime));
  return over.toSorted((a, b) => endOf(b) - endOf(a))[0];
}

function endOf({ endTime }: RunRecord): number {
  return endTime === undefined ? Number.POSITIVE_INFINITY : Date.parse(endTime);
}
