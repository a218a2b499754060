import { createHash } from 'node:crypto';
import { STREAM_BYTES, textOf } from './processes/log-bodies.js';
import type { LogBodies } from './processes/log-bodies.js';
import type { LogLong } from './processes/log-long.js';
import type { Shown } from './shown.js';

/** What a run of `logLong` shows that nothing happened to. */
export function longShown({ salt, rows }: Pick<LogLong, 'salt' | 'rows'>): Shown {
  const every = Array.from({ length: rows }, (_, row) => row);
  return {
    results: { return: rows, rows },
    metrics: every.map((row) => `row ${row} ${row / 8}`),
    lines: every.flatMap((row) => {
      if (row % 5 === 0) return [`info logger row ${row} {"row":${row}}`];
      return row % 5 === 2 ? [`info stdout printed ${row} undefined`] : [];
    }),
    artifacts: every
      .filter((row) => row % 50 === 25)
      .map((row) => textArtifact(`body-${row}`, `${salt} ${row}\n`.repeat(500)))
      .toSorted(),
  };
}

/** What a run of `logBodies` shows that nothing happened to. */
export function bodiesShown({ salt, rows }: Pick<LogBodies, 'salt' | 'rows'>): Shown {
  const every = Array.from({ length: rows }, (_, row) => row);
  return {
    results: { return: rows },
    metrics: every.map((row) => `row ${row} ${row}`),
    lines: [],
    artifacts: every
      .map((row) => {
        if (row % 50 !== 30) return textArtifact(`body-${row}`, textOf(salt, row));
        return artifact(`body-${row}`, 'application/octet-stream', `${salt} ${row}`.padEnd(100_000, '.').repeat(STREAM_BYTES / 100_000));
      })
      .toSorted(),
  };
}

/** The same of one link of a relay. */
export function relayShown(link: number): Shown {
  const before = Array.from({ length: link }, (_, earlier) => `${earlier};`).join('');
  return {
    results: { link },
    metrics: [`link ${link} ${link}`],
    lines: [`info logger link ${link} after ${before} undefined`],
    artifacts: [textArtifact('text', `${before}${link};`)],
  };
}

function textArtifact(key: string, body: string): string {
  return artifact(key, 'text/plain', body);
}

function artifact(key: string, mediaType: string, body: string): string {
  return `${key} artifact ${mediaType} {} ${createHash('sha256').update(body).digest('hex')}`;
}
