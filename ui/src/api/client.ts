import { fromTagged } from '../../../src/core/index.js';
import type { Json } from '../../../src/core/index.js';
import type { ErrorBody } from '../../../src/server/wire/error.js';
import type { Answer } from './answer.js';

type ErrorAnswer = Answer<typeof ErrorBody>;
type Fault = ErrorAnswer['error'];

/** Things that are wrong with a request. */
type Issues = NonNullable<Fault['issues']>;

/** What the server answered instead of what was asked for. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: number;
  readonly code: string;
  readonly issues: Issues;
  /** Where in `q` the search language stumbled, from 0. */
  readonly position: number | undefined;
  /** Why, in short. */
  readonly reason: string | undefined;

  constructor(status: number, body: Partial<Fault>) {
    super(body.message ?? `The server answered with status ${status}.`);
    this.status = status;
    this.code = body.code ?? 'ERR_UNKNOWN';
    this.issues = body.issues ?? [];
    this.position = body.position;
    this.reason = body.reason;
  }
}

/** What a query may be made of; what is undefined is left out. */
export type Query = Readonly<Record<string, string | number | boolean | undefined>>;

/** `/api/v1` and the path with its query. Parts of a path that come from data go through {@link segment} first. */
export function apiUrl(path: string, query: Query = {}): string {
  const search = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) if (value !== undefined) search.set(key, String(value));
  const text = search.toString();
  return `/api/v1${path}${text === '' ? '' : `?${text}`}`;
}

/** One part of a path. */
export function segment(text: string): string {
  return encodeURIComponent(text);
}

interface Request {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly body?: unknown;
  readonly signal?: AbortSignal;
}

/** Asks the server; NaN, bigint and dates come back as what they were. `T` is what `shapes.ts` has of the path. @throws {ApiError} */
export async function ask<T>(url: string, request: Request = {}): Promise<T> {
  const { method = 'GET', body, signal } = request;
  const response = await fetch(url, {
    method,
    headers: body === undefined ? { accept: 'application/json' } : { accept: 'application/json', 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    ...(signal === undefined ? {} : { signal }),
  });
  if (!response.ok) throw new ApiError(response.status, await errorOf(response));
  if (response.status === 204) return undefined as T;
  return fromTagged((await response.json()) as Json) as T;
}

async function errorOf(response: Response): Promise<Partial<Fault>> {
  try {
    const body = (await response.json()) as Partial<ErrorAnswer>;
    return body.error ?? {};
  } catch {
    return { message: `The server answered ${response.status} ${response.statusText}.` };
  }
}
