import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseEnv } from 'node:util';
import { ConfigurationError, checkKey, present } from '../core/index.js';
import { checkUrl } from './check-url.js';

/** Where things are kept. Every field has a default; the environment overrides it, and an explicit value overrides the environment. */
export interface Settings {
  /** Folder for everything that has no place of its own. `TIDEMARK_HOME`, default `.tidemark`. */
  readonly home?: string;
  /** `TIDEMARK_PROJECT`, default `default`. */
  readonly project?: string;
  /** `sqlite:<path>`, `postgres://…` or `memory:`. `TIDEMARK_TRACKING`, default `sqlite:<home>/tracking.db`. */
  readonly tracking?: string;
  /** `file:<folder>`, `s3://<bucket>/<prefix>` or `memory:`. `TIDEMARK_ARTIFACTS`, default `file:<home>/artifacts`. */
  readonly artifacts?: string;
  /** A file of `KEY=value` lines. `TIDEMARK_SECRETS_FILE`, default: `<home>/secrets.env` when it is there. */
  readonly secretsFile?: string;
  /** How long a run counts as alive after its last sign of life, in milliseconds; it gives three in that time. `TIDEMARK_LEASE_MILLIS`, default 30,000. */
  readonly leaseMillis?: number;
  /** Where the web UI is, for links to runs in the Temporal UI: `http://127.0.0.1:4600`. `TIDEMARK_UI_URL`; default: none, and no links. */
  readonly uiUrl?: string;
}

const SHORTEST_LEASE_MILLIS = 100;

/** {@link Settings} with nothing left open; paths are absolute. */
export interface Configuration {
  readonly home: string;
  readonly project: string;
  readonly tracking: string;
  readonly artifacts: string;
  readonly leaseMillis: number;
  /** Without a slash at its end. */
  readonly uiUrl?: string;
  /** What the secrets file holds. */
  readonly secrets: Readonly<Record<string, string | undefined>>;
}

/** Resolves settings once, at the door. @throws {ConfigurationError} naming the variable that cannot be understood. */
export function resolveConfiguration(settings: Settings = {}, env: NodeJS.ProcessEnv = process.env): Configuration {
  checkSettings(settings);
  const home = resolve(settings.home ?? env['TIDEMARK_HOME'] ?? '.tidemark');
  return {
    home,
    project: checkKey(settings.project ?? env['TIDEMARK_PROJECT'] ?? 'default', 'Project'),
    tracking: settings.tracking ?? env['TIDEMARK_TRACKING'] ?? `sqlite:${join(home, 'tracking.db')}`,
    artifacts: settings.artifacts ?? env['TIDEMARK_ARTIFACTS'] ?? `file:${join(home, 'artifacts')}`,
    leaseMillis: checkLease(settings.leaseMillis ?? Number(env['TIDEMARK_LEASE_MILLIS'] || 30_000)),
    ...present({ uiUrl: checkUrl(settings.uiUrl ?? env['TIDEMARK_UI_URL'], 'TIDEMARK_UI_URL') }),
    secrets: readSecrets(settings.secretsFile ?? env['TIDEMARK_SECRETS_FILE'], join(home, 'secrets.env')),
  };
}

function checkLease(millis: number): number {
  if (Number.isSafeInteger(millis) && millis >= SHORTEST_LEASE_MILLIS) return millis;
  throw new ConfigurationError(`TIDEMARK_LEASE_MILLIS must be a whole number of milliseconds, ${SHORTEST_LEASE_MILLIS} or more.`);
}

function checkSettings(settings: Settings): void {
  for (const name of ['home', 'project', 'tracking', 'artifacts', 'secretsFile', 'uiUrl'] as const) {
    const value: unknown = settings[name];
    if (value !== undefined && (typeof value !== 'string' || value.includes('\0')))
      throw new ConfigurationError(`The setting ${name} must be text without zero bytes, got ${typeof value}.`);
  }
}

function readSecrets(named: string | undefined, fallback: string): Readonly<Record<string, string | undefined>> {
  if (named === undefined && !existsSync(fallback)) return {};
  try {
    return parseEnv(readFileSync(named ?? fallback, 'utf8'));
  } catch (error) {
    throw new ConfigurationError(
      `The secrets file ${named ?? fallback} cannot be read. Set TIDEMARK_SECRETS_FILE to a file of KEY=value lines.`,
      {
        cause: error,
      },
    );
  }
}
