// Is the package, as it would be published, well-formed? publint looks at package.json against the files, attw at the types behind each export.
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { withTarball } from './pack.mjs';

const root = join(import.meta.dirname, '..');
const tool = (name, ...args) => execFileSync(join(root, 'node_modules', '.bin', name), args, { stdio: 'inherit', cwd: root });

await withTarball((tarball) => {
  tool('publint', 'run', tarball, '--strict');
  tool('attw', tarball, '--profile', 'esm-only');
});
