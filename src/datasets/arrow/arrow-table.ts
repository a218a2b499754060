import type { Table } from '@uwdata/flechette';
import { readable } from './arrow-reader.js';
import { uncompressed } from './ipc-compression.js';
import { ipcMessages } from './ipc-messages.js';
import type { TableBody } from '../table-reader.js';

/** A body of Arrow IPC as a table of flechette, whose times are Dates and whose 64-bit integers are bigints when they are taken out. */
export async function arrowTable(body: TableBody): Promise<Table> {
  const { tableFromIPC } = await import('@uwdata/flechette');
  return await readable(body, async () => {
    const messages: Uint8Array[] = [];
    for await (const message of ipcMessages(body)) messages.push((await uncompressed(message)).bytes);
    return tableFromIPC(messages, { useDate: true, useBigInt: true });
  });
}
