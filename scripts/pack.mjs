import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Calls `use` with the tarball of the built package and an empty folder beside it; both are gone afterwards. What fails in it fails the process. */
export async function withTarball(use) {
  const folder = mkdtempSync(join(tmpdir(), 'tidemark-pack-'));
  try {
    // The build was made before (`npm run build`); running the scripts of package.json would make it again.
    const output = execFileSync('npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', folder], { encoding: 'utf8' });
    const [{ filename, entryCount, size }] = JSON.parse(output);
    console.log(`${filename}: ${entryCount} files, ${Math.round(size / 1024)} KiB`);
    await use(join(folder, filename), folder);
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
