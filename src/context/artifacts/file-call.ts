import { present } from '../../core/index.js';
import type { Json, Kind } from '../../core/index.js';
import type { ArtifactOptions } from '../../sdk/index.js';
import { checkBodyOptions, nameAndType } from './artifact-body.js';
import { checkArtifact } from './check-artifact.js';
import type { LogCall } from './log-call.js';

/** A body, a local file, or what is registered where it lies. */
export function fileCall(key: string, options: ArtifactOptions): LogCall {
  return bodyCall('artifact', { key, options });
}

/** An artifact of any kind that is one body, given by the options of `logArtifact`; `spec` is what its kind adds to the record. */
export function bodyCall(
  kind: Kind,
  { key, options, spec = {} }: { key: string; options: ArtifactOptions; spec?: Readonly<Record<string, Json>> },
): LogCall {
  checkArtifact(key, options);
  checkBodyOptions(key, options);
  const { fileName, mediaType, viewer } = nameAndType(key, options);
  // A copy: what the caller does to its array after this call does not change what is stored. For what is too large to copy there are streams and files.
  const body = options.body instanceof Uint8Array ? { ...options, body: new Uint8Array(options.body) } : options;
  const prepared = { mediaType, spec: { fileName, ...present({ viewer, format: options.format }), ...spec }, body };
  return { kind, key, options, prepare: () => Promise.resolve(prepared) };
}
