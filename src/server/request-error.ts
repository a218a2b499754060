import type { ContentfulStatusCode } from 'hono/utils/http-status';

/** Why a request was refused before anything was looked up: codes of the HTTP API alone, listed in docs/api.md. */
export type RequestErrorCode =
  | 'ERR_INVALID_REQUEST'
  | 'ERR_UNAUTHORIZED'
  | 'ERR_FORBIDDEN'
  | 'ERR_NOT_FOUND'
  | 'ERR_METHOD_NOT_ALLOWED'
  | 'ERR_CONFLICT'
  | 'ERR_BODY_TOO_LARGE'
  | 'ERR_MEDIA_TYPE'
  | 'ERR_RANGE'
  | 'ERR_TOO_MANY_REQUESTS'
  | 'ERR_TIMEOUT';

/** A refusal of the HTTP API. Never thrown to a user's code, so it is none of the public error classes. */
export class RequestError extends Error {
  override readonly name = 'RequestError';
  readonly status: ContentfulStatusCode;
  readonly code: RequestErrorCode;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: ContentfulStatusCode,
    code: RequestErrorCode,
    details: { message: string; headers?: Readonly<Record<string, string>> },
  ) {
    super(details.message);
    this.status = status;
    this.code = code;
    this.headers = details.headers ?? {};
  }
}
