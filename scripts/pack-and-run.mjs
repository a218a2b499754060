// Does the package work where it is installed? Packs it, installs the tarball in an empty folder, and does there what a newcomer does first.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withTarball } from './pack.mjs';

const root = join(import.meta.dirname, '..');
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

await withTarball((tarball, folder) => {
  const run = (command, ...args) => {
    console.log(`$ ${[command, ...args].join(' ')}`);
    execFileSync(command, args, { stdio: 'inherit', cwd: folder });
  };
  writeFileSync(
    join(folder, 'package.json'),
    `${JSON.stringify({ type: 'module', private: true, allowScripts: manifest.allowScripts }, null, 2)}\n`,
  );
  run('npm', 'install', '--no-audit', '--no-fund', '--prefer-offline', tarball);

  const entries = Object.keys(manifest.exports).filter((path) => !path.endsWith('.json'));
  const names = JSON.stringify(entries.map((path) => manifest.name + path.slice(1)));
  run(
    process.execPath,
    '--input-type=module',
    '-e',
    `for (const name of ${names}) console.log(name, Object.keys(await import(name)).length, 'exports');`,
  );

  for (const name of Object.keys(manifest.bin)) run('npx', '--no-install', name, '--help');

  const code = firstCodeBlock(join(root, 'README.md'));
  if (code === undefined) {
    console.log('README.md has no TypeScript block yet.');
    return;
  }
  writeFileSync(join(folder, 'readme.ts'), code);
  run(process.execPath, '--import', 'tsx', 'readme.ts');
});

/** The first ```ts block of a Markdown file; undefined where there is none. */
function firstCodeBlock(file) {
  return existsSync(file) ? /^```(?:ts|typescript)\b[^\n]*\n([^]*?)^```/m.exec(readFileSync(file, 'utf8'))?.[1] : undefined;
}
