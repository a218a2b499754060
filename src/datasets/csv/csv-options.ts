import { InvalidArgumentError } from '../../core/index.js';
import type { CsvOptions } from '../../sdk/index.js';

/** What a cell of a column may be said to be. */
export type CellType = NonNullable<CsvOptions['types']>[string];

const TYPES: readonly CellType[] = ['integer', 'number', 'string', 'boolean', 'datetime'];

type Check = readonly [option: string, given: unknown, isGood: boolean, expected: string];

/** @throws {InvalidArgumentError} for options that cannot be meant. */
export function checkCsvOptions(options: CsvOptions): CsvOptions {
  const { delimiter = ',', quote = '"', decimal = '.', encoding = 'utf-8', types = {} } = options;
  const checks: Check[] = [
    ['delimiter', delimiter, /^[^"\r\n]$/.test(delimiter), 'one character that is no quote or line break'],
    ['quote', quote, /^[^\r\n]?$/.test(quote), 'one character, or an empty text where nothing is quoted'],
    ['quote', quote, quote !== options.delimiter, 'another character than the delimiter'],
    ['decimal', decimal, decimal === '.' || decimal === ',', '"." or ","'],
    ['encoding', encoding, isEncoding(encoding), 'a name that the web knows: utf-8, latin1, utf-16le, shift_jis, …'],
    ...Object.entries(types).map(([column, type]): Check => [`types.${column}`, type, TYPES.includes(type), `one of ${TYPES.join(', ')}`]),
  ];
  const wrong = checks.find(([, , isGood]) => !isGood);
  if (wrong === undefined) return options;
  const [option, given, , expected] = wrong;
  throw new InvalidArgumentError(`The option ${option} of a delimited file is ${expected}, not ${JSON.stringify(given)}.`);
}

function isEncoding(label: string): boolean {
  try {
    return new TextDecoder(label).encoding !== '';
  } catch {
    return false;
  }
}
