import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { cacheFolder } from './cache-folder.js';

const run = promisify(execFile);
const VERSION = 'v1.8.0';
const GO_PACKAGE = `github.com/versity/versitygw/cmd/versitygw@${VERSION}`;

/** The S3 server of the tests: `versitygw` on PATH, else one built with Go, once for a machine (about two minutes). */
export async function versitygwBinary(): Promise<string> {
  const onPath = findOnPath('versitygw');
  if (onPath !== undefined) return onPath;
  const folder = join(cacheFolder, `versitygw-${VERSION}`);
  const binary = join(folder, 'versitygw');
  if (existsSync(binary)) return binary;
  const go = findOnPath('go') ?? ['/usr/local/go/bin/go'].find((path) => existsSync(path));
  if (go === undefined)
    throw new Error(`These tests need an S3 server: put versitygw on PATH, or install Go (https://go.dev/dl), which builds ${GO_PACKAGE}.`);
  // A lock folder: test files run in several processes, and one of them builds.
  mkdirSync(cacheFolder, { recursive: true });
  const lock = `${folder}.lock`;
  try {
    mkdirSync(lock);
  } catch {
    await new Promise((resolve) => setTimeout(resolve, 500));
    return versitygwBinary();
  }
  try {
    console.error(`Building the S3 server of the tests with go install ${GO_PACKAGE} …`);
    // GOFLAGS of the user's own projects (-mod=vendor) would break this build.
    const env = { ...process.env, GOBIN: join(lock, 'bin'), GOFLAGS: '', CGO_ENABLED: '0' };
    await run(go, ['install', '-trimpath', '-ldflags=-s -w', GO_PACKAGE], { cwd: lock, env, maxBuffer: 1 << 26 });
    renameSync(join(lock, 'bin'), folder);
  } finally {
    rmSync(lock, { recursive: true, force: true });
  }
  return binary;
}

function findOnPath(name: string): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(path));
}
