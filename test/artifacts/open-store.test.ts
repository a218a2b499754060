import { join, relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { openArtifactStore } from '../../src/artifacts/index.js';
import { temporaryFolder } from './temporary-folder.js';

describe('opening an artifact store by its URL', () => {
  it('takes a folder in every way to write it, and says it as one', async () => {
    const folder = join(temporaryFolder(), 'my bodies');
    for (const url of [
      folder,
      `file:${folder}`,
      pathToFileURL(folder).href,
      relative(process.cwd(), folder),
      `file:${relative(process.cwd(), folder)}`,
    ]) {
      const store = await openArtifactStore(url);
      expect(store.url).toBe(`file:${folder}`);
      expect((await openArtifactStore(store.url)).url).toBe(store.url);
    }
    expect((await openArtifactStore('bodies')).url).toBe(`file:${resolve('bodies')}`);
  });

  it('opens a new store in memory each time', async () => {
    const first = await openArtifactStore('memory:');
    const { target } = await first.put('demo', new Uint8Array([1]));
    expect(await first.stat(target)).toMatchObject({ size: 1 });
    expect(await (await openArtifactStore('memory:')).stat(target)).toBeUndefined();
  });

  it('says that S3 is not supported yet', async () => {
    const opening = openArtifactStore('s3://bucket/prefix');
    await expect(opening).rejects.toMatchObject({ code: 'ERR_CONFIGURATION' });
    await expect(opening).rejects.toThrow(/S3 is not supported yet.*file:<folder>/);
  });

  it('lists the forms for everything else', async () => {
    for (const url of ['', 'file:', 'gs://bucket', 'https://example.com', 'memory:x', 'file://host/share']) {
      const opening = openArtifactStore(url);
      await expect(opening, url).rejects.toMatchObject({ code: 'ERR_CONFIGURATION' });
      await expect(opening, url).rejects.toThrow(/file:<folder>, a folder path, or memory:/);
    }
  });
});
