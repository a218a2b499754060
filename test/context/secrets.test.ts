import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ConfigurationError, SecretNotFoundError } from 'tidemark';
import type { RunContext } from 'tidemark';
import { Mask } from '../../src/context/secrets.js';
import { runLocal } from '../../src/local/index.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { silence } from '../support/silence.js';
import { errorOf, newestRun } from './reading.js';

silence();

const SECRET = 'p@ss/w+rd "quoted" %41';
const KEY_FILE = '-----BEGIN KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEF\nAASCBKcwggSjAgEAAoIBAQC7\n-----END KEY-----\n';

beforeEach(() => {
  process.env['TIDEMARK_SECRET_TOKEN'] = SECRET;
  process.env['TIDEMARK_SECRET_PEM'] = KEY_FILE;
});
afterEach(() => {
  delete process.env['TIDEMARK_SECRET_TOKEN'];
  delete process.env['TIDEMARK_SECRET_PEM'];
});

/** Everything that the tracking store has on disk. */
function databaseBytes(home: string): Buffer {
  return Buffer.concat(
    readdirSync(home)
      .filter((name) => name.startsWith('tracking.db'))
      .map((name) => readFileSync(join(home, name))),
  );
}

const leaks = [
  SECRET,
  JSON.stringify(SECRET).slice(1, -1),
  encodeURIComponent(SECRET),
  new URLSearchParams({ k: SECRET }).toString().slice(2),
  Buffer.from(SECRET).toString('base64'),
  Buffer.from(SECRET).toString('base64url'),
  Buffer.from(`user:${SECRET}`).toString('base64').slice(8, 24),
];

describe('a secret that was handed out', () => {
  it('is nowhere in the tracking store, whichever way it was logged', async () => {
    const home = temporaryFolder();
    const work = async (context: RunContext) => {
      const token = await context.getSecret('TOKEN', { required: true });
      expect(token).toBe(SECRET);
      context.logger.info(`with ${token}`, { headers: { authorization: `Bearer ${token}` }, [token]: 1 });
      context.logger.child({ token }).warn('bound');
      console.log('printed', token, { token });
      process.stdout.write(`split ${token.slice(0, 9)}`);
      process.stdout.write(`${token.slice(9)} over two writes\n`);
      process.stderr.write(`url https://u:${encodeURIComponent(token)}@host`);
      context.logResult('plain', token);
      context.logResult('nested', { list: [token, { deep: `x${token}y` }], $tidemark: token, at: new Date(0), nan: NaN });
      context.logResult('base64', Buffer.from(token).toString('base64'));
      context.logResult('basic', `Basic ${Buffer.from(`user:${token}`).toString('base64')}`);
      context.logResult('query', new URLSearchParams({ token }).toString());
      context.setLabel('label', token);
      context.setAnnotation('note', `a ${token}`);
      context.getParam('fallback', token);
      expect(context.getParam('fallback')).toBe(token);
      await context.commit({ message: `done with ${token}` });
      context.logArtifact('a', { body: 'x', labels: { token }, extraData: { token }, localPath: `${token.replaceAll('/', '_')}.txt` });
      context.logModel('m', { body: 'x', parameters: { token }, framework: token });
      context.logDataset('d', [{ column: token }]);
      context.logArtifact('remote', { targetPath: `https://example.com/?sig=${encodeURIComponent(token)}` });
      context.getInput('remote', `https://example.com/?sig=${encodeURIComponent(token)}`);
      throw new Error(`failed with ${token}`, { cause: new Error(`because of ${token}`) });
    };
    const error = await errorOf(runLocal(work, { home }));
    expect(error.message).toContain(SECRET);
    const bytes = databaseBytes(home);
    for (const leak of leaks) expect(bytes.includes(leak), leak).toBe(false);
    const run = await newestRun(home);
    expect(run.results).toMatchObject({
      plain: '***',
      nested: { list: ['***', { deep: 'x***y' }], $tidemark: '***', at: new Date(0), nan: NaN },
    });
    expect(run.record.error).toMatchObject({ message: 'failed with ***', cause: { message: 'because of ***' } });
    expect(run.labels['label']).toBe('***');
  });

  it('of several lines is masked line by line', async () => {
    const home = temporaryFolder();
    await runLocal(
      async (context: RunContext) => {
        const pem = await context.getSecret('PEM', { required: true });
        console.log(pem);
        context.logger.info(pem);
      },
      { home },
    );
    const bytes = databaseBytes(home);
    expect(bytes.includes('MIIEvQIBADANBgkqhkiG9w0BAQEF')).toBe(false);
    expect(bytes.includes('AASCBKcwggSjAgEAAoIBAQC7')).toBe(false);
  });

  it('does not reach the body of an artifact: that is the user’s', async () => {
    const run = await runLocal(
      async (context: RunContext) => void context.logArtifact('a', { body: (await context.getSecret('TOKEN')) ?? '' }),
      { home: temporaryFolder() },
    );
    expect(await run.artifact('a').text()).toBe(SECRET);
  });

  it('of one run masks nothing in another', async () => {
    const home = temporaryFolder();
    await runLocal(async (context: RunContext) => void (await context.getSecret('TOKEN')), { home });
    const other = await runLocal((context: RunContext) => context.logResult('r', SECRET), { home });
    expect(other.results).toEqual({ r: SECRET });
  });
});

describe('getSecret', () => {
  it('looks at TIDEMARK_SECRET_<KEY>, then the secrets file, then the plain environment', async () => {
    const home = temporaryFolder();
    const secretsFile = join(home, 'my.env');
    writeFileSync(secretsFile, 'TOKEN=from-file\nFILE_ONLY="from file"\nEMPTY=\n');
    process.env['PLAIN_ONLY'] = 'from-env';
    const run = await runLocal(
      async (context: RunContext) => {
        expect(await context.getSecret('TOKEN')).toBe(SECRET);
        expect(await context.getSecret('FILE_ONLY')).toBe('from file');
        expect(await context.getSecret('PLAIN_ONLY')).toBe('from-env');
        expect(await context.getSecret('EMPTY')).toBeUndefined();
        expect(await context.getSecret('NOWHERE')).toBeUndefined();
        return 'ok';
      },
      { home, secretsFile },
    );
    delete process.env['PLAIN_ONLY'];
    expect(run.results['return']).toBe('ok');
  });

  it('names a required one that is nowhere, and where it would look', async () => {
    const error = await errorOf(
      runLocal((context: RunContext) => context.getSecret('NOWHERE', { required: true }), { home: temporaryFolder() }),
    );
    expect(error).toBeInstanceOf(SecretNotFoundError);
    expect(error.message).toMatch(/TIDEMARK_SECRET_NOWHERE/);
  });
});

describe('masking', () => {
  it('leaves values under 4 characters alone', () => {
    const mask = new Mask();
    mask.add('abc');
    expect(mask.text('abc abc')).toBe('abc abc');
  });

  it('never damages a tagged value, whatever the secret is', () => {
    for (const secret of ['number', 'date', 'bigint', 'object', 'value', '$tidemark', '1970', '12345']) {
      const mask = new Mask();
      mask.add(secret);
      const json = {
        n: { $tidemark: 'number', value: 'NaN' },
        b: { $tidemark: 'bigint', value: '9123456' },
        o: { $tidemark: 'object', value: [['$tidemark', 'x']] },
      };
      const masked = mask.json(json) as typeof json;
      expect(masked.n).toEqual(json.n);
      expect(masked.o.$tidemark).toBe('object');
      expect(masked.b).toEqual(secret === '12345' ? '9***6' : json.b);
    }
  });

  it('replaces the longest form first', () => {
    const mask = new Mask();
    mask.add('abcd');
    mask.add('abcdefgh');
    expect(mask.text('abcdefgh abcd')).toBe('*** ***');
  });

  it('takes what regular expressions treat specially', () => {
    const mask = new Mask();
    mask.add('a.b*c(d[e\\f$g');
    expect(mask.text('x a.b*c(d[e\\f$g y aXbbc')).toBe('x *** y aXbbc');
  });
});

it('a secrets file that cannot be read is named', async () => {
  const error = await errorOf(runLocal(() => undefined, { home: temporaryFolder(), secretsFile: '/no/such/secrets.env' }));
  expect(error).toBeInstanceOf(ConfigurationError);
  expect(error.message).toMatch(/\/no\/such\/secrets\.env cannot be read/);
});
