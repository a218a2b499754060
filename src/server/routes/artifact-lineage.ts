import { createRoute, z } from '@hono/zod-openapi';
import type { ArtifactRecord, RunRecord } from '../../core/index.js';
import type { TrackingStore } from '../../tracking/index.js';
import { answers, newRoutes } from '../server-context.js';
import type { ServerContext } from '../server-context.js';
import { artifactOnWire, runOnWire } from '../on-wire.js';
import { ArtifactUid } from '../wire/artifact.js';
import { Lineage } from '../wire/lineage.js';
import { requireArtifact } from './artifacts.js';

const lineage = createRoute({
  method: 'get',
  path: '/artifacts/{uid}/lineage',
  summary: 'Where an artifact comes from, and what was made of it',
  request: {
    params: z.object({ uid: ArtifactUid }),
    query: z.object({
      depth: z.coerce.number().int().min(1).max(10).default(3).openapi({ description: 'Runs to go in either direction.' }),
    }),
  },
  responses: answers(Lineage, 'A graph of runs and artifacts.'),
});

const MOST_NODES = 500;

/** Lineage in both directions. */
export function artifactLineageRoutes({ tracking }: ServerContext) {
  return newRoutes().openapi(lineage, async (c) => {
    const artifact = await requireArtifact(tracking, c.req.valid('param').uid);
    const walk = new LineageWalk(tracking);
    await walk.from(artifact, c.req.valid('query').depth);
    return c.json({ artifact: artifactOnWire(artifact), ...walk.found() }, 200);
  });
}

/** Breadth first, each record read once. */
class LineageWalk {
  readonly #tracking: TrackingStore;
  readonly #runs = new Map<string, RunRecord>();
  readonly #artifacts = new Map<string, ArtifactRecord>();
  readonly #edges = new Map<string, { type: 'read' | 'logged'; runUid: string; artifactUid: string; key: string }>();
  #complete = true;

  constructor(tracking: TrackingStore) {
    this.#tracking = tracking;
  }

  async from(artifact: ArtifactRecord, depth: number): Promise<void> {
    this.#artifacts.set(artifact.uid, artifact);
    let [up, down] = [[artifact], [artifact]];
    for (let step = 0; step < depth; step += 1) {
      up = await this.#producersOf(up);
      down = await this.#madeFrom(down);
    }
    if (up.length + down.length > 0) this.#complete = false;
  }

  found() {
    return {
      runs: Array.from(this.#runs.values(), runOnWire),
      artifacts: Array.from(this.#artifacts.values(), artifactOnWire),
      edges: [...this.#edges.values()],
      complete: this.#complete,
    };
  }

  /** The runs that logged these, and what those read. */
  async #producersOf(artifacts: readonly ArtifactRecord[]): Promise<ArtifactRecord[]> {
    const next: ArtifactRecord[] = [];
    for (const { uid, runUid, key } of artifacts) {
      if (!(await this.#addRun(runUid))) continue;
      this.#addEdge({ type: 'logged', runUid, artifactUid: uid, key });
      for (const input of await this.#tracking.inputs(runUid)) {
        if (input.artifactUid === undefined) continue;
        const added = await this.#addArtifact(input.artifactUid);
        if (this.#artifacts.has(input.artifactUid)) this.#addEdge({ type: 'read', runUid, artifactUid: input.artifactUid, key: input.key });
        next.push(...added);
      }
    }
    return next;
  }

  /** The runs that read these, and what those logged. */
  async #madeFrom(artifacts: readonly ArtifactRecord[]): Promise<ArtifactRecord[]> {
    const next: ArtifactRecord[] = [];
    for (const { uid } of artifacts) {
      for (const { runUid, key } of await this.#tracking.consumers(uid)) {
        const isNew = !this.#runs.has(runUid);
        if (!(await this.#addRun(runUid))) continue;
        this.#addEdge({ type: 'read', runUid, artifactUid: uid, key });
        if (!isNew) continue;
        const room = Math.max(0, MOST_NODES - this.#size);
        for (const logged of await this.#tracking.listArtifacts({ runUid, limit: room })) {
          this.#addEdge({ type: 'logged', runUid, artifactUid: logged.uid, key: logged.key });
          if (this.#artifacts.has(logged.uid)) continue;
          this.#artifacts.set(logged.uid, logged);
          next.push(logged);
        }
      }
    }
    return next;
  }

  async #addRun(uid: string): Promise<boolean> {
    if (this.#runs.has(uid)) return true;
    const run = this.#hasRoom() ? await this.#tracking.getRun(uid) : undefined;
    if (run !== undefined) this.#runs.set(uid, run);
    return run !== undefined;
  }

  async #addArtifact(uid: string): Promise<readonly ArtifactRecord[]> {
    if (this.#artifacts.has(uid) || !this.#hasRoom()) return [];
    const record = await requireArtifact(this.#tracking, uid).catch(() => undefined);
    if (record === undefined) return [];
    this.#artifacts.set(uid, record);
    return [record];
  }

  #addEdge(edge: { type: 'read' | 'logged'; runUid: string; artifactUid: string; key: string }): void {
    this.#edges.set(`${edge.type} ${edge.runUid} ${edge.artifactUid} ${edge.key}`, edge);
  }

  #hasRoom(): boolean {
    if (this.#size < MOST_NODES) return true;
    this.#complete = false;
    return false;
  }

  get #size(): number {
    return this.#runs.size + this.#artifacts.size;
  }
}
