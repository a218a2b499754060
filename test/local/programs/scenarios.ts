// One script, ended in the way that its argument says.
import { setTimeout as sleep } from 'node:timers/promises';
import { getOrCreateContext, runLocal, withContext } from 'tidemark/local';
import type { RunContext } from 'tidemark';

const hang = () => sleep(60_000);

async function logAll(context: RunContext): Promise<void> {
  context.logResult('accuracy', 0.5);
  context.logMetric('loss', 1);
  context.logger.info('a line');
  console.log('printed');
  await context.logArtifact('model', { body: 'weights' });
  context.logResult('later', true);
}

const scenarios: Record<string, () => Promise<void>> = {
  async 'with, completed'() {
    const answer = await withContext('train', async (context) => {
      await logAll(context);
      return 42;
    });
    console.log(`answer ${answer}`);
  },
  async 'with, thrown'() {
    await withContext('train', async (context) => {
      await logAll(context);
      throw new TypeError('broken on purpose');
    });
  },
  async 'create, completed'() {
    const context = await getOrCreateContext('train');
    await logAll(context);
    await context.commit({ completed: true });
  },
  async 'create, no commit'() {
    await logAll(await getOrCreateContext('train'));
  },
  async 'create, process.exit'() {
    await logAll(await getOrCreateContext('train'));
    process.exit(7);
  },
  async 'create, thrown'() {
    await logAll(await getOrCreateContext('train'));
    throw new RangeError('nobody catches this');
  },
  async 'create, thrown in a timer'() {
    await logAll(await getOrCreateContext('train'));
    setTimeout(() => {
      throw undefined;
    }, 1);
    await hang();
  },
  async 'create, hang'() {
    const context = await getOrCreateContext('train');
    context.signal.addEventListener('abort', () => console.log('told to stop'));
    await logAll(context);
    console.log('ready');
    await hang();
  },
  async 'create, disposed'() {
    {
      await using context = await getOrCreateContext('train');
      await logAll(context);
    }
    console.log('block left');
  },
  async 'create, committed and disposed'() {
    await using context = await getOrCreateContext('train');
    await logAll(context);
    await context.commit({ completed: true });
  },
  async 'create, a failing artifact'() {
    const context = await getOrCreateContext('train');
    context.logResult('before', 1);
    context.logArtifact('model', { localPath: '/no/such/file' });
    await context.commit({ completed: true });
  },
  async 'handler, process.exit'() {
    await runLocal(
      async (context: RunContext) => {
        await logAll(context);
        process.exit(5);
      },
      { name: 'train' },
    );
  },
  async 'handler, thrown in a timer'() {
    await runLocal(
      async (context: RunContext) => {
        await logAll(context);
        setTimeout(() => {
          throw new RangeError('nobody catches this');
        }, 1);
        await hang();
      },
      { name: 'train' },
    );
  },
  async 'handler, hang'() {
    await runLocal(
      async (context: RunContext) => {
        await logAll(context);
        console.log('ready');
        await hang();
      },
      { name: 'train' },
    );
  },
  async 'handler, own listener'() {
    process.on('SIGTERM', () => console.log('my own listener'));
    await runLocal(
      async (context: RunContext) => {
        console.log('ready');
        await sleep(1500);
        context.logResult('finished', true);
      },
      { name: 'train' },
    );
  },
  async 'as it was told'() {
    const context = await getOrCreateContext('default-name', { params: { p1: 1, p2: 'own' }, labels: { a: 'own', b: 'own' } });
    context.logResult('params', [context.getParam('p1', 0), context.getParam('p2', 'x'), context.getParam('p3', 'fallback')]);
    context.logResult('input', await context.getInput('infile.txt').text());
    console.log(JSON.stringify({ same: (await getOrCreateContext('default-name')) === context, uid: context.uid }));
    await context.commit({ completed: true });
    await withContext('second', (second) => void second.logResult('p1', second.getParam('p1', 0)));
  },
};

const scenario = scenarios[process.argv[2] ?? ''];
if (scenario === undefined) throw new Error(`no scenario ${process.argv[2]}`);
await scenario();
