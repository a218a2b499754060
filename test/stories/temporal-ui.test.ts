import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, Connection } from '@temporalio/client';
import type { WorkflowHandle } from '@temporalio/client';
import { defaultPayloadConverter } from '@temporalio/common';
import type { Payload } from '@temporalio/common';
import { openClient } from 'tidemark/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { trainPenguins } from '../../examples/01-train/pipeline.js';
import { DemoProcess, listens } from './demo-process.js';

/** What Temporal's web UI reads of a workflow, over the same API. */
describe('what the Temporal UI shows of a pipeline', () => {
  let demo: DemoProcess;
  let connection: Connection;
  let workflow: WorkflowHandle;
  beforeAll(async () => {
    demo = new DemoProcess(['--keep']);
    connection = await Connection.connect({ address: await demo.serverAddress() });
    const [, workflowId = ''] = await demo.printed(/started the workflow (\w+-\w+)/);
    workflow = new Client({ connection }).workflow.getHandle(workflowId);
    await demo.printed(/stay until Ctrl-C/);
  });
  afterAll(async () => {
    await connection.close();
    await demo.dispose();
  });

  it('is there under the address that the demo printed', async () => {
    const [, page = ''] = await demo.printed(/Temporal UI +(http\S+)/);
    expect(page).toContain(`/namespaces/default/workflows/${workflow.workflowId}/`);
    expect((await fetch(page)).status).toBe(200);
  });

  it('leads to the run in our own UI, from the details that stay and from the table of steps', async () => {
    const [, ui = ''] = await demo.printed(/web UI +(http:\S+)\/pipelines\//);
    const { pipeline, steps } = await demo.runs();
    const details = await (await workflow.describe()).staticDetails();
    expect(details).toMatch(new RegExp(`^\\[See it in Tidemark\\]\\(${ui}/workflows/${workflow.workflowId}\\)`));
    const table = await currentDetails(workflow);
    expect(table).toContain(`[See it in Tidemark](${ui}/pipelines/${pipeline.uid})`);
    for (const { uid } of Object.values(steps)) expect(table).toContain(`[${uid.slice(0, 8)}](${ui}/runs/${uid})`);
    expect((await fetch(`${ui}/pipelines/${pipeline.uid}`)).status).toBe(200);
    const about = (await (await fetch(`${ui}/api/v1/about`)).json()) as { temporalUiUrl: string };
    expect(demo.output).toContain(`${about.temporalUiUrl}/namespaces/default/workflows/`);
  });

  it('has a summary of the call, without params that were not given', async () => {
    const described = await workflow.describe();
    const summary = await described.staticSummary();
    expect(summary).toMatch(/^trainPenguins · raw=\S*\/penguins\.csv epochs=100 failFirstAttempt=true$/);
    expect(await described.staticDetails()).toMatch(/\| raw \| \/.*\/examples\/01-train\/data\/penguins\.csv \|/);
    const { events } = await workflow.fetchHistory();
    const summaries = (events ?? [])
      .filter((event) => event.activityTaskScheduledEventAttributes)
      .map((event) => decoded(event.userMetadata?.summary));
    expect(summaries).toEqual([
      'prepare',
      'train · epochs=100 failFirstAttempt=true',
      'evaluate',
      expect.stringMatching(/^report · results=\{accuracy, auc_adelie/),
    ]);
  });

  it('tells of a running step how far it is', async () => {
    const temporal = new Client({ connection });
    const client = await openClient({ home: demo.home, temporal });
    const raw = join(import.meta.dirname, '../../examples/01-train/data/penguins.csv');
    const { handle, run } = await client.start<typeof trainPenguins>(
      'trainPenguins',
      { raw, epochs: 10_000_000 },
      { taskQueue: 'penguins' },
    );
    try {
      expect(await firstProgress(handle)).toMatchObject({
        uid: expect.stringMatching(/^[0-9a-f]{32}$/),
        attempt: 1,
        progress: { done: expect.any(Number), total: 10_000_000 },
      });
      const details = await currentDetails(handle);
      expect(details).toMatch(/\| prepare \| completed \| 1 \| .* \| train, test \| \[[0-9a-f]{8}\]\(\S+\) \|/);
      expect(details).toMatch(/\| train \| running \|/);
    } finally {
      await handle.cancel();
      await run();
      await client.close();
    }
  });

  it('has the steps as a table, in the current details and, for when no worker is up, in the memo', async () => {
    const { pipeline, steps } = await demo.runs();
    const details = await currentDetails(workflow);
    const lines = details.trim().split('\n');
    expect(lines[0]?.endsWith(`\`npx tidemark runs show ${pipeline.uid}\``)).toBe(true);
    const { train } = steps;
    const loss = Number(Number(train?.results['loss']).toPrecision(5));
    const row = lines.find((line) => line.startsWith('| train |'));
    expect(row).toMatch(/^\| train \| completed \| 2 \| [\d.]+\u00a0m?s \|/);
    expect(row).toContain(`loss=${loss}, `);
    expect(row).toMatch(new RegExp(`\\| \\[${train?.uid.slice(0, 8)}\\]\\(\\S+\\) \\|$`));
    const { memo } = await workflow.describe();
    expect(memo?.['tidemarkSteps']).toBe(details.trim());
  });

  it('has the error of a step that failed for good, and the run to look at', async () => {
    const client = await openClient({ home: demo.home, temporal: new Client({ connection }) });
    const raw = join(import.meta.dirname, '../../examples/01-train/data/penguins.csv');
    const { handle, run } = await client.start<typeof trainPenguins>('trainPenguins', { raw, epochs: 0 }, { taskQueue: 'penguins' });
    const [train] = await client.listRuns({ parentUid: (await run()).uid, name: 'train' });
    await client.close();
    const row = (await currentDetails(handle)).split('\n').find((line) => line.startsWith('| train |'));
    expect(row).toMatch(/^\| train \| error \| {2}\| .* \| InvalidParamsError: The params of train are not valid: - epochs: /);
    expect(row).toMatch(new RegExp(`\\| \\[${train?.uid.slice(0, 8)}\\]\\(\\S+\\) \\|$`));
  });

  it('finds the workflow by project, pipeline and label', async () => {
    const query = `TidemarkProject="default" AND TidemarkPipeline="train-penguins" AND TidemarkLabels="example=01-train"`;
    const found = [];
    for await (const { workflowId } of new Client({ connection }).workflow.list({ query })) found.push(workflowId);
    expect(found).toEqual([workflow.workflowId]);
  });

  it('is gone, cleanly, after Ctrl-C', async () => {
    const address = await demo.serverAddress();
    demo.interrupt();
    expect(await demo.exitCode(), demo.output).toBe(0);
    expect(await listens(address)).toBe(false);
  });
});

async function firstProgress(workflow: WorkflowHandle): Promise<unknown> {
  for (;;) {
    const { raw } = await workflow.describe();
    for (const { heartbeatDetails } of raw.pendingActivities ?? []) {
      const details = decoded(heartbeatDetails?.payloads?.[0]);
      if (typeof details === 'object' && details !== null && 'progress' in details) return details;
    }
    if (raw.workflowExecutionInfo?.closeTime) throw new Error('The workflow ended before a heartbeat told its progress.');
    await sleep(100);
  }
}

async function currentDetails(workflow: WorkflowHandle): Promise<string> {
  const metadata = await workflow.query<{ currentDetails?: string }>('__temporal_workflow_metadata');
  return metadata.currentDetails ?? '';
}

function decoded(payload: Payload | null | undefined): unknown {
  return payload ? defaultPayloadConverter.fromPayload(payload) : undefined;
}
