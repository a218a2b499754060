import type { ColumnTypeText } from '../../src/sdk/index.js';

/** What one type is in Parquet's readers, and how a value of it is written there. `null` follows each value. */
export interface TypeRow {
  /** What is said, or what values have it by themselves. */
  readonly type: ColumnTypeText;
  readonly given: readonly unknown[];
  /** The values as text, as Python prints them, alike in every reader. */
  readonly text: readonly string[];
  /** What Tidemark reads, where that is not what was given. */
  readonly tidemark?: readonly unknown[];
  readonly pandas: string;
  readonly polars: string;
  readonly duckdb: string;
}

const WIDE = 2n ** 53n + 1n;

/** The table of docs/datasets.md, and what tests/datasets/round-trips.test.ts holds it to. */
export const TYPE_TABLE: readonly TypeRow[] = [
  { type: 'int32', given: [1, -(2 ** 31)], text: ['1', '-2147483648'], pandas: 'Int32', polars: 'Int32', duckdb: 'INTEGER' },
  {
    type: 'int64',
    given: [WIDE, -(2n ** 63n)],
    text: ['9007199254740993', '-9223372036854775808'],
    pandas: 'Int64',
    polars: 'Int64',
    duckdb: 'BIGINT',
  },
  { type: 'float32', given: [0.5, -0], text: ['0.5', '-0.0'], pandas: 'float32', polars: 'Float32', duckdb: 'FLOAT' },
  { type: 'float64', given: [0.1, Infinity], text: ['0.1', 'inf'], pandas: 'float64', polars: 'Float64', duckdb: 'DOUBLE' },
  { type: 'boolean', given: [true, false], text: ['true', 'false'], pandas: 'boolean', polars: 'Boolean', duckdb: 'BOOLEAN' },
  { type: 'string', given: ['007', 'ä 梨 🍋'], text: ['007', 'ä 梨 🍋'], pandas: 'str', polars: 'String', duckdb: 'VARCHAR' },
  { type: 'category', given: ['a', 'b'], text: ['a', 'b'], pandas: 'category', polars: 'Categorical', duckdb: 'VARCHAR' },
  {
    type: 'date',
    given: [new Date('2024-02-29'), new Date('1969-12-31')],
    text: ['2024-02-29', '1969-12-31'],
    pandas: 'object',
    polars: 'Date',
    duckdb: 'DATE',
  },
  {
    type: 'timestamp',
    given: ['2024-02-29T13:45:00.123', '1969-12-31T23:59:59'],
    text: ['2024-02-29T13:45:00.123000', '1969-12-31T23:59:59'],
    tidemark: [new Date('2024-02-29T13:45:00.123Z'), new Date('1969-12-31T23:59:59Z')],
    pandas: 'datetime64[ms]',
    polars: "Datetime(time_unit='ms', time_zone=None)",
    duckdb: 'TIMESTAMP',
  },
  {
    type: 'timestamp[UTC]',
    given: [new Date('2024-02-29T13:45:00.123Z'), new Date(-1000)],
    text: ['2024-02-29T13:45:00.123000+00:00', '1969-12-31T23:59:59+00:00'],
    pandas: 'datetime64[ms, UTC]',
    polars: "Datetime(time_unit='ms', time_zone='UTC')",
    duckdb: 'TIMESTAMP WITH TIME ZONE',
  },
  {
    type: 'timestamp[us, Europe/Berlin]',
    given: ['2024-07-01T12:00:00.000001', '2024-01-01T12:00:00'],
    text: ['2024-07-01T10:00:00.000001+00:00', '2024-01-01T11:00:00+00:00'],
    tidemark: [new Date('2024-07-01T10:00:00Z'), new Date('2024-01-01T11:00:00Z')],
    pandas: 'datetime64[us, Europe/Berlin]',
    polars: "Datetime(time_unit='us', time_zone='Europe/Berlin')",
    duckdb: 'TIMESTAMP WITH TIME ZONE',
  },
  {
    type: 'timestamp[ns]',
    given: ['2024-02-29T13:45:00.123456000', 1_000_000_000_000_000n],
    text: ['2024-02-29T13:45:00.123456', '1970-01-12T13:46:40'],
    tidemark: [new Date('2024-02-29T13:45:00.123Z'), new Date('1970-01-12T13:46:40Z')],
    pandas: 'datetime64[ns]',
    polars: "Datetime(time_unit='ns', time_zone=None)",
    duckdb: 'TIMESTAMP_NS',
  },
  {
    type: 'decimal(10, 2)',
    given: ['12345678.90', -0.1],
    text: ['12345678.90', '-0.10'],
    tidemark: [12345678.9, -0.1],
    pandas: 'object',
    polars: 'Decimal(precision=10, scale=2)',
    duckdb: 'DECIMAL(10,2)',
  },
  {
    type: 'decimal(38, 5)',
    given: ['123456789012345678901234567890123.45678', -1],
    text: ['123456789012345678901234567890123.45678', '-1.00000'],
    tidemark: ['123456789012345678901234567890123.45678', '-1.00000'],
    pandas: 'object',
    polars: 'Decimal(precision=38, scale=5)',
    duckdb: 'DECIMAL(38,5)',
  },
  {
    type: 'binary',
    given: [Uint8Array.of(0, 255), Uint8Array.of()],
    text: ['hex:00ff', 'hex:'],
    pandas: 'object',
    polars: 'Binary',
    duckdb: 'BLOB',
  },
  {
    type: 'list<int64>',
    given: [[1n, WIDE], []],
    text: ['[1, 9007199254740993]', '[]'],
    pandas: 'object',
    polars: 'List(Int64)',
    duckdb: 'BIGINT[]',
  },
  {
    type: 'list<timestamp[UTC]>',
    given: [[new Date(0)], [null]],
    text: ['[1970-01-01T00:00:00+00:00]', '[null]'],
    pandas: 'object',
    polars: "List(Datetime(time_unit='ms', time_zone='UTC'))",
    duckdb: 'TIMESTAMP WITH TIME ZONE[]',
  },
  {
    type: 'struct<x: number, tags: list<string>>',
    given: [
      { x: 0.5, tags: ['ü'] },
      { x: null, tags: null },
    ],
    text: ['{x: 0.5, tags: [ü]}', '{x: null, tags: null}'],
    pandas: 'object',
    polars: "Struct({'x': Float64, 'tags': List(String)})",
    duckdb: 'STRUCT(x DOUBLE, tags VARCHAR[])',
  },
  { type: 'json', given: [{ a: [1] }, 'x'], text: ['{"a":[1]}', '"x"'], pandas: 'object', polars: 'String', duckdb: 'JSON' },
];
