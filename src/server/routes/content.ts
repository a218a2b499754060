import type { Hono } from 'hono';
import { RequestError } from '../request-error.js';
import { CONTENT_PATH, contentPolicy } from '../security/headers.js';
import type { ServerContext } from '../server-context.js';
import { ArtifactUid } from '../wire/artifact.js';
import { bodyAnswer } from './artifact-body.js';
import { requireArtifact } from './artifacts.js';

/** What a frame or an image may show. The type is one of these, never what a run called it. */
const SHOWN: Readonly<Record<string, string>> = {
  'text/html': 'text/html; charset=utf-8',
  'image/svg+xml': 'image/svg+xml',
  'image/png': 'image/png',
  'image/jpeg': 'image/jpeg',
  'image/gif': 'image/gif',
  'image/webp': 'image/webp',
  'image/avif': 'image/avif',
  'image/bmp': 'image/bmp',
};

/** Logged pages and images, for sandboxed frames and `<img>`. No part of the API: it is for browsers, and shares nothing with it. */
export function serveContent(app: Pick<Hono, 'get'>, { tracking, artifacts }: ServerContext): void {
  app.get(`${CONTENT_PATH}:uid`, async (c) => {
    const uid = ArtifactUid.safeParse(c.req.param('uid'));
    if (!uid.success)
      throw new RequestError(404, 'ERR_NOT_FOUND', { message: 'There is nothing here: the path ends with the uid of an artifact.' });
    const record = await requireArtifact(tracking, uid.data);
    const type = SHOWN[record.mediaType.split(';')[0]?.trim().toLowerCase() ?? ''];
    if (type === undefined) {
      throw new RequestError(404, 'ERR_NOT_FOUND', {
        message: `${record.mediaType} is not shown here. Download it: /api/v1/artifacts/${record.uid}/body`,
      });
    }
    const isPage = type.startsWith('text/html');
    return bodyAnswer(c, { record, artifacts, headers: { ...contentPolicy(isPage), 'content-type': type } });
  });
}
