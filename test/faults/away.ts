import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { relayShown } from './expected.js';
import type { Scene, UnderWay } from './scene.js';
import { compare, shown } from './shown.js';
import type { Difference, Shown } from './shown.js';

/** How much a pipeline `whileAway` does. */
export interface Extent {
  readonly relays: number;
  readonly links: number;
}

/** A step that was never tried again and shows exactly these rows. Differences are added to the tally. */
export async function checkUnharmed(scene: Scene, uid: string, { expected, tally }: { expected: Shown; tally: Difference }): Promise<void> {
  const record = await scene.services.tracking.getRun(uid);
  const found = await shown(scene.services, uid);
  const { lost, doubled } = compare(found, expected);
  tally.lost += lost;
  tally.doubled += doubled;
  expect(found).toEqual(expected);
  expect(record).toMatchObject({ state: 'completed', attempt: 1, attempts: [{ state: 'completed' }] });
}

/** Every link of every relay, unharmed. */
export async function checkRelays(scene: Scene, run: UnderWay, { relays, links, tally }: Extent & { tally: Difference }): Promise<void> {
  for (let number = 0; number < relays; number++) {
    for (let link = 0; link < links; link++) {
      await checkUnharmed(scene, run.stepUid(`relay-${number}-${link}`), { expected: relayShown(link), tally });
    }
  }
}

/** The rows of the pipeline itself. Relays go side by side, so that the order of their lines is not given. */
export async function checkOwnRows(
  scene: Scene,
  { uid }: UnderWay,
  { relays, links, tally }: Extent & { tally: Difference },
): Promise<void> {
  const numbers = Array.from({ length: relays }, (_, number) => number);
  const each = numbers.flatMap((number) => Array.from({ length: links }, (_, link) => [number, link] as const));
  const lastEven = links - 1 - ((links - 1) % 2);
  const { results, metrics, lines } = await shown(scene.services, uid);
  const { return: _, ...own } = results;
  const found = { results: own, metrics, lines: lines.toSorted(), artifacts: [] };
  const expected = {
    results: Object.fromEntries(numbers.map((number) => [`relay-${number}`, lastEven])),
    metrics: each.map(([number, link]) => `relay-${number} ${link} ${link}`),
    lines: each.map(([number, link]) => `info logger relay ${number} link ${link} undefined`).toSorted(),
    artifacts: [],
  };
  const { lost, doubled } = compare(found, expected);
  tally.lost += lost;
  tally.doubled += doubled;
  expect(found).toEqual(expected);
  expect(await scene.services.tracking.getRun(uid)).toMatchObject({ state: 'completed', attempt: 1, attempts: [{ state: 'completed' }] });
}

/** The files of a home's spool. */
export function spooled(home: string): readonly string[] {
  try {
    return readdirSync(join(home, 'spool'));
  } catch {
    return [];
  }
}
