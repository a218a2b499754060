import * as apache from 'apache-arrow';
import * as flechette from '@uwdata/flechette';
import { describe, expect, it } from 'vitest';
import { InvalidDatasetError } from '../../src/core/index.js';
import type { TableLike } from '../../src/sdk/index.js';
import { prepared, readBack } from './prepared.js';

// One table, made by flechette; apache-arrow reads it from IPC, so that both hold the same types.
const columns: [string, unknown[], flechette.DataType][] = [
  ['int8', [1, null, -3], flechette.int8()],
  ['int32', [1, 2, -3], flechette.int32()],
  ['uint32', [1, 2 ** 32 - 1, null], flechette.uint32()],
  ['int64', [2n ** 60n, null, -1n], flechette.int64()],
  ['float32', [0.5, null, -2.25], flechette.float32()],
  ['float64', [0.1, NaN, -0], flechette.float64()],
  ['text', ['ä', null, ''], flechette.utf8()],
  ['category', ['x', 'y', 'x'], flechette.dictionary(flechette.utf8(), flechette.int32())],
  ['flag', [true, null, false], flechette.bool()],
  ['date', [0, null, 86_400_000], flechette.dateDay()],
  ['naive', [0, 5, null], flechette.timestamp(flechette.TimeUnit.MILLISECOND)],
  ['zoned', [1, null, 2], flechette.timestamp(flechette.TimeUnit.MICROSECOND, 'Europe/Berlin')],
  ['seconds', [1000, null, 2000], flechette.timestamp(flechette.TimeUnit.SECOND, 'UTC')],
  ['price', [1234567890123456789012n, null, -5n], flechette.decimal(25, 2)],
  ['bytes', [Uint8Array.of(1, 2), null, Uint8Array.of()], flechette.binary()],
  ['list', [['a', null], null, []], flechette.list(flechette.utf8())],
  ['struct', [{ x: 0.5, y: 'u' }, null, { x: null, y: 'v' }], flechette.struct({ x: flechette.float64(), y: flechette.utf8() })],
];
const ours = flechette.tableFromColumns(columns.map(([name, values, type]) => [name, flechette.columnFromArray(values, type)]));
const ipc = flechette.tableToIPC(ours, { format: 'stream' }) ?? new Uint8Array();

const tables: [string, TableLike][] = [
  ['flechette', ours],
  ['flechette, read from IPC', flechette.tableFromIPC(ipc)],
  ['flechette, with Dates and bigints', flechette.tableFromIPC(ipc, { useDate: true, useBigInt: true, useDecimalBigInt: true })],
  ['apache-arrow', apache.tableFromIPC(ipc)],
  ['apache-arrow, as a record batch', apache.tableFromIPC(ipc).batches[0] as apache.RecordBatch],
];

describe.each(tables)('an Arrow table of %s', (_, table) => {
  it('keeps its types', async () => {
    const { spec } = await prepared('t', table);
    expect(
      Object.fromEntries(spec.schema?.fields.map(({ name, dtype, nullable }) => [name, `${dtype}${nullable ? '?' : ''}`]) ?? []),
    ).toEqual({
      int8: 'int32?',
      int32: 'int32',
      uint32: 'int64?',
      int64: 'int64?',
      float32: 'float32?',
      float64: 'float64',
      text: 'string?',
      category: 'category',
      flag: 'boolean?',
      date: 'date?',
      naive: 'timestamp[ms]?',
      zoned: 'timestamp[us, Europe/Berlin]?',
      seconds: 'timestamp[ms, UTC]?',
      price: 'decimal(25, 2)?',
      bytes: 'binary?',
      list: 'list<string>?',
      struct: 'struct<x: float64, y: string>?',
    });
  });

  it('keeps its values', async () => {
    const { status } = await prepared('t', table);
    const csv = new TextDecoder().decode((await prepared('t', table, { format: 'csv' })).bytes).split('\n');
    expect(csv.slice(1, 4)).toEqual([
      '1,1,1,1152921504606846976,0.5,0.1,ä,x,true,1970-01-01,1970-01-01T00:00:00.000,1970-01-01T00:00:00.001000Z,1970-01-01T00:00:01.000Z,12345678901234567890.12,AQI=,"[""a"",null]","{""x"":0.5,""y"":""u""}"',
      ',2,4294967295,,,NaN,,y,,,1970-01-01T00:00:00.005,,,,,,',
      '-3,-3,,-1,-2.25,-0,"",x,false,1970-01-02,,1970-01-01T00:00:00.002000Z,1970-01-01T00:00:02.000Z,-0.05,"",[],"{""x"":null,""y"":""v""}"',
    ]);
    expect(status.preview).toHaveLength(3);
  });
});

describe('Arrow tables', () => {
  it('may have several record batches, and be sliced', async () => {
    const n = Int32Array.from({ length: 10 }, (_, i) => i);
    const whole = apache.tableFromArrays({
      n,
      big: BigInt64Array.from(n, BigInt),
      s: Array.from(n, (i) => (i % 2 === 0 ? null : `s${i}`)),
    });
    const two = whole.slice(2, 5).concat(whole.slice(7, 9));
    expect(two.batches).toHaveLength(2);
    expect(await readBack(two)).toEqual([2, 3, 4, 7, 8].map((i) => ({ n: i, big: i, s: i % 2 === 0 ? null : `s${i}` })));
  });

  it('may have columns without any value', async () => {
    const table = flechette.tableFromColumns([['nothing', flechette.columnFromArray([null, null], flechette.nullType())]]);
    expect(await readBack(table)).toEqual([{ nothing: null }, { nothing: null }]);
  });

  it('may be given other types', async () => {
    const { spec } = await prepared('t', ours, { types: { int32: 'float64', text: 'category', naive: 'timestamp[UTC]' } });
    const types = new Map(spec.schema?.fields.map(({ name, dtype }) => [name, dtype]));
    expect([types.get('int32'), types.get('text'), types.get('naive')]).toEqual(['float64', 'category', 'timestamp[ms, UTC]']);
  });

  it('with types that datasets do not have are refused, naming the column', async () => {
    const table = flechette.tableFromColumns([['t', flechette.columnFromArray([1], flechette.timeMillisecond())]]);
    await expect(prepared('mine', table)).rejects.toThrow(InvalidDatasetError);
    await expect(prepared('mine', table)).rejects.toThrow('its column "t" is of an Arrow type (number 9 of its format)');
  });
});
