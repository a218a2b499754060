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

  it('takes a bucket and a prefix, and asks nobody yet', async () => {
    expect((await openArtifactStore('s3://bucket/some/prefix/')).url).toBe('s3://bucket/some/prefix');
    expect((await openArtifactStore('s3://bucket')).url).toBe('s3://bucket');
    const url = 's3://bucket/prefix?endpoint=http%3A%2F%2Flocalhost%3A9000&region=eu-central-1&pathStyle=true';
    expect((await openArtifactStore(url)).url).toBe(url);
  });

  it('refuses what names no bucket, or one state of one object', async () => {
    for (const url of ['s3:', 's3://', 's3:///x', 's3://UPPER/x', 's3://b', 's3://bucket/x?etag=1', 's3://bucket/x?versionId=1']) {
      const opening = openArtifactStore(url);
      await expect(opening, url).rejects.toMatchObject({ code: 'ERR_CONFIGURATION' });
      await expect(opening, url).rejects.toThrow(/The form is s3:\/\/<bucket>\/<prefix>/);
    }
  });

  it('lists the forms for everything else', async () => {
    for (const url of ['', 'file:', 'gs://bucket', 'https://example.com', 'memory:x', 'file://host/share']) {
      const opening = openArtifactStore(url);
      await expect(opening, url).rejects.toMatchObject({ code: 'ERR_CONFIGURATION' });
      await expect(opening, url).rejects.toThrow(/file:<folder>, a folder path, s3:\/\/<bucket>\/<prefix>, or memory:/);
    }
  });
});
