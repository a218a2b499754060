import { spawn } from 'node:child_process';
import { resolveConfiguration } from '../../configuration/index.js';
import { present } from '../../core/index.js';
import { startServer } from '../../server/index.js';
import { lazyTemporal } from '../../worker/dev-server/index.js';
import { styled } from '../print/style.js';
import { exitCodeOf, onInterrupt } from './interrupts.js';

/** Serves until Ctrl-C; a second one does not wait for open connections. */
export async function runUi({ port, host, open }: { port: number | undefined; host: string | undefined; open: boolean }): Promise<number> {
  const temporal = lazyTemporal(resolveConfiguration().home);
  const server = await startServer({ ...present({ port, host }), temporal: temporal.client });
  console.log(`Tidemark   ${server.url}`);
  console.log(styled('dim', '\nCtrl-C ends it.'));
  if (open) openInBrowser(server.url);
  await new Promise<void>((stop) => {
    onInterrupt((signal, count) => {
      if (count > 1) process.exit(exitCodeOf(signal));
      stop();
    });
  });
  await server.stop();
  await temporal.close();
  return 0;
}

// No browser there is no failure: the address is on the screen.
function openInBrowser(url: string): void {
  const [program, ...args]: [string, ...string[]] =
    process.platform === 'darwin' ? ['open', url] : process.platform === 'win32' ? ['cmd', '/c', 'start', '', url] : ['xdg-open', url];
  const child = spawn(program, args, { stdio: 'ignore', detached: true });
  child.on('error', () => undefined);
  child.unref();
}
