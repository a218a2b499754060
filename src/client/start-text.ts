import { inspect } from 'node:util';
import { callLine } from '../core/index.js';

const LONGEST_VALUE = 200;

/** What the Temporal UI shows of a workflow: a line, the params in full, and where the rest is. */
export function startText(name: string, params: unknown, link?: string): { staticSummary: string; staticDetails: string } {
  const given = typeof params === 'object' && params !== null ? Object.entries(params).filter(([, value]) => value !== undefined) : [];
  const table = ['| param | value |', '| --- | --- |', ...given.map(([key, value]) => `| ${cell(key)} | ${cell(value)} |`)];
  const details = [
    ...(link === undefined ? [] : [`[See it in Tidemark](${link})`, '']),
    'Tracked by Tidemark. Its steps are under Current Details while a worker is up; a pipeline that is over has them in its memo.',
    ...(given.length === 0 ? [] : ['', ...table]),
    // The frame that the UI draws around Markdown is a line too low: what it cuts off is this one.
    '',
    '\u00a0',
  ];
  return { staticSummary: callLine(name, params), staticDetails: details.join('\n') };
}

function cell(value: unknown): string {
  const text = (typeof value === 'string' ? value : inspect(value, { breakLength: Infinity })).replaceAll(/\s+/g, ' ');
  return (text.length > LONGEST_VALUE ? `${text.slice(0, LONGEST_VALUE - 1)}…` : text).replaceAll(/[|<*`\\]/g, '\\$&');
}
