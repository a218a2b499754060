import { InvalidDatasetError } from '../../core/index.js';
import { decimalText } from '../exact-values.js';
import type { RawTable } from '../raw-columns.js';
import type { ColumnType } from '../types/column-type.js';
import { arrowColumnType } from './arrow-type.js';
import type { ArrowField } from './arrow-type.js';

/** The part of an Arrow table or record batch that is read, told by its shape: apache-arrow's and flechette's have it, and neither is loaded. */
export interface ArrowShape {
  readonly numRows: number;
  readonly schema: { readonly fields: readonly ArrowField[] };
  getChildAt(index: number): ArrowVector | null | undefined;
}

interface ArrowVector {
  readonly length: number;
  readonly nullCount: number;
  /** One a record batch. */
  readonly data: readonly ArrowData[];
  at(index: number): unknown;
  toArray(): ArrayLike<unknown>;
}

interface ArrowData {
  readonly length: number;
  readonly values?: unknown;
  /** flechette's word for it, and apache-arrow's. */
  isValid?(index: number): boolean;
  getValid?(index: number): boolean;
}

/** True for tables and record batches of Arrow. */
export function isArrow(data: object): data is ArrowShape {
  const { numRows, schema, getChildAt } = data as Partial<ArrowShape>;
  return typeof numRows === 'number' && typeof getChildAt === 'function' && Array.isArray(schema?.fields);
}

/** Takes an Arrow table or record batch apart, with the types that it has. @throws {InvalidDatasetError} for types that have no place in a dataset. */
export function arrowColumns(name: string, table: ArrowShape): RawTable {
  const columns = new Map<string, ArrayLike<unknown>>();
  const types = new Map<string, ColumnType>();
  for (const [index, field] of table.schema.fields.entries()) {
    const vector = table.getChildAt(index);
    if (columns.has(field.name)) throw new InvalidDatasetError(name, `two of its columns are called ${JSON.stringify(field.name)}`);
    const type = arrowColumnType(field.type);
    if (type === 'nothing') {
      columns.set(field.name, new Array<null>(table.numRows).fill(null));
      continue;
    }
    if (!vector || !type)
      throw new InvalidDatasetError(
        name,
        `its column ${JSON.stringify(field.name)} is of an Arrow type (${describe(field)}) that datasets do not have; convert it first`,
      );
    types.set(field.name, type);
    columns.set(field.name, valuesOf(vector, type, field.type.unit === SECONDS));
  }
  return { rows: table.numRows, columns, types };
}

function describe({ type }: ArrowField): string {
  return `number ${type.typeId} of its format`;
}

/** A unit that datasets do not have. Both libraries give such timestamps in milliseconds. */
const SECONDS = 0;

function valuesOf(vector: ArrowVector, type: ColumnType, inSeconds: boolean): ArrayLike<unknown> {
  const isPacked = type.kind === 'float64' || type.kind === 'float32' || type.kind === 'int32';
  if (isPacked && vector.nullCount === 0) return vector.toArray();
  if (type.kind === 'int64' || (type.kind === 'timestamp' && !inSeconds)) return longs(vector);
  if (type.kind === 'decimal') return decimals(vector, type);
  const plain = plainOf(type);
  return Array.from({ length: vector.length }, (_, row) => plain(vector.at(row)));
}

// As they lie in memory: as numbers they would lose digits, and ticks of timestamps would become milliseconds.
function longs(vector: ArrowVector): ArrayLike<unknown> {
  const all: unknown[] = [];
  for (const data of vector.data) {
    const { values, length } = data;
    if (!(values instanceof BigInt64Array || values instanceof BigUint64Array))
      return Array.from({ length: vector.length }, (_, row) => vector.at(row));
    if (vector.data.length === 1 && vector.nullCount === 0 && values instanceof BigInt64Array) return values.subarray(0, length);
    for (let row = 0; row < length; row++) all.push(isThere(data, row) ? values[row] : null);
  }
  return all;
}

function isThere(data: ArrowData, index: number): boolean {
  return data.isValid?.(index) ?? data.getValid?.(index) ?? true;
}

type Plain = (value: unknown) => unknown;

// Vectors inside of vectors, rows of structs and decimals are classes of the library's own.
function plainOf(type: ColumnType): Plain {
  switch (type.kind) {
    case 'list': {
      const inside = plainOf(type.of);
      return (value) => (isMissing(value) ? null : Array.from(value as Iterable<unknown>, inside));
    }
    case 'struct': {
      const inside = type.fields.map((field) => [field.name, plainOf(field.type)] as const);
      return (value) =>
        isMissing(value)
          ? null
          : Object.fromEntries(inside.map(([name, plain]) => [name, plain((value as Record<string, unknown>)[name])]));
    }
    case 'decimal':
      return (value) => (isMissing(value) || typeof value === 'number' ? value : decimalText(unscaledOf(value), type.scale));
    case 'date':
    case 'timestamp':
      return (value) => (typeof value === 'number' ? new Date(value) : value);
    default:
      return (value) => value;
  }
}

function isMissing(value: unknown): boolean {
  return value === null || value === undefined;
}

// flechette gives rounded numbers, but has the words as they are; apache-arrow gives the words, 32 bits each, the lowest first.
function decimals(vector: ArrowVector, type: Extract<ColumnType, { kind: 'decimal' }>): unknown[] {
  const all = vector.data.flatMap(({ values, length }) => (values instanceof BigUint64Array ? pairs(values, length) : []));
  const plain = plainOf(type);
  return Array.from({ length: vector.length }, (_, row) => {
    const value = vector.at(row);
    const exact = all[row];
    return isMissing(value) ? null : exact === undefined ? plain(value) : decimalText(exact, type.scale);
  });
}

function pairs(values: BigUint64Array, length: number): bigint[] {
  const words = values.length / length;
  return Array.from({ length }, (_, row) => fromWords(values.subarray(row * words, (row + 1) * words), 64));
}

function unscaledOf(value: unknown): bigint {
  return typeof value === 'bigint' ? value : fromWords(Array.from(value as Uint32Array, BigInt), 32);
}

function fromWords(words: ArrayLike<bigint>, bits: number): bigint {
  const unsigned = Array.from(words).reduceRight((sum, word) => (sum << BigInt(bits)) | word, 0n);
  return BigInt.asIntN(bits * words.length, unsigned);
}
