import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ConfigurationError } from '../../src/core/index.js';
import { openTrackingStore } from '../../src/tracking/index.js';
import { temporaryFolder } from './temporary-folder.js';

const folder = temporaryFolder();

describe('openTrackingStore', () => {
  it('opens a SQLite file from the working folder, making its folder', async () => {
    const before = process.cwd();
    process.chdir(folder());
    try {
      const store = await openTrackingStore('sqlite:.tidemark/tracking.db');
      expect(store.url).toBe(`sqlite:${resolve('.tidemark/tracking.db')}`);
      await store.close();
    } finally {
      process.chdir(before);
    }
  });

  it('opens a store that is gone with the process, apart from every other', async () => {
    const [one, two] = [await openTrackingStore('memory:'), await openTrackingStore('memory:')];
    await one.settleRun({ run: { uid: 'u', name: 'n', project: 'p', kind: 'local' }, time: 0, state: 'error' });
    expect(one.url).toBe('memory:');
    expect(await one.listRuns()).toHaveLength(1);
    expect(await two.listRuns()).toHaveLength(0);
    await Promise.all([one.close(), two.close()]);
  });

  it.each(['postgres://ann:hunter2@127.0.0.1:1/db', 'postgresql://ann:hunter2@127.0.0.1:1/db?schema=mine'])(
    'says that nobody answers at %s, without the password',
    async (url) => {
      const error = await openTrackingStore(url).catch((reason: unknown) => reason);
      expect(error).toMatchObject({ name: 'TrackingStoreError', retryable: true });
      expect(String(error)).toContain(`${url.replace(':hunter2', '')} could not be used: connect ECONNREFUSED 127.0.0.1:1`);
      expect(JSON.stringify(error)).not.toContain('hunter2');
    },
  );

  it.each(['', 'tracking.db', './a:b', 'sqlite:', 'sqlite://folder/file.db', 'memory:x', 'mysql://u:hunter2@h/d'])(
    'lists the forms for %j',
    async (url) => {
      const error = await openTrackingStore(url).catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(ConfigurationError);
      expect(String(error)).toMatch(/sqlite:<path>.*memory:/);
      expect(String(error)).not.toContain('hunter2');
    },
  );
});
