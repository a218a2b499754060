import { runLocal } from '../../local/index.js';
import type { NamedHandler } from '../../context/index.js';
import type { Value } from '../../core/index.js';
import { present } from '../../core/index.js';
import type { RunConfig } from './messages.js';

/** A handler to run, and with what. */
export interface Job {
  readonly file: string;
  readonly named: NamedHandler;
  readonly config: RunConfig;
}

/** Runs it in this process. @throws what the handler throws */
export async function runLocally({ file, named, config }: Job): Promise<void> {
  const { uid, name, project, params, inputs, labels } = config;
  type Plain = (context: never, params: Readonly<Record<string, Value>>) => unknown;
  await runLocal(named.handler as unknown as Plain, {
    uid,
    params,
    inputs,
    labels,
    ...present({ name, project }),
    source: { file, export: named.exportName },
  });
}
