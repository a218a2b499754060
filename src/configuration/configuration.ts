import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseEnv } from 'node:util';
import { ConfigurationError, checkKey } from '../core/index.js';

/** Where things are kept. Every field has a default; the environment overrides it, and an explicit value overrides the environment. */
export interface Settings {
  /** Folder for everything that has no place of its own. `TIDEMARK_HOME`, default `.tidemark`. */
  readonly home?: string;
  /** `TIDEMARK_PROJECT`, default `default`. */
  readonly project?: string;
  /** `sqlite:<path>` or `memory:`. `TIDEMARK_TRACKING`, default `sqlite:<home>/tracking.db`. */
  readonly tracking?: string;
  /** `file:<folder>` or `memory:`. `TIDEMARK_ARTIFACTS`, default `file:<home>/artifacts`. */
  readonly artifacts?: string;
  /** A file of `KEY=value` lines. `TIDEMARK_SECRETS_FILE`, default: `<home>/secrets.env` when it is there. */
  readonly secretsFile?: string;
}

/** {@link Settings} with nothing left open; paths are absolute. */
export interface Configuration {
  readonly home: string;
  readonly project: string;
  readonly tracking: string;
  readonly artifacts: string;
  /** What the secrets file holds. */
  readonly secrets: Readonly<Record<string, string | undefined>>;
}

/** Resolves settings once, at the door. @throws {ConfigurationError} naming the variable that cannot be understood. */
export function resolveConfiguration(settings: Settings = {}, env: NodeJS.ProcessEnv = process.env): Configuration {
  const home = resolve(settings.home ?? env['TIDEMARK_HOME'] ?? '.tidemark');
  return {
    home,
    project: checkKey(settings.project ?? env['TIDEMARK_PROJECT'] ?? 'default', 'Project'),
    tracking: settings.tracking ?? env['TIDEMARK_TRACKING'] ?? `sqlite:${join(home, 'tracking.db')}`,
    artifacts: settings.artifacts ?? env['TIDEMARK_ARTIFACTS'] ?? `file:${join(home, 'artifacts')}`,
    secrets: readSecrets(settings.secretsFile ?? env['TIDEMARK_SECRETS_FILE'], join(home, 'secrets.env')),
  };
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
