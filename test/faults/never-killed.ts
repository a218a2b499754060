import { runLocal } from 'tidemark/local';
import { openServices } from '../../src/context/index.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { logMuch } from './processes/log-much.js';
import type { LogMuch } from './processes/log-much.js';
import { shown } from './shown.js';
import type { Shown } from './shown.js';

/** What the same handler shows that runs to its end at once, in this process. */
export async function neverKilled(params: LogMuch, name = 'logMuch'): Promise<Shown> {
  const home = temporaryFolder();
  const { uid } = await runLocal(logMuch, { home, name, project: 'faults', params: { ...params, pauseMillis: 0 } });
  const services = await openServices({ home });
  try {
    return await shown(services, uid);
  } finally {
    await services.close();
  }
}
