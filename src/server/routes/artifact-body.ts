import { createRoute, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { BodyNotFoundError } from '../../core/index.js';
import type { ArtifactRecord } from '../../core/index.js';
import type { ArtifactStore } from '../../artifacts/index.js';
import { RequestError } from '../request-error.js';
import { ERRORS, newRoutes } from '../server-context.js';
import type { ServerContext } from '../server-context.js';
import { ArtifactUid } from '../wire/artifact.js';
import { ErrorBody } from '../wire/error.js';
import { requireArtifact } from './artifacts.js';
import { askedRange } from './body-range.js';
import { attachment } from './content-disposition.js';

const bytes = { 'application/octet-stream': { schema: z.string().openapi({ format: 'binary' }) } };

const body = createRoute({
  method: 'get',
  path: '/artifacts/{uid}/body',
  summary: 'Download the body',
  description: 'Always as an attachment. Ranges are answered, so that downloads can be resumed.',
  request: { params: z.object({ uid: ArtifactUid }) },
  responses: {
    ...ERRORS,
    200: { content: bytes, description: 'The body.' },
    206: { content: bytes, description: 'The part that Range asked for.' },
    409: {
      content: { 'application/json': { schema: ErrorBody } },
      description: 'The body is not in the artifact store: it was registered by its URL.',
    },
    416: { content: { 'application/json': { schema: ErrorBody } }, description: 'The range has no byte of the body.' },
  },
});

/** Downloads. */
export function artifactBodyRoutes({ tracking, artifacts }: ServerContext) {
  return newRoutes().openapi(body, async (c) => {
    const record = await requireArtifact(tracking, c.req.valid('param').uid);
    const { spec, key } = record;
    // Never shown in place: what a run logged could be a page with a script.
    return bodyAnswer(c, { record, artifacts, headers: { 'content-disposition': attachment(spec.fileName ?? key) } });
  });
}

/** Streams a body of the artifact store, or the part of it that was asked for. @throws {RequestError} 409 when it lies elsewhere. */
export async function bodyAnswer(
  c: Context,
  { record, artifacts, headers }: { record: ArtifactRecord; artifacts: ArtifactStore; headers: Readonly<Record<string, string>> },
): Promise<Response> {
  if (!artifacts.owns(record.target)) {
    throw new RequestError(409, 'ERR_CONFLICT', {
      message: `The body of ${record.uri} is not in this artifact store but at ${record.target}, which this server does not fetch for anybody.`,
    });
  }
  const found = await artifacts.stat(record.target);
  if (found === undefined) throw new BodyNotFoundError(record.target);
  const etag = `"${record.sha256}"`;
  const common = { ...headers, etag, 'accept-ranges': 'bytes', 'cache-control': 'private, no-cache' };
  if (c.req.header('if-none-match') === etag) return c.body(null, 304, common);
  const range = isUnchanged(c.req.header('if-range'), etag) ? askedRange(c.req.header('range'), found.size) : undefined;
  const { start, end } = range ?? { start: 0, end: found.size - 1 };
  const size = end - start + 1;
  const stream = ReadableStream.from(artifacts.read(record.target, { offset: start, size })) as ReadableStream<Uint8Array>;
  return c.body(stream, range === undefined ? 200 : 206, {
    'content-type': 'application/octet-stream',
    ...common,
    'content-length': String(size),
    ...(range === undefined ? {} : { 'content-range': `bytes ${start}-${end}/${found.size}` }),
  });
}

function isUnchanged(condition: string | undefined, etag: string): boolean {
  return condition === undefined || condition === etag;
}
