import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ArtifactNotFoundError } from 'tidemark';
import { DemoProcess, listens } from './demo-process.js';

const STEPS = ['prepare', 'train', 'evaluate', 'report'];
const exampleFolder = join(import.meta.dirname, '../../examples/01-train');

describe('the demo', () => {
  let demo: DemoProcess;
  beforeAll(async () => {
    demo = new DemoProcess();
    await demo.exitCode();
  });
  afterAll(() => demo.dispose());

  it('ends by itself, with exit code 0, and its server with it', async () => {
    expect(await demo.exitCode(), demo.output).toBe(0);
    expect(await listens(await demo.serverAddress())).toBe(false);
  });

  it('tells each step with the state, the attempts and the results of its record', async () => {
    const { pipeline, steps } = await demo.runs();
    expect(Object.keys(steps).sort()).toEqual([...STEPS].sort());
    const lines = demo.output.split('\n').map((line) => line.trim().split(/ +/));
    for (const [name, run] of Object.entries(steps)) {
      expect(demo.output).toMatch(new RegExp(`^  ${name} +${run.state} +${run.attempts.length} +\\d+(\\.\\d)? m?s`, 'm'));
      for (const [key, uri] of Object.entries(run.artifacts)) expect(lines).toContainEqual([`${name}.${key}`, uri]);
    }
    expect(demo.output).toContain(`train_rows=${JSON.stringify(steps['prepare']?.results['train_rows'])}`);
    expect(demo.output).toMatch(new RegExp(`workflow +${pipeline.record.workflowId}`));
    expect(demo.output).toContain(`npx tidemark runs show ${pipeline.uid}`);
    expect(demo.output).toContain('npx tidemark ui --open');
    expect(pipeline.state).toBe('completed');
    expect(pipeline.results['return']).toBe(steps['train']?.artifacts['model']);
  });

  it('retries train after a failure, and the run shows each row once', async () => {
    const { train } = (await demo.runs()).steps;
    expect(train?.attempts.map(({ state }) => state)).toEqual(['pendingRetry', 'completed']);
    for (const key of ['loss', 'accuracy']) {
      const points = (await train?.metrics(key)) ?? [];
      expect(points.map(({ step }) => step)).toEqual(Array.from({ length: 100 }, (_, step) => step));
      expect(demo.output).toContain(`${key} has ${points.length} rows at ${new Set(points.map(({ step }) => step)).size} distinct steps`);
    }
  });

  it('leaves the failed attempt readable, and says what it had logged', async () => {
    const { train } = (await demo.runs()).steps;
    const rows = (await train?.metrics(undefined, { attempt: 1 })) ?? [];
    const artifacts = (await train?.artifactRecords({ attempt: 1 })) ?? [];
    expect(rows.map(({ key, step }) => [key, step])).toEqual([0, 1, 2].map((step) => ['loss', step]));
    expect(artifacts.map(({ key }) => key)).toEqual(['draft']);
    expect(demo.output).toContain('Attempt 1 of train had logged 3 metric rows and 1 artifact when it failed.');
    expect(demo.output).toContain(`npx tidemark runs metrics ${train?.uid} --attempt 1`);
  });

  it('never lets `latest` lead to what the failed attempt logged', async () => {
    const client = await demo.client();
    const [draft] = (await (await demo.runs()).steps['train']?.artifactRecords({ attempt: 1 })) ?? [];
    expect(draft).toMatchObject({ version: 0, tags: [] });
    await expect(client.getArtifact('store://artifacts/default/train_draft:latest')).rejects.toBeInstanceOf(ArtifactNotFoundError);
    expect(await client.listArtifacts({ key: 'draft' })).toEqual([]);
    expect(demo.output).toContain(
      'Its artifact draft was never published, so no tag ever led to it; `latest` of train_draft: there is none.',
    );
  });

  it('writes a page that has every step and both attempts at train', async () => {
    const { pipeline } = await demo.runs();
    const file = join(demo.home, 'reports', `${pipeline.record.workflowId}.html`);
    expect(demo.output).toContain(file);
    const page = readFileSync(file, 'utf8');
    for (const name of STEPS) expect(page).toMatch(new RegExp(`<h2[^>]*>[^]*?${name}`));
    expect(page).toContain('Attempt 2');
    expect(page).toContain('This attempt fails on purpose');
    expect(page).not.toContain('<script');
  });
});

describe('a demo that does not come to its end', () => {
  let demo: DemoProcess;
  afterEach(() => demo.dispose());

  it('is ended by Ctrl-C while a step runs: the run is aborted, the server gone', async () => {
    demo = new DemoProcess(['--epochs', '10000000']);
    const address = await demo.serverAddress();
    await demo.printed(/train +attempt 2 started/);
    demo.interrupt();
    expect(await demo.exitCode(), demo.output).toBe(130);
    expect(await listens(address)).toBe(false);
    const { pipeline, steps } = await demo.runs();
    expect(pipeline.state).toBe('aborted');
    expect(steps['train']).toMatchObject({ state: 'aborted' });
    expect(steps['train']?.attempts).toHaveLength(2);
  });

  it('is ended by Ctrl-C while it starts, and leaves nothing beside the example', async () => {
    const before = hiddenFiles();
    demo = new DemoProcess();
    await demo.printed(/bundling the pipeline/);
    demo.interrupt();
    expect(await demo.exitCode(), demo.output).toBe(130);
    expect(readdirSync(demo.home)).not.toContain('temporal.json');
    // Another demo of this test run may be bundling: its folder goes too.
    await expect.poll(() => hiddenFiles().filter((file) => !before.includes(file)), { timeout: 20_000 }).toEqual([]);
  });

  it('says why a step failed for good, and ends with exit code 1', async () => {
    demo = new DemoProcess(['--epochs', '0']);
    expect(await demo.exitCode(), demo.output).toBe(1);
    expect(demo.output).toMatch(/The demo failed\. train-penguins ended as error: The params of train are not valid:\n +- epochs/);
    expect(demo.output).toMatch(/^  train +error +1 /m);
    expect(await listens(await demo.serverAddress())).toBe(false);
  });

  it('names the Temporal server that does not answer, and ends with exit code 1', async () => {
    demo = new DemoProcess([], { TEMPORAL_ADDRESS: '127.0.0.1:9' });
    expect(await demo.exitCode(), demo.output).toBe(1);
    expect(demo.output).toContain('The demo failed. No Temporal server answers at 127.0.0.1:9');
    expect(demo.output).toContain('TEMPORAL_ADDRESS');
  });
});

function hiddenFiles(): string[] {
  return readdirSync(exampleFolder).filter((file) => file.startsWith('.'));
}
