import type { DataType, Field } from '@uwdata/flechette';
import { tableAt } from './flat-table.js';
import type { IpcMessage } from './ipc-messages.js';

const NODE_BYTES = 16;
const NULL = 1;
const DICTIONARY = -1;

/**
 * The message of a record batch without the nodes (length and count of nulls) of columns that have nothing but nulls. By the format they have one, and the library
 * expects none: it would read every column behind them by the wrong node, and values as nulls.
 */
export function withoutNullNodes(message: IpcMessage, fields: readonly Field[]): IpcMessage {
  const isNull = fields.flatMap(({ type }) => nodesOf(type));
  if (!isNull.includes(true)) return message;
  const { metadataStart, bodyStart } = message;
  const bytes = message.bytes.slice();
  const view = new DataView(bytes.buffer, metadataStart, bodyStart - metadataStart);
  const batch = tableAt(view, view.getUint32(0, true)).child(8);
  const nodes = batch?.vector(6);
  if (batch === undefined || nodes?.length !== isNull.length) return message;
  let kept = 0;
  for (const [index, skip] of isNull.entries()) {
    if (skip) continue;
    const from = metadataStart + nodes.start + index * NODE_BYTES;
    bytes.copyWithin(metadataStart + nodes.start + kept * NODE_BYTES, from, from + NODE_BYTES);
    kept++;
  }
  batch.setLength(6, kept);
  return { ...message, bytes };
}

/** For each node of a column, in the order of the format: does it belong to nulls? */
function nodesOf(type: DataType): boolean[] {
  if (type.typeId === NULL) return [true];
  const children = type.typeId === DICTIONARY || !('children' in type) ? [] : type.children;
  return [false, ...children.flatMap((child) => nodesOf(child.type))];
}
