import { connect } from 'node:net';
import { Connection, type ConnectionOptions } from '@temporalio/client';

/** Whether a Temporal server answers a real call within the time given. */
export async function answers(options: ConnectionOptions, limitMs: number): Promise<boolean> {
  const failure = await whyNot(options, limitMs);
  return failure === undefined;
}

/** Why no Temporal server answers a call at this address within the time given; undefined when one does. */
export async function whyNot(options: ConnectionOptions, limitMs: number): Promise<unknown> {
  const connection = Connection.lazy({ ...options, connectTimeout: limitMs });
  try {
    await connection.withDeadline(Date.now() + limitMs, async () => {
      await connection.ensureConnected();
      await connection.workflowService.getSystemInfo({});
    });
    return undefined;
  } catch (error) {
    return error ?? new Error('no answer');
  } finally {
    await connection.close();
  }
}

/** Whether something listens on this port of the loopback address. Tells in a millisecond what a refused gRPC channel takes a second for. */
export async function listens(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    return await new Promise<boolean>((resolve) => {
      socket.once('connect', () => resolve(true));
      socket.once('error', () => resolve(false));
    });
  } finally {
    socket.destroy();
  }
}
