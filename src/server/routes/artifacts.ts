import { createRoute, z } from '@hono/zod-openapi';
import { ArtifactNotFoundError, present } from '../../core/index.js';
import type { ArtifactRecord } from '../../core/index.js';
import type { TrackingStore } from '../../tracking/index.js';
import { answers, newRoutes } from '../server-context.js';
import type { ServerContext } from '../server-context.js';
import { artifactOnWire } from '../on-wire.js';
import { pageOf, placeCursor, startOf } from '../paging.js';
import { Artifact, ArtifactKind, ArtifactPage, ArtifactUid } from '../wire/artifact.js';
import { PageQuery } from '../wire/page.js';
import { RunUid } from '../wire/run.js';

const list = createRoute({
  method: 'get',
  path: '/artifacts',
  summary: 'Published artifacts of every version, newest first',
  request: {
    query: z.object({
      project: z.string().optional(),
      kind: ArtifactKind.optional(),
      key: z.string().optional(),
      dbKey: z.string().optional().openapi({ description: 'The name that versions are counted under.' }),
      tag: z.string().optional().openapi({ example: 'latest' }),
      tree: z.string().optional(),
      runUid: RunUid.optional(),
      pending: z
        .enum(['true', 'false'])
        .optional()
        .openapi({ description: 'Those too that running attempts have logged and not published yet.' }),
      ...PageQuery,
    }),
  },
  responses: answers(ArtifactPage, 'A page of records.'),
});

const show = createRoute({
  method: 'get',
  path: '/artifacts/{uid}',
  summary: 'The record of one version of an artifact',
  request: { params: z.object({ uid: ArtifactUid }) },
  responses: answers(Artifact, 'The record.'),
});

/** Records of artifacts. */
export function artifactRoutes({ tracking }: ServerContext) {
  return newRoutes()
    .openapi(list, async (c) => {
      const { limit, cursor, pending, ...filter } = c.req.valid('query');
      const found = await tracking.listArtifacts({
        ...present(filter),
        includePending: pending === 'true',
        limit: limit + 1,
        ...startOf(cursor),
      });
      const { items, ...rest } = pageOf(found, limit, ({ uid, created, attempt }) => placeCursor({ uid, time: created, attempt }));
      return c.json({ artifacts: items.map(artifactOnWire), ...rest }, 200);
    })
    .openapi(show, async (c) => c.json(artifactOnWire(await requireArtifact(tracking, c.req.valid('param').uid)), 200));
}

/** The record, whatever its state; a resumed attempt has those of the one before under the same uid, and what is published goes first. @throws {ArtifactNotFoundError} */
export async function requireArtifact(tracking: TrackingStore, uid: string): Promise<ArtifactRecord> {
  const found = await tracking.listArtifacts({ uid });
  const record = found.find(({ status }) => status.state === 'published') ?? found.toSorted((a, b) => b.attempt - a.attempt)[0];
  if (record === undefined) throw new ArtifactNotFoundError(`^${uid}`);
  return record;
}
