import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** May we install packages of Debian here? */
export function canInstall(): boolean {
  return process.getuid?.() === 0 && existsSync('/etc/debian_version');
}

/** Installs a package of Debian. Test files run in several processes, and apt-get does not wait for every lock of another one: again until it is there. */
export async function aptInstall(name: string): Promise<void> {
  console.error(`Installing ${name} for the tests (apt-get) …`);
  for (const deadline = Date.now() + 300_000; ; await sleep(3000)) {
    if ((await aptGet('update')) && (await aptGet('install', '-y', '--no-install-recommends', name))) return;
    if (Date.now() > deadline) throw new Error(`apt-get install ${name} failed: see above`);
  }
}

async function aptGet(...args: string[]): Promise<boolean> {
  const apt = spawn('apt-get', ['-o', 'DPkg::Lock::Timeout=300', ...args], {
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    stdio: ['ignore', process.stderr, process.stderr],
  });
  const [code] = await once(apt, 'exit');
  return code === 0;
}
