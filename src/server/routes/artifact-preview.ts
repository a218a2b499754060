import { createRoute, z } from '@hono/zod-openapi';
import { readManifest } from '../../artifacts/index.js';
import { BodyNotFoundError, InvalidDirectoryError } from '../../core/index.js';
import type { ArtifactRecord } from '../../core/index.js';
import { answers, newRoutes } from '../server-context.js';
import type { ServerContext } from '../server-context.js';
import { ArtifactUid } from '../wire/artifact.js';
import { LIMIT, MOST_FILES, Preview } from '../wire/preview.js';
import { requireArtifact } from './artifacts.js';

const preview = createRoute({
  method: 'get',
  path: '/artifacts/{uid}/preview',
  summary: 'What can be shown of an artifact without downloading it',
  request: { params: z.object({ uid: ArtifactUid }) },
  responses: answers(Preview, 'By type.'),
});

/** Previews. Nothing is fetched from elsewhere: only bodies of the artifact store are read. */
export function artifactPreviewRoutes({ tracking, artifacts }: ServerContext) {
  const read = async (record: ArtifactRecord, limit: number): Promise<Uint8Array | undefined> => {
    if (!artifacts.owns(record.target)) return undefined;
    const parts: Uint8Array[] = [];
    for await (const part of artifacts.read(record.target, { size: limit })) parts.push(part);
    return Buffer.concat(parts);
  };
  return newRoutes().openapi(preview, async (c) => {
    const record = await requireArtifact(tracking, c.req.valid('param').uid);
    const isDirectory = record.spec.directory !== undefined && artifacts.owns(record.target);
    return c.json(isDirectory ? await directoryOf(record, artifacts) : await previewOf(record, read), 200);
  });
}

type Read = (record: ArtifactRecord, limit: number) => Promise<Uint8Array | undefined>;

async function previewOf(record: ArtifactRecord, read: Read): Promise<z.infer<typeof Preview>> {
  if (record.kind === 'dataset') return datasetOf(record);
  const type = record.mediaType.split(';')[0]?.trim().toLowerCase() ?? '';
  const viewer = viewerOf(record, type);
  if (viewer === 'none') return nothing(`There is no view for ${type}.`);
  if (viewer === 'html' || viewer === 'image') return { type: viewer, url: `/content/${record.uid}` };
  const whole = viewer === 'chart' || viewer === 'table';
  if (whole && record.size > LIMIT.whole) return nothing(`At ${record.size} bytes it is too large to be shown.`);
  try {
    const bytes = await read(record, whole ? LIMIT.whole : LIMIT.part);
    if (bytes === undefined)
      return nothing(`Its body is not in the artifact store but at ${record.target}, which this server does not fetch.`);
    return viewOf(viewer, new TextDecoder().decode(bytes), record.size > LIMIT.part);
  } catch (error) {
    if (error instanceof BodyNotFoundError || error instanceof SyntaxError) return nothing(error.message);
    throw error;
  }
}

function viewOf(viewer: 'chart' | 'table' | 'markdown' | 'json' | 'text', text: string, truncated: boolean): z.infer<typeof Preview> {
  switch (viewer) {
    case 'chart':
      return { type: 'chart', spec: JSON.parse(text) as unknown };
    case 'table': {
      const { header, rows } = JSON.parse(text) as { header: string[]; rows: unknown[][] };
      return { type: 'table', header, rows };
    }
    default:
      return { type: viewer, text, truncated };
  }
}

function datasetOf({ spec, status }: ArtifactRecord): z.infer<typeof Preview> {
  const header = spec.header ?? spec.schema?.fields.map(({ name }) => name) ?? [];
  return {
    type: 'dataset',
    header: [...header],
    rows: (status.preview ?? []).map((row) => [...row]),
    ...(spec.schema === undefined ? {} : { schema: spec.schema }),
    ...(spec.length === undefined ? {} : { length: spec.length }),
    ...(status.stats === undefined ? {} : { stats: status.stats }),
  };
}

async function directoryOf(record: ArtifactRecord, artifacts: ServerContext['artifacts']): Promise<z.infer<typeof Preview>> {
  try {
    const files = await readManifest(record, artifacts);
    return { type: 'directory', files: files.slice(0, MOST_FILES).map(({ path, size }) => ({ path, size })), count: files.length };
  } catch (error) {
    if (error instanceof BodyNotFoundError || error instanceof InvalidDirectoryError) return nothing(error.message);
    throw error;
  }
}

function viewerOf({ kind, spec }: ArtifactRecord, type: string) {
  if (kind === 'chart') return 'chart';
  if (spec.viewer === 'table' && type === 'application/json') return 'table';
  if (type === 'text/html') return 'html';
  if (type.startsWith('image/')) return 'image';
  if (type === 'text/markdown') return 'markdown';
  if (/[/+]json$/.test(type)) return 'json';
  return type.startsWith('text/') || /^application\/(.*\+)?(xml|yaml|toml|x-ndjson|javascript)$/.test(type) ? 'text' : 'none';
}

function nothing(reason: string): z.infer<typeof Preview> {
  return { type: 'none', reason };
}
