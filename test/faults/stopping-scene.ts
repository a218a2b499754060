import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Client, Connection } from '@temporalio/client';
import { openClient } from '../../src/client/index.js';
import type { Run, Started, TidemarkClient } from '../../src/client/index.js';
import type { RunRecord } from '../../src/core/index.js';
import { stepUid } from '../../src/tracking/index.js';
import { bundlePipelines, findTemporal } from '../../src/worker/index.js';
import { temporalAddress } from '../support/temporal.js';
import { WatchedProcess } from './watched-process.js';

const run = promisify(execFile);

/** A pipeline with one step that waits. */
export interface Waiting {
  readonly name: string;
  readonly started: Started<unknown>;
  readonly stepUid: string;
  /** Of the step, e.g. `heeds-1`. */
  readonly activityId: string;
}

/** Workers in processes of their own, whose steps wait until they may go on or are stopped. */
export class StoppingScene {
  readonly home: string;
  readonly tracking: string;
  readonly client: TidemarkClient;
  readonly temporal: Client;
  readonly address: string;
  readonly #taskQueue: string;
  readonly #bundle: string;
  readonly #workers: WatchedProcess[] = [];
  #count = 0;

  private constructor(parts: {
    home: string;
    tracking: string;
    client: TidemarkClient;
    temporal: Client;
    address: string;
    bundle: string;
  }) {
    this.home = parts.home;
    this.tracking = parts.tracking;
    this.client = parts.client;
    this.temporal = parts.temporal;
    this.address = parts.address;
    this.#bundle = parts.bundle;
    this.#taskQueue = `stopping-${process.pid}-${Date.now()}`;
  }

  static async open(folder: string, tracking: string): Promise<StoppingScene> {
    const home = join(folder, 'home');
    mkdirSync(join(folder, 'home', 'gates'), { recursive: true });
    const bundle = join(folder, 'workflows.js');
    const [address, made] = await Promise.all([
      temporalAddress(),
      bundlePipelines(join(import.meta.dirname, 'processes', 'stopping-pipelines.ts')),
    ]);
    writeFileSync(bundle, (made as { readonly code: string }).code);
    const temporal = new Client({ connection: await Connection.connect({ address }) });
    const client = await openClient({ home, tracking, temporal });
    return new StoppingScene({ home, tracking, client, temporal, address, bundle });
  }

  /** Starts a worker; resolves when it polls. A queue of its own for one that is to be stopped itself. */
  async startWorker(taskQueue = this.#taskQueue): Promise<WatchedProcess> {
    const settings = { address: this.address, taskQueue, bundle: this.#bundle, home: this.home, tracking: this.tracking };
    const worker = new WatchedProcess('stopping-worker.ts', { TIDEMARK_FAULT_WORKER: JSON.stringify(settings) });
    this.#workers.push(worker);
    await worker.told('polling');
    return worker;
  }

  /** A queue that no other worker polls. */
  ownQueue(): string {
    return `${this.#taskQueue}-${(this.#count += 1)}`;
  }

  /** Starts a pipeline of `stopping-pipelines.ts`. */
  async start(pipeline: string, taskQueue = this.#taskQueue): Promise<Waiting> {
    const name = `${pipeline}-${(this.#count += 1)}`;
    const started = await this.client.start(
      pipeline,
      { name, gates: this.#gates },
      { taskQueue, workflowId: `${this.#taskQueue}-${name}` },
    );
    const activityId = pipeline === 'unstopped' || pipeline === 'late' ? 'goesOn-1' : 'heeds-1';
    const { workflowId, temporalRunId } = started;
    return {
      name,
      started,
      activityId,
      stepUid: stepUid({ namespace: 'default', workflowId, runId: temporalRunId }, activityId),
    };
  }

  /** Lets a step go on. */
  letGo({ name }: Waiting): void {
    writeFileSync(join(this.#gates, name), '');
  }

  get #gates(): string {
    return join(this.home, 'gates');
  }

  /** Resolves to a run when it is as it should be; else, after a while, as it is. */
  async until(uid: string, isThere: (run: RunRecord) => boolean): Promise<Run> {
    for (const limit = Date.now() + 20_000; ; await new Promise((resolve) => setTimeout(resolve, 50))) {
      const found = (await this.client.listRuns({ uidPrefix: uid }))[0];
      if (found !== undefined && (isThere(found.record) || Date.now() > limit)) return found;
      if (Date.now() > limit) throw new Error(`There is no run ${uid}.`);
    }
  }

  /** Runs Temporal's own command line, as people do. */
  async temporalCli(...args: readonly string[]): Promise<void> {
    await run((await findTemporal()).path, [...args, '--address', this.address]);
  }

  async close(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.kill()));
    await this.client.close();
    await this.temporal.connection.close();
  }
}
