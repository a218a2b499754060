import type { Table } from '@uwdata/flechette';
import { readable } from '../readable.js';
import { plainMessages } from './arrow-reader.js';
import type { TableBody } from '../table-reader.js';

/** A body of Arrow IPC as a table of flechette, whose times are Dates and whose 64-bit integers are bigints when they are taken out. */
export async function arrowTable(body: TableBody): Promise<Table> {
  const { tableFromIPC } = await import('@uwdata/flechette');
  return await readable(body, 'Arrow data', async () => {
    const messages: Uint8Array[] = [];
    for await (const { bytes } of plainMessages(body)) messages.push(bytes);
    return tableFromIPC(messages, { useDate: true, useBigInt: true });
  });
}
