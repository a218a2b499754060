import { connect, createServer } from 'node:net';
import type { AddressInfo } from 'node:net';

/** A door to a server that slams shut on every connection after it has let so many bytes out. */
export async function breakingProxy(endpoint: string, bytes: number) {
  const { hostname, port } = new URL(endpoint);
  let broken = 0;
  const door = createServer((inside) => {
    const outside = connect(Number(port), hostname);
    let left = bytes;
    outside.on('data', (chunk) => {
      inside.write(chunk.subarray(0, left));
      left -= chunk.length;
      if (left > 0) return;
      broken += 1;
      outside.destroy();
      // After what was let out has gone.
      inside.end(() => inside.destroy());
    });
    inside.on('data', (chunk) => void outside.write(chunk));
    for (const [socket, other] of [
      [inside, outside],
      [outside, inside],
    ] as const)
      socket.on('error', () => other.destroy()).on('close', () => other.destroySoon());
  });
  await new Promise<void>((done) => door.listen(0, '127.0.0.1', done));
  return { url: `http://127.0.0.1:${(door.address() as AddressInfo).port}`, broken: () => broken, close: () => void door.close() };
}
