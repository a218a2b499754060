import { MockActivityEnvironment } from '@temporalio/testing';
import { ApplicationFailure } from '@temporalio/common';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { defineHandler } from 'tidemark';
import { openClient } from 'tidemark/client';
import { createActivities } from '../../src/activities/index.js';
import { loadHandlers, openServices } from '../../src/context/index.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { notTagged } from './malformed-doors.js';
import { notKeyText, notNameText, notObject, notUri } from './malformed-values.js';
import { faultRounds, faultSeed } from './rounds.js';

const seed = faultSeed('malformed payloads', 1);

const train = defineHandler({ params: z.object({ n: z.number() }), inputs: { doc: 'artifact?' }, run: () => 1 });
const fine = { params: { n: 1 } };
const json = notObject.filter((value) => value !== null && ['number', 'string', 'boolean'].includes(typeof value));

/** What some other program may send as the argument of a step's activity. */
const payloads: fc.Arbitrary<unknown> = fc.oneof(
  json.map((params) => ({ params })),
  fc.constantFrom<unknown>(
    {},
    { params: { n: '1' } },
    { params: { n: 1, more: 1 } },
    { params: { n: { $tidemark: 'number', value: 'NaN' } } },
  ),
  notTagged.map((n) => ({ params: { n } })),
  json.map((inputs) => ({ ...fine, inputs })),
  notUri.map((doc) => ({ ...fine, inputs: { doc } })),
  fc.constantFrom<unknown>(
    { ...fine, inputs: { other: 'x' } },
    { ...fine, inputs: { doc: 5 } },
    { ...fine, inputs: { doc: 'nowhere.txt' } },
  ),
  notKeyText.map((name) => ({ ...fine, name })),
  notKeyText.map((project) => ({ ...fine, project })),
  json.map((labels) => ({ ...fine, labels })),
  notNameText.map((key) => ({ ...fine, labels: { [key]: 'x' } })),
  json,
);

describe('malformed payloads of a step', () => {
  it('fail the activity for good with the class and code of an error of ours, and leave nothing but runs recorded as errors', async () => {
    const home = temporaryFolder();
    const services = await openServices({ home });
    const handlers = await loadHandlers({ train });
    const { train: activity } = createActivities({ services, handlers, temporal: { searchAttributes: [] } });
    const faults: string[] = [];
    for (const [index, payload] of fc.sample(payloads, { seed, numRuns: Math.max(150, faultRounds(150)) }).entries()) {
      const environment = new MockActivityEnvironment({ activityId: `train-${index}` });
      const error: unknown = await environment
        .run(activity as (given: unknown) => Promise<unknown>, payload)
        .catch((thrown: unknown) => thrown);
      const { type, nonRetryable, details } = error instanceof ApplicationFailure ? error : ({} as Partial<ApplicationFailure>);
      const code = (details?.[0] as { code?: string } | undefined)?.code;
      const isOurs = type?.endsWith('Error') === true && /^ERR_[A-Z_]+$/.test(code ?? '') && nonRetryable === true;
      if (!isOurs) faults.push(`${JSON.stringify(payload).slice(0, 200)}: ${String(error).slice(0, 200)} ${code}`);
    }
    expect(faults).toEqual([]);
    const client = await openClient({ home });
    const runs = await client.listRuns();
    expect(runs.map(({ state }) => state).filter((state) => state !== 'error')).toEqual([]);
    expect(await client.listArtifacts({ includePending: true })).toEqual([]);
    await client.close();
    await services.close();
  });
});
