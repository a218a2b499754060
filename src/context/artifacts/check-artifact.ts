import { fileURLToPath } from 'node:url';
import { InvalidArgumentError, checkKey, toTagged } from '../../core/index.js';
import type { Artifact, ArtifactOptions, DatasetOptions, ModelOptions } from '../../sdk/index.js';
import { checkObject, checkText, kindOf, stringLabels } from '../check-arguments.js';

const TEXTS = [
  'viewer',
  'artifactPath',
  'localPath',
  'targetPath',
  'format',
  'mediaType',
  'framework',
  'algorithm',
  'labelColumn',
] as const;
const SWITCHES = ['upload', 'stats', 'newVersion'] as const;

/** Any artifact's options. */
type Options = Partial<ArtifactOptions & Omit<ModelOptions, 'body'> & Omit<DatasetOptions, 'format'>>;

/** Refuses what an artifact cannot be made of, before anything of it is stored. @throws {TidemarkError} naming the option. */
export function checkArtifact(key: string, options: Options): void {
  checkKey(key, 'Artifact key');
  const of = (option: string) => `${option} of artifact ${JSON.stringify(key)}`;
  checkObject(of('The options'), options);
  for (const name of TEXTS) if (options[name] !== undefined) checkText(of(name), options[name]);
  for (const name of SWITCHES) {
    if (options[name] !== undefined && typeof options[name] !== 'boolean')
      throw new InvalidArgumentError(`${of(name)} must be true or false, got ${kindOf(options[name])}.`);
  }
  for (const name of ['artifactPath', 'localPath', 'targetPath'] as const) checkPath(of(name), options[name]);
  if (options.labels !== undefined) stringLabels(options.labels);
  if (options.extraData !== undefined) toTagged(checkObject(of('extraData'), options.extraData), of('extraData'));
}

/** @throws {InvalidArgumentError} for what is no instance of an artifact class. */
export function checkInstance(artifact: Artifact): void {
  const given: unknown = artifact;
  if (typeof given !== 'object' || given === null || !('key' in given) || !('kind' in given))
    throw new InvalidArgumentError(`logArtifact takes a key and options, or an artifact (new ChartArtifact('key')), got ${kindOf(given)}.`);
}

function checkPath(what: string, path: string | undefined): void {
  if (path?.includes('\0') === true) throw new InvalidArgumentError(`${what} has a zero byte in it, which no path can have.`);
  if (path?.startsWith('file:') !== true) return;
  try {
    fileURLToPath(path);
  } catch (error) {
    throw new InvalidArgumentError(`${what} is ${JSON.stringify(path)}, and a file URL has three slashes and no host.`, { cause: error });
  }
}
