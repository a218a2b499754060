import { createRoute, z } from '@hono/zod-openapi';
import { answers, newRoutes } from '../server-context.js';
import type { ServerContext } from '../server-context.js';
import { artifactOnWire } from '../on-wire.js';
import { Artifact, ArtifactUid } from '../wire/artifact.js';
import { RunState, RunUid } from '../wire/run.js';
import { requireArtifact } from './artifacts.js';

const JSON_BODY = { body: { required: false, content: { 'application/json': { schema: z.object({}) } } } } as const;
const Forced = z.object({
  force: z.enum(['true', 'false']).optional().openapi({ description: 'Also what is protected, or in use elsewhere.' }),
});
const Tagged = z.object({
  uid: ArtifactUid,
  tag: z
    .string()
    .max(200)
    .openapi({ param: { name: 'tag', in: 'path' }, example: 'prod' }),
});

const abort = createRoute({
  method: 'post',
  path: '/runs/{uid}/abort',
  summary:
    'Ask a run to stop: one on Temporal is cancelled there, another one learns of it at its next sign of life. One that is over stays as it is',
  request: { params: z.object({ uid: RunUid }), ...JSON_BODY },
  responses: answers(z.object({ state: RunState }), 'The state after it.'),
});

const remove = createRoute({
  method: 'delete',
  path: '/runs/{uid}',
  summary: 'Delete a run that is over, with its steps and all they logged. Bodies go with the next collection',
  request: { params: z.object({ uid: RunUid }), query: Forced },
  responses: answers(z.object({ runs: z.number().int(), artifacts: z.number().int() }), 'How many were deleted.'),
});

const tag = createRoute({
  method: 'put',
  path: '/artifacts/{uid}/tags/{tag}',
  summary: 'Give a published version a tag, which leaves the version that had it',
  request: { params: Tagged, query: Forced, ...JSON_BODY },
  responses: answers(Artifact, 'The record with its tags.'),
});

const untag = createRoute({
  method: 'delete',
  path: '/artifacts/{uid}/tags/{tag}',
  summary: 'Take a tag off a version',
  request: { params: Tagged, query: Forced },
  responses: answers(z.object({ removed: z.boolean() }), 'False when it was not there.'),
});

/** Stopping and deleting runs, and tags. */
export function changeRoutes({ client, tracking }: ServerContext) {
  return newRoutes()
    .openapi(abort, async (c) => c.json({ state: await client.abortRun(c.req.valid('param').uid) }, 200))
    .openapi(remove, async (c) => {
      const { runs, artifacts } = await client.deleteRun(c.req.valid('param').uid, { force: c.req.valid('query').force === 'true' });
      return c.json({ runs, artifacts }, 200);
    })
    .openapi(tag, async (c) => {
      const { uid, tag: name } = c.req.valid('param');
      const { uri } = await requireArtifact(tracking, uid);
      return c.json(artifactOnWire(await client.tagArtifact(uri, name, { force: c.req.valid('query').force === 'true' })), 200);
    })
    .openapi(untag, async (c) => {
      const { uid, tag: name } = c.req.valid('param');
      const { uri } = await requireArtifact(tracking, uid);
      return c.json({ removed: await client.untagArtifact(uri, name, { force: c.req.valid('query').force === 'true' }) }, 200);
    });
}
