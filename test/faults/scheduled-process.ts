import { randomUUID } from 'node:crypto';
import { appendFileSync, copyFileSync, existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { openArtifactStore } from '../../src/artifacts/index.js';
import { resolveConfiguration } from '../../src/configuration/index.js';
import { Secrets } from '../../src/context/secrets.js';
import type { Services } from '../../src/context/index.js';
import { Journal, recoverSpools } from '../../src/journal/index.js';
import { openTrackingStore } from '../../src/tracking/index.js';
import type { TrackingStore } from '../../src/tracking/index.js';
import { withOutage } from '../support/outage.js';
import type { Outage } from '../support/outage.js';

/** Told which files a process that was killed has left. */
type OnKilled = (spools: readonly string[]) => void;

/** What a worker process has: stores, a journal and a spool of its own. Many of them live in the test's process, and die there one by one. */
export class ScheduledProcess {
  readonly services: Services & { readonly journal: Journal };
  readonly tracking: TrackingStore;
  readonly died: Promise<'killed'>;
  isDead = false;
  readonly #outage: Outage;
  readonly #home: string;
  readonly #spool: string;
  readonly #onKilled: OnKilled;
  #die: (why: 'killed') => void = () => undefined;

  private constructor(parts: { home: string; real: TrackingStore; services: Omit<Services, 'journal' | 'tracking'>; onKilled: OnKilled }) {
    const { home, real, services, onKilled } = parts;
    this.#home = home;
    this.#spool = join(home, `spool-${randomUUID()}`);
    this.#onKilled = onKilled;
    this.tracking = real;
    this.#outage = withOutage(real);
    const { store } = this.#outage;
    const journal = new Journal(store, { spoolFolder: this.#spool, spoolRetryMillis: 1, groupMillis: 5 });
    this.services = { ...services, tracking: store, journal };
    this.died = new Promise((resolve) => (this.#die = resolve));
  }

  /** As `openServices` does it, with what processes that are gone have left. */
  static async start(home: string, onKilled: OnKilled): Promise<ScheduledProcess> {
    const configuration = resolveConfiguration({ home, project: 'p' }, {});
    const real = await openTrackingStore(configuration.tracking);
    const artifacts = await openArtifactStore(configuration.artifacts);
    await recoverSpools(join(home, 'spool'), real);
    const services = { configuration, artifacts, secrets: new Secrets({}), scratch: join(home, 'scratch'), close: () => Promise.resolve() };
    return new ScheduledProcess({ home, real, services, onKilled });
  }

  /** The tracking store does not answer for a while. */
  outage(millis: number): void {
    this.#outage.begin();
    setTimeout(() => this.#outage.end(), millis);
  }

  /** Nothing of this process reaches the store or the disk any more. What its spool has by now is handed over. */
  kill(torn: boolean): void {
    if (this.isDead) return;
    this.isDead = true;
    this.#outage.kill();
    this.#onKilled(this.#takeSpool(torn));
    this.#die('killed');
  }

  /** It ends by itself. */
  async end(): Promise<void> {
    if (!this.isDead) await this.services.journal.close();
    await this.tracking.close();
  }

  // Copies: the dead go on writing to files that have no name any more.
  #takeSpool(torn: boolean): string[] {
    const names = existsSync(this.#spool) ? readdirSync(this.#spool) : [];
    mkdirSync(join(this.#home, 'found'), { recursive: true });
    const found = names.map((name) => {
      const path = join(this.#home, 'found', `${hostname().replaceAll('-', '_')}-${process.pid}-left-${randomUUID().slice(0, 8)}.spool`);
      copyFileSync(join(this.#spool, name), path);
      if (torn) appendFileSync(path, Buffer.from([200, 1, 0, 0, 1, 2, 3, 4, 0x7b, 0x22]));
      return path;
    });
    rmSync(this.#spool, { recursive: true, force: true });
    return found;
  }
}
