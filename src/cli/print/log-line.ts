import type { LogLine } from '../../core/index.js';
import { stripVTControlCharacters } from 'node:util';
import { styled } from './style.js';
import { inline } from './values.js';

const COLOURS = { debug: 'dim', info: 'green', warn: 'yellow', error: 'red' } as const;
const LONGEST_LEVEL = 5;

/** `12:03:07.120 info  message  key=value`; a captured line has its stream in the level's place. Local time unless `absolute`. */
export function logLine({ time, level, stream, message, fields }: LogLine, absolute: boolean): string {
  const word = stream === 'logger' ? level : stream === 'stdout' ? 'out' : 'err';
  const colour = stream === 'logger' ? COLOURS[level] : 'dim';
  const start = `${styled('dim', absolute ? time : clock(new Date(time)))} ${styled(colour, word.padEnd(LONGEST_LEVEL))}`;
  const text = stripVTControlCharacters(message.trimEnd());
  return `${start} ${text}${fields === undefined || Object.keys(fields).length === 0 ? '' : `  ${styled('cyan', inline(fields))}`}`;
}

function clock(time: Date): string {
  const two = (value: number) => String(value).padStart(2, '0');
  return `${two(time.getHours())}:${two(time.getMinutes())}:${two(time.getSeconds())}.${String(time.getMilliseconds()).padStart(3, '0')}`;
}
