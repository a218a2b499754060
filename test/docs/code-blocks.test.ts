import { execFile, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import ts from 'typescript';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { codeBlocks, markdownPages, readPage, root } from './markdown-page.js';

/*
 * A block of TypeScript that begins with `// name.ts` is a file of that name, which later blocks of its page import; any other is a file of its own.
 */
describe('the TypeScript of the documentation', () => {
  it('compiles, with the flags of this repository', { timeout: 120_000 }, () => {
    const files = new Map(markdownPages().flatMap(filesOf));
    expect(files.size).toBeGreaterThan(10);
    expect(compile(files)).toEqual([]);
  });
});

describe('a newcomer with the built package', () => {
  let folder = '';

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'tidemark-readme-'));
    installInto(folder);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('runs the first block of the README, and sees what it says', async () => {
    const [first] = codeBlocks(readPage('README.md')).filter((block) => block.language === 'ts');
    writeFileSync(join(folder, 'readme.ts'), first?.code ?? '');
    const { stdout, stderr } = await promisify(execFile)(...program(folder, 'readme.ts'));
    expect(stderr).toBe('');
    expect(stdout).toMatch(/^0\.1 store:\/\/models\/default\/train_model@[0-9a-f]{32}\^[0-9a-f]{32}\n$/);
  });

  it('runs what docs/datasets.md shows', { timeout: 60_000 }, async () => {
    const said: string[] = [];
    for (const [index, [, text]] of filesOf('docs/datasets.md').entries()) {
      writeFileSync(join(folder, `datasets-${index}.ts`), text);
      const { stdout, stderr } = await promisify(execFile)(...program(folder, `datasets-${index}.ts`));
      expect(stderr).not.toMatch(/Error/);
      said.push(stdout);
    }
    expect(said[0]).toBe(
      ["2 [ 'zip: category', 'price: float64', 'sold: timestamp[ms, UTC]' ]", '0150 410.5', '0151 388', '[ { top: 410.5 } ]', ''].join(
        '\n',
      ),
    );
    expect(said[1]).toContain("{ column: 'price', rule: 'min: 0', count: 1, samples: [");
    expect(said[2]).toMatch(/^200000 0\.999\d+\n$/);
  });

  it.each([
    ['as it is', 'startWorker({'],
    ['with every handler isolated', 'startWorker({ isolate: true,'],
  ])("runs the README's pipeline on Temporal with its worker and its client, %s", { timeout: 120_000 }, async (_how, call) => {
    for (const [name, text] of filesOf('README.md'))
      if (!name.includes('block-')) writeFileSync(join(folder, name.split('/').at(-1) ?? ''), text.replace('startWorker({', call));
    writeFileSync(join(folder, 'points.csv'), 'x,y\n1,2\n2,4\n,5\n3,6\n');
    const worker = spawn(...program(folder, 'worker.ts'));
    const ended = new Promise<number | null>((resolve) => worker.once('exit', resolve));
    try {
      await untilItSays(worker.stdout, /^Polling tidemark at 127\.0\.0\.1:\d+/m);
      const { stdout } = await promisify(execFile)(...program(folder, 'start.ts'));
      expect(stdout).toMatch(
        /^store:\/\/models\/default\/fit_model@[0-9a-f]{32}\^[0-9a-f]{32}\ncompleted \{\s+loss: [\d.e-]+,\s+return: 'store:/,
      );
    } finally {
      worker.kill('SIGTERM');
    }
    expect(await ended).toBe(0);
  });
});

/** The blocks of a page as files of a folder of their own: path to text. */
function filesOf(page: string): [path: string, text: string][] {
  const folder = join('test/docs/pages', page.replaceAll(/[/.]/g, '-'));
  return codeBlocks(readPage(page))
    .filter((block) => block.language === 'ts')
    .map(({ code, line }) => {
      const name = /^\/\/ ([a-z-]+\.ts)\n/.exec(code)?.[1] ?? `block-at-line-${line}.ts`;
      // Without an import or export it would be a script, whose names are everybody's.
      return [join(folder, name), /^(import|export) /m.test(code) ? code : `${code}\nexport {};\n`];
    });
}

/** What the compiler says of files that are on no disk. */
function compile(files: ReadonlyMap<string, string>): string[] {
  const { config } = ts.readConfigFile(join(root, 'tsconfig.json'), (path) => ts.sys.readFile(path)) as { config: unknown };
  const { options } = ts.parseJsonConfigFileContent(config, { ...ts.sys, readDirectory: () => [] }, root);
  const text = new Map([...files].map(([path, code]) => [join(root, path), code]));
  const folders = new Set([...text.keys()].map((path) => join(path, '..')));
  const host = ts.createCompilerHost({ ...options, noEmit: true });
  const onDisk = { ...host };
  host.readFile = (path) => text.get(path) ?? onDisk.readFile(path);
  host.fileExists = (path) => text.has(path) || onDisk.fileExists(path);
  host.directoryExists = (path) => folders.has(path) || (onDisk.directoryExists?.(path) ?? true);
  const program = ts.createProgram({ rootNames: [...text.keys()], options: { ...options, noEmit: true }, host });
  const pages = program.getSourceFiles().filter((file) => text.has(file.fileName));
  const diagnostics = pages.flatMap((file) => [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)]);
  return diagnostics.map((diagnostic) => {
    const where = `${diagnostic.file?.fileName.slice(root.length + 1)}:${lineOf(diagnostic)}`;
    return `${where}: ${ts.flattenDiagnosticMessageText(diagnostic.messageText, '\n')}`;
  });
}

function lineOf({ file, start }: ts.Diagnostic): number {
  return (file?.getLineAndCharacterOfPosition(start ?? 0).line ?? 0) + 1;
}

/** As `npm install` would leave it: this package's build, and the packages that it is installed with. */
function installInto(folder: string): void {
  const from = join(root, 'node_modules');
  const to = join(folder, 'node_modules');
  mkdirSync(to);
  for (const name of readdirSync(from)) if (!name.startsWith('.')) symlinkSync(join(from, name), join(to, name));
  symlinkSync(root, join(to, 'tidemark'));
  writeFileSync(join(folder, 'package.json'), '{ "type": "module", "private": true }');
}

function program(cwd: string, file: string): [string, string[], { cwd: string; env: NodeJS.ProcessEnv }] {
  const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
  // What the reader of the page has not set either.
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(TIDEMARK_(?!CACHE|TEMPORAL_CLI)|TEMPORAL_|VITEST|NODE_ENV)/.test(name)),
  );
  return [process.execPath, ['--import', tsx, file], { cwd, env }];
}

async function untilItSays(stream: AsyncIterable<Buffer>, pattern: RegExp): Promise<void> {
  let said = '';
  for await (const chunk of stream) {
    said += chunk.toString();
    if (pattern.test(said)) return;
  }
  throw new Error(`It ended without saying ${pattern}: ${said}`);
}
