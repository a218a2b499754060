import type { ColumnType, TimeUnit } from '../types/column-type.js';

/** A field of an Arrow schema, as apache-arrow and flechette both have it. */
export interface ArrowField {
  readonly name: string;
  readonly type: ArrowType;
}

/** An Arrow type. `typeId` is the number of the Arrow format (Schema.fbs); dictionaries are -1 in both libraries. */
export interface ArrowType {
  readonly typeId: number;
  readonly bitWidth?: number;
  readonly precision?: number;
  readonly scale?: number;
  readonly unit?: number;
  readonly timezone?: string | null;
  readonly children?: readonly ArrowField[] | null;
  /** Of a dictionary: the type of its values. */
  readonly dictionary?: ArrowType;
}

const DICTIONARY = -1;
const PLAIN: Readonly<Record<number, ColumnType | 'nothing'>> = {
  1: 'nothing',
  4: { kind: 'binary' },
  5: { kind: 'string' },
  6: { kind: 'boolean' },
  8: { kind: 'date' },
  15: { kind: 'binary' },
  19: { kind: 'binary' },
  20: { kind: 'string' },
  23: { kind: 'binary' },
  24: { kind: 'string' },
};
const INT = 2;
const FLOAT = 3;
const DECIMAL = 7;
const TIMESTAMP = 10;
const LISTS: readonly number[] = [12, 16, 21];
const STRUCT = 13;
const UNITS: readonly TimeUnit[] = ['ms', 'ms', 'us', 'ns'];

/** The column type for an Arrow type; undefined where there is none: times of day, intervals, durations, unions, maps. */
export function arrowColumnType(type: ArrowType): ColumnType | 'nothing' | undefined {
  const { typeId } = type;
  switch (typeId) {
    case INT:
      return { kind: isNarrow(type) ? 'int32' : 'int64' };
    case FLOAT:
      return { kind: type.precision === 2 ? 'float64' : 'float32' };
    case DECIMAL:
      return decimal(type);
    case TIMESTAMP:
      return { kind: 'timestamp', unit: UNITS[type.unit ?? 1] ?? 'ms', ...(isText(type.timezone) && { zone: type.timezone }) };
    case STRUCT:
      return structOf(type.children ?? []);
    case DICTIONARY:
      return dictionaryOf(type.dictionary);
    default:
      return LISTS.includes(typeId) ? listOf(type.children?.[0]) : PLAIN[typeId];
  }
}

function isNarrow(type: ArrowType): boolean {
  const { bitWidth = 64 } = type;
  return bitWidth < 32 || (bitWidth === 32 && isSigned(type));
}

function decimal({ precision = 39, scale = 0 }: ArrowType): ColumnType | undefined {
  return precision <= 38 && scale >= 0 ? { kind: 'decimal', precision, scale } : undefined;
}

// apache-arrow says isSigned, flechette signed.
function isSigned(type: object): boolean {
  const { isSigned: apache, signed } = type as { isSigned?: boolean; signed?: boolean };
  return (apache ?? signed) !== false;
}

function isText(text: string | null | undefined): text is string {
  return typeof text === 'string' && text !== '';
}

function dictionaryOf(values: ArrowType | undefined): ColumnType | 'nothing' | undefined {
  const type = values && arrowColumnType(values);
  return typeof type === 'object' && type.kind === 'string' ? { kind: 'category' } : type;
}

function listOf(child: ArrowField | undefined): ColumnType | undefined {
  const of = child && arrowColumnType(child.type);
  return typeof of === 'object' ? { kind: 'list', of } : undefined;
}

function structOf(children: readonly ArrowField[]): ColumnType | undefined {
  const fields = children.map(({ name, type }) => ({ name, type: arrowColumnType(type) }));
  if (!fields.every((field): field is { name: string; type: ColumnType } => typeof field.type === 'object')) return undefined;
  return { kind: 'struct', fields };
}
