// A worker in a process of its own; its only handler takes a while and is deaf to cancellation.
import { fileURLToPath } from 'node:url';
import { startWorker } from 'tidemark/worker';

const [address = '', home = '', taskQueue = ''] = process.argv.slice(2);
const worker = await startWorker({
  handlers: fileURLToPath(new URL('slow-handler.ts', import.meta.url)),
  connection: { address },
  home,
  taskQueue,
});
console.log('polling');
await worker.stopped;
console.log('stopped');
