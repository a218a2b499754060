import { ConfigurationError, checkKey, checkName, fromTagged } from '../core/index.js';
import type { Json, Value } from '../core/index.js';

/** What `tidemark run` tells a script through the environment (`TIDEMARK_EXEC_CONFIG`, JSON; values are tagged JSON). Secrets are named, never given. */
export interface ExecConfig {
  readonly uid?: string;
  readonly name?: string;
  readonly project?: string;
  readonly params?: Readonly<Record<string, Value>>;
  readonly inputs?: Readonly<Record<string, string>>;
  readonly labels?: Readonly<Record<string, string>>;
}

/** Reads it; empty when there is none. @throws {ConfigurationError} when it is not such a JSON object. @throws {InvalidKeyError} */
export function readExecConfig(env: NodeJS.ProcessEnv = process.env): ExecConfig {
  const text = env['TIDEMARK_EXEC_CONFIG'];
  if (text === undefined || text === '') return {};
  let parsed: unknown;
  try {
    parsed = fromTagged(JSON.parse(text) as Json);
  } catch (error) {
    throw new ConfigurationError(
      'TIDEMARK_EXEC_CONFIG is not JSON. It is written by `tidemark run`; unset it to run the script by itself.',
      { cause: error },
    );
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) {
    throw new ConfigurationError('TIDEMARK_EXEC_CONFIG must be a JSON object such as {"params":{"p1":5}}.');
  }
  for (const field of ['params', 'inputs', 'labels'] as const) {
    const value = (parsed as Readonly<Record<string, unknown>>)[field];
    if (value !== undefined && (typeof value !== 'object' || value === null || Array.isArray(value))) {
      throw new ConfigurationError(`${field} in TIDEMARK_EXEC_CONFIG must be an object such as {"p1":5}.`);
    }
  }
  const config = parsed as ExecConfig;
  for (const field of ['uid', 'name', 'project'] as const)
    if (config[field] !== undefined) checkKey(config[field], `${field} in TIDEMARK_EXEC_CONFIG`);
  checkTexts('inputs', config.inputs);
  checkTexts('labels', config.labels);
  return config;
}

function checkTexts(field: string, texts: Readonly<Record<string, unknown>> = {}): void {
  for (const [key, value] of Object.entries(texts)) {
    checkName(key, `Key of ${field} in TIDEMARK_EXEC_CONFIG`);
    if (typeof value !== 'string')
      throw new ConfigurationError(`${field}.${key} in TIDEMARK_EXEC_CONFIG must be text, got ${typeof value}.`);
  }
}
