import { execFile, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect as connectTo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { Client, Connection } from '@temporalio/client';
import { defineSearchAttributeKey, SearchAttributeType, TypedSearchAttributes } from '@temporalio/common';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { NoTemporalServerError } from '../../src/core/index.js';
import {
  connectOrStart,
  findTemporal,
  registerSearchAttributes,
  startDevServer,
  type DevServer,
} from '../../src/worker/dev-server/index.js';

const ours = ['TidemarkProject', 'TidemarkPipeline', 'TidemarkLabels'];
let folder: string;
const servers: DevServer[] = [];
const connections: Connection[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tidemark-dev-server-'));
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await Promise.all(connections.splice(0).map((connection) => connection.close()));
  await Promise.all(servers.splice(0).map((server) => server.stop()));
  rmSync(folder, { recursive: true, force: true });
});

async function start(options: Partial<Parameters<typeof startDevServer>[0]> = {}): Promise<DevServer> {
  const server = await startDevServer({ folder, ui: false, ...options });
  servers.push(server);
  return server;
}

async function connect(address: string): Promise<Connection> {
  const connection = await Connection.connect({ address });
  connections.push(connection);
  return connection;
}

function listens(address: string): Promise<boolean> {
  const socket = connectTo(Number(address.split(':')[1]), '127.0.0.1');
  return new Promise<boolean>((done) => {
    socket.once('connect', () => done(true));
    socket.once('error', () => done(false));
  }).finally(() => socket.destroy());
}

function startWorkflow(connection: Connection, workflowId: string): Promise<unknown> {
  const project = defineSearchAttributeKey('TidemarkProject', SearchAttributeType.KEYWORD);
  const typedSearchAttributes = new TypedSearchAttributes([{ key: project, value: 'demo' }]);
  return new Client({ connection }).workflow.start('nobody', { workflowId, taskQueue: 'nobody', typedSearchAttributes });
}

describe('the dev server', () => {
  it('answers on the loopback address, with our search attributes usable at once', async () => {
    const server = await start();
    expect(server.address).toMatch(/^127\.0\.0\.1:\d+$/);
    const connection = await connect(server.address);
    expect(await registerSearchAttributes(connection, 'default')).toEqual(ours);
    await startWorkflow(connection, 'with-attributes');
  });

  it('keeps workflows over a stop and a start on the same folder', async () => {
    const first = await start();
    await startWorkflow(await connect(first.address), 'kept');
    await first.stop();
    expect(await listens(first.address)).toBe(false);

    const second = await start();
    const connection = await connect(second.address);
    const kept = await new Client({ connection }).workflow.getHandle('kept').describe();
    expect(kept.status.name).toBe('RUNNING');
    expect(await registerSearchAttributes(connection, 'default')).toEqual(ours);
  });

  it('is one per folder: a second start gives the one that runs, and leaves its end to the first', async () => {
    const [a, b] = await Promise.all([start(), start()]);
    expect(a.address).toBe(b.address);
    expect([a.started, b.started].filter(Boolean)).toHaveLength(1);
    const [starter, guest] = a.started ? [a, b] : [b, a];
    await guest.stop();
    expect(await listens(starter.address)).toBe(true);
    await starter.stop();
    expect(await listens(starter.address)).toBe(false);
  });

  it('runs beside others in memory and writes no database', async () => {
    const [a, b] = await Promise.all([start({ inMemory: true }), start({ inMemory: true, ui: true })]);
    expect(a.address).not.toBe(b.address);
    expect(readdirSync(folder).filter((file) => file.includes('.db'))).toEqual([]);
    expect(a.uiUrl).toBeUndefined();
    expect((await fetch(b.uiUrl ?? '')).status).toBe(200);
  });

  it('ends when the process that started it is killed', async () => {
    const script = `import { startDevServer } from ${JSON.stringify(join(import.meta.dirname, '../../src/worker/dev-server/index.ts'))};
      const server = await startDevServer({ folder: ${JSON.stringify(folder)}, ui: false });
      console.log(server.address);
      setInterval(() => {}, 1000);`;
    const file = join(folder, 'start.mts');
    writeFileSync(file, script);
    const child = spawn(process.execPath, ['--import', 'tsx', file], {
      stdio: ['ignore', 'pipe', 'inherit'],
      cwd: join(import.meta.dirname, '../..'),
    });
    const address = await new Promise<string>((done) => child.stdout.once('data', (chunk: Buffer) => done(chunk.toString().trim())));
    expect(await listens(address)).toBe(true);
    child.kill('SIGKILL');
    const next = await start();
    expect(await listens(address)).toBe(false);
    expect(next.started).toBe(true);
  });

  it('says what its log says when it does not come up', async () => {
    const broken = join(folder, 'temporal');
    writeFileSync(broken, '#!/bin/sh\necho the disk is full >&2\nexit 1\n');
    chmodSync(broken, 0o755);
    vi.stubEnv('TIDEMARK_TEMPORAL_CLI', broken);
    await expect(start()).rejects.toThrow(/the disk is full/);
    await expect(start()).rejects.toBeInstanceOf(NoTemporalServerError);
  });
});

describe('search attributes', () => {
  it('are added to a namespace that lacks them', async () => {
    const server = await start({ inMemory: true });
    const connection = await connect(server.address);
    await connection.operatorService.removeSearchAttributes({ namespace: 'default', searchAttributes: ['TidemarkProject'] });
    expect(await registerSearchAttributes(connection, 'default')).toEqual(ours);
    await startWorkflow(connection, 'late');
  });

  it('of another type than ours are not ours', async () => {
    const server = await start({ inMemory: true });
    const connection = await connect(server.address);
    await connection.operatorService.removeSearchAttributes({ namespace: 'default', searchAttributes: ['TidemarkLabels'] });
    await connection.operatorService.addSearchAttributes({ namespace: 'default', searchAttributes: { TidemarkLabels: 3 } });
    expect(await registerSearchAttributes(connection, 'default')).toEqual(['TidemarkProject', 'TidemarkPipeline']);
  });
});

describe('connecting', () => {
  it('takes TEMPORAL_ADDRESS, and never ends that server', async () => {
    const server = await start({ inMemory: true });
    vi.stubEnv('TEMPORAL_ADDRESS', server.address);
    vi.stubEnv('TEMPORAL_NAMESPACE', 'elsewhere');
    const target = await connectOrStart({ folder: join(folder, 'unused') });
    expect(target).toMatchObject({ connectionOptions: { address: server.address }, namespace: 'elsewhere' });
    await target.stop();
    expect(await listens(server.address)).toBe(true);
    expect(existsSync(join(folder, 'unused'))).toBe(false);
  });

  it('takes the address of a Temporal profile', async () => {
    const server = await start({ inMemory: true });
    vi.stubEnv('TEMPORAL_CONFIG_FILE', join(folder, 'temporal.toml'));
    vi.stubEnv('TEMPORAL_PROFILE', 'team');
    writeFileSync(join(folder, 'temporal.toml'), `[profile.team]\naddress = "${server.address}"\nnamespace = "default"\n`);
    expect((await connectOrStart({ folder })).connectionOptions.address).toBe(server.address);
    vi.stubEnv('TEMPORAL_PROFILE', 'nobody');
    await expect(connectOrStart({ folder })).rejects.toThrow(/Profile 'nobody' not found.*TEMPORAL_PROFILE/);
  });

  it('names an address that does not answer, and starts nothing in its place', async () => {
    const silent = createServer();
    await new Promise<void>((done) => silent.listen(0, '127.0.0.1', done));
    const address = `127.0.0.1:${(silent.address() as { port: number }).port}`;
    vi.stubEnv('TEMPORAL_ADDRESS', address);
    await expect(connectOrStart({ folder })).rejects.toThrow(`No Temporal server answers at ${address}`);
    silent.close();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('starts a dev server with the namespace asked for when nothing is configured', async () => {
    vi.stubEnv('TEMPORAL_CONFIG_FILE', join(folder, 'none.toml'));
    const target = await connectOrStart({ folder, ui: false, namespace: 'mine' });
    const connection = await connect(target.connectionOptions.address);
    expect((await connection.workflowService.describeNamespace({ namespace: 'mine' })).namespaceInfo?.name).toBe('mine');
    await target.stop();
    expect(await listens(target.connectionOptions.address)).toBe(false);
  });
});

describe('finding temporal', () => {
  it('prefers the setting, then PATH, then the cache', async () => {
    const { path: real } = await findTemporal();
    vi.stubEnv('TIDEMARK_TEMPORAL_CLI', real);
    expect(await findTemporal()).toEqual({ path: real, source: 'setting' });

    vi.stubEnv('TIDEMARK_TEMPORAL_CLI', undefined);
    writeFileSync(join(folder, 'temporal'), '');
    chmodSync(join(folder, 'temporal'), 0o755);
    vi.stubEnv('PATH', ['/nowhere', folder].join(delimiter));
    expect(await findTemporal()).toEqual({ path: join(folder, 'temporal'), source: 'path' });

    vi.stubEnv('PATH', '/nowhere');
    vi.stubEnv('TIDEMARK_CACHE', join(folder, 'empty'));
    await expect(findTemporal({ install: false })).rejects.toThrow(/PATH: .*\n.*cache: .*empty/);
  });

  it('refuses a setting that leads nowhere instead of looking elsewhere', async () => {
    vi.stubEnv('TIDEMARK_TEMPORAL_CLI', join(folder, 'no-such-file'));
    await expect(findTemporal()).rejects.toThrow(/TIDEMARK_TEMPORAL_CLI is .*no-such-file/);
  });

  it('builds with go once, even when two ask at the same time, and keeps the result', async () => {
    // In place of the compiler, which takes minutes: a `go` that takes its time and counts how often it was asked.
    writeFileSync(
      join(folder, 'go'),
      `#!/bin/sh\necho "$@" >> ${folder}/calls\nsleep 1\nprintf '#!/bin/sh' > "$GOBIN/temporal"\nchmod +x "$GOBIN/temporal"\n`,
    );
    chmodSync(join(folder, 'go'), 0o755);
    vi.stubEnv('TIDEMARK_TEMPORAL_CLI', undefined);
    vi.stubEnv('TIDEMARK_CACHE', join(folder, 'cache'));
    vi.stubEnv('PATH', [folder, '/usr/bin', '/bin'].join(delimiter));
    vi.stubEnv('HTTPS_PROXY', 'http://127.0.0.1:9'); // the download fails at once, with or without a network
    const lines: string[] = [];
    // Either may be the one that builds.
    const onProgress = (line: string) => lines.push(line);
    const [a, b] = await Promise.all([findTemporal({ onProgress }), findTemporal({ onProgress })]);
    expect([a.source, b.source].sort()).toEqual(['build', 'cache']);
    expect(readFileSync(join(folder, 'calls'), 'utf8').trim().split('\n')).toHaveLength(1);
    expect(lines.join('\n')).toContain('go install github.com/temporalio/cli');
    expect(readdirSync(join(folder, 'cache', 'bin'))).toEqual(['temporal-1.5.1']);
  });

  it('lists every way that was tried, why it failed, and what helps', async () => {
    vi.stubEnv('TIDEMARK_TEMPORAL_CLI', undefined);
    vi.stubEnv('TIDEMARK_CACHE', folder);
    vi.stubEnv('PATH', '/nowhere');
    vi.stubEnv('HTTPS_PROXY', 'http://127.0.0.1:9');
    const error: unknown = await findTemporal().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(NoTemporalServerError);
    expect(String(error)).toMatch(/PATH: .*\n.*cache: .*\n.*download: .*\n.*go install .*: there is no `go` on PATH\n[^]*TEMPORAL_ADDRESS/);
  });
});

it('takes over the lock of a process that died, and ignores a note cut short', async () => {
  writeFileSync(join(folder, 'temporal.json'), '{"address":"127.');
  const { stdout } = await promisify(execFile)(process.execPath, ['-p', 'process.pid']);
  writeFileSync(join(folder, 'temporal.lock'), `${stdout.trim()} dead`);
  const server = await start();
  expect(server.started).toBe(true);
  expect(existsSync(join(folder, 'temporal.lock'))).toBe(false);
});
