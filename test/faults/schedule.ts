import fc from 'fast-check';
import type { Row } from './model.js';

/** A step of a handler. */
export type Step =
  | { readonly do: 'row'; readonly row: Row; readonly awaited: boolean }
  | { readonly do: 'once'; readonly key: string; readonly steps: readonly Step[] }
  | { readonly do: 'checkpoint'; readonly awaited: boolean }
  | { readonly do: 'commit' }
  /** The event loop turns; buffered events may be committed meanwhile. */
  | { readonly do: 'pause'; readonly millis: number };

/** What happens to an attempt, counted in the steps that it has come to. */
export interface Fate {
  readonly ends:
    | { readonly by: 'kill'; readonly at: number; readonly turns: number }
    | { readonly by: 'throw'; readonly at: number }
    /** It stops for a while; the next attempt is opened beside it, and it goes on when that one has come to its own step `resumes`. */
    | { readonly by: 'superseding'; readonly at: number; readonly resumes: number }
    | { readonly by: 'returning' };
  /** The tracking store does not answer this attempt's process. */
  readonly outages: readonly { readonly at: number; readonly millis: number }[];
  /** What it left in its spool when it was killed is found by a later process only. */
  readonly drainsLate: boolean;
  /** It was killed while it wrote a record. */
  readonly torn: boolean;
}

/** A run: what its handler does in every attempt, and what happens to the attempts. */
export interface RunPlan {
  /** These come before the handler asks for its last checkpoint. */
  readonly before: readonly Step[];
  readonly asks: boolean;
  readonly steps: readonly Step[];
  readonly fates: readonly Fate[];
  readonly completes: boolean;
}

const key = fc.constantFrom('a', 'b');
const row: fc.Arbitrary<Row> = fc.oneof(
  { weight: 2, arbitrary: key.map((name): Row => ({ type: 'result', key: name, text: '' })) },
  { weight: 1, arbitrary: key.map((name): Row => ({ type: 'label', key: name, text: '' })) },
  { weight: 3, arbitrary: fc.constant<Row>({ type: 'log', key: 'info', text: '' }) },
  { weight: 2, arbitrary: key.map((name): Row => ({ type: 'artifact', key: name, text: '' })) },
  {
    weight: 3,
    arbitrary: fc
      .record({ key, step: fc.option(fc.nat(5), { nil: undefined, freq: 2 }) })
      .map(({ key: name, step }): Row => ({ type: 'metric', key: name, value: 0, step })),
  },
);
const rowStep: fc.Arbitrary<Step> = fc
  .record({ row, awaited: fc.boolean() })
  .map(({ row: what, awaited }): Step => ({ do: 'row', row: what, awaited }));
const pause: fc.Arbitrary<Step> = fc.constantFrom(0, 1, 8).map((millis): Step => ({ do: 'pause', millis }));
const once = (keys: readonly string[], inside: fc.Arbitrary<Step>): fc.Arbitrary<Step> =>
  fc.record({ key: fc.constantFrom(...keys), steps: fc.array(inside, { maxLength: 4 }) }).map((parts): Step => ({ do: 'once', ...parts }));
const inside = fc.oneof({ weight: 4, arbitrary: rowStep }, { weight: 1, arbitrary: pause });
const insideOnce = fc.oneof({ weight: 6, arbitrary: inside }, { weight: 1, arbitrary: once(['inner'], inside) });
const onceStep = once(['load', 'fit', 'save'], insideOnce);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 9, arbitrary: rowStep },
  { weight: 2, arbitrary: onceStep },
  { weight: 3, arbitrary: fc.constantFrom(true, true, true, false).map((awaited): Step => ({ do: 'checkpoint', awaited })) },
  { weight: 1, arbitrary: fc.constant<Step>({ do: 'commit' }) },
  { weight: 2, arbitrary: pause },
);

const at = fc.nat(25);
const fate: fc.Arbitrary<Fate> = fc.record({
  ends: fc.oneof(
    { weight: 4, arbitrary: fc.record({ by: fc.constant('kill' as const), at, turns: fc.nat(3) }) },
    { weight: 2, arbitrary: fc.record({ by: fc.constant('throw' as const), at }) },
    { weight: 2, arbitrary: fc.record({ by: fc.constant('superseding' as const), at, resumes: fc.nat(20) }) },
  ),
  outages: fc.array(fc.record({ at, millis: fc.integer({ min: 1, max: 40 }) }), { maxLength: 2 }),
  drainsLate: fc.boolean(),
  torn: fc.boolean(),
});
const lastFate = fate.map((last): Fate => ({ ...last, ends: { by: 'returning' } }));

const runPlan: fc.Arbitrary<RunPlan> = fc
  .record({
    before: fc.array(onceStep, { maxLength: 2 }),
    asks: fc.constantFrom(true, true, false),
    steps: fc.array(step, { minLength: 3, maxLength: 20 }),
    fates: fc.array(fate, { maxLength: 4 }),
    last: lastFate,
    completes: fc.constantFrom(true, true, true, true, false),
  })
  .map(({ before, steps, fates, last, ...rest }) => {
    const number = numbering();
    return { ...rest, before: before.map(number), steps: steps.map(number), fates: [...fates, last] };
  });

/** Runs of one name, side by side. */
export const schedules: fc.Arbitrary<readonly RunPlan[]> = fc.array(runPlan, { minLength: 1, maxLength: 2 });

// Every row says which step it comes from.
function numbering(): (step: Step) => Step {
  let next = 0;
  const number = (given: Step): Step => {
    if (given.do === 'once') return { ...given, steps: given.steps.map(number) };
    if (given.do !== 'row') return given;
    const place = next++;
    const { row: what } = given;
    return { ...given, row: what.type === 'metric' ? { ...what, value: place } : { ...what, text: String(place) } };
  };
  return number;
}
