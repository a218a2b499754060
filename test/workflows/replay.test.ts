import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import protos from '@temporalio/proto';
import { DefaultLogger, Runtime, Worker } from '@temporalio/worker';
import type { WorkflowBundle } from '@temporalio/worker';
import { DeterminismViolationError } from '@temporalio/workflow';
import { beforeAll, describe, expect, it } from 'vitest';
import { bundlePipelines } from '../../src/worker/index.js';
import { recordings } from '../histories/recordings.js';

const folder = join(import.meta.dirname, '../histories');
const recorded = readdirSync(folder).filter((name) => name.endsWith('.json'));
const setOf = (file: string) => Object.keys(recordings).find((name) => file.includes(`${name}.`)) ?? '';
type Bundle = WorkflowBundle & { readonly code: string };

const bundles = new Map<string, Bundle>();
beforeAll(async () => {
  Runtime.install({ logger: new DefaultLogger('ERROR') });
  for (const [name, { pipelines }] of Object.entries(recordings)) bundles.set(name, (await bundlePipelines(pipelines)) as Bundle);
});

/** The same workflow with the code as it is now: what it does differently from its history, if anything. */
async function replay(
  file: string,
  change: { readonly code?: (code: string) => string; readonly history?: (json: string) => string } = {},
) {
  const { code = (same: string) => same, history = (same: string) => same } = change;
  const bundle = bundles.get(setOf(file));
  if (bundle === undefined) throw new Error(`${file} belongs to no recording.`);
  const json = JSON.parse(history(readFileSync(join(folder, file), 'utf8'))) as object;
  const histories = [{ workflowId: 'replayed', history: protos.temporal.api.history.v1.History.fromObject(json) }];
  for await (const { error } of Worker.runReplayHistories({ workflowBundle: { code: code(bundle.code) } }, histories)) return error;
  throw new Error(`${file} was not replayed.`);
}

describe('recorded histories', () => {
  it('are there for every built-in workflow and example, in each way that it ends', () => {
    const wanted = Object.entries(recordings).flatMap(([name, { workflows }]) =>
      Object.keys(workflows).map((what) => `${name}.${what}.json`),
    );
    expect(recorded).toEqual(expect.arrayContaining(wanted));
    expect(recorded.filter((file) => setOf(file) === '')).toEqual([]);
  });

  it.each(recorded)('%s: the code of today does the same', async (file) => {
    expect(await replay(file)).toBeUndefined();
  });

  it('tell nothing of the machine that they were recorded on', () => {
    for (const file of recorded) {
      const text = readFileSync(join(folder, file), 'utf8').replaceAll(/[A-Za-z0-9+/]{16,}={0,2}/g, (part) =>
        Buffer.from(part, 'base64').toString(),
      );
      expect(text).not.toMatch(/\/(work|root|Users|tmp)\//);
    }
  });
});

describe('a change that running workflows would not survive is found', () => {
  const mutate = (from: string, to: string) => (code: string) => {
    expect(code).toContain(from);
    return code.replaceAll(from, to);
  };

  it('when steps get other ids', async () => {
    const error = await replay('01-train.retried.json', { code: mutate('`${activityType}-${count}`', '`${activityType}.${count}`') });
    expect(error).toBeInstanceOf(DeterminismViolationError);
  });

  it('when a pipeline calls one activity more', async () => {
    const again = "await close(log, { state: 'completed' });";
    const error = await replay('00-context.completed.json', { code: mutate(again, `${again} ${again}`) });
    expect(error).toBeInstanceOf(DeterminismViolationError);
  });

  it('when the history is that of another workflow', async () => {
    const error = await replay('parts.two-steps.json', { history: mutate('"number-1"', '"number-7"') });
    expect(error).toBeInstanceOf(DeterminismViolationError);
  });
});
