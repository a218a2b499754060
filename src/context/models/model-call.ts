import { basename, resolve } from 'node:path';
import { DIRECTORY_MEDIA_TYPE, bodySource, fileBody } from '../../artifacts/index.js';
import type { FileToPut } from '../../artifacts/index.js';
import { InvalidArgumentError, LocalFileNotFoundError, checkKey, present, toTagged } from '../../core/index.js';
import type { Json } from '../../core/index.js';
import type { ModelOptions } from '../../sdk/index.js';
import { checkObject, checkText, stringLabels } from '../check-arguments.js';
import { checkBodyOptions, checkFileName, nameAndType } from '../artifacts/artifact-body.js';
import { checkArtifact } from '../artifacts/check-artifact.js';
import { checkFiles, copyOfFiles, filesToPut, folderToPut, isFolder } from '../artifacts/directory-files.js';
import type { LogCall, Prepared, Surroundings } from '../artifacts/log-call.js';
import { MODEL_SPEC, modelSpecYaml } from './model-spec.js';
import { trainingSet } from './training-set.js';
import type { TrainingSet } from './training-set.js';

/** The statistics of more columns are in `model_spec.yaml` alone: a record is read and listed whole. */
const MOST_STATS = 100;

/** A model: a directory of its file or files, and a description of it in `model_spec.yaml` that is in the record too. */
export function modelCall(key: string, given: ModelOptions): LogCall {
  const options = checkModel(key, given);
  const { framework, algorithm, metrics, parameters, inputs, outputs } = options;
  const about = toTagged({ framework, algorithm, metrics, parameters, inputs, outputs }, `model ${JSON.stringify(key)}`) as About;
  const labels = stringLabels({ ...(framework === undefined ? {} : { framework }), ...options.labels });
  return {
    kind: 'model',
    key,
    options: { ...options, labels },
    async prepare(from) {
      // Both begin before anything is waited for: a table that is changed after the call must not change what is recorded.
      const [model, learned] = await Promise.all([modelFiles(key, options), trainingSet(key, options, from)]);
      const spec = present({
        ...about,
        inputs: about.inputs ?? (learned?.inputs as Json | undefined),
        outputs: about.outputs ?? (learned?.outputs as Json | undefined),
        trainingSet: learned?.uri,
      });
      return await prepared(key, { ...model, spec, featureStats: learned?.stats, labels, options }, from);
    },
  };
}

type About = Readonly<Record<'framework' | 'algorithm' | 'metrics' | 'parameters' | 'inputs' | 'outputs', Json | undefined>>;

interface ModelFiles {
  readonly files: readonly FileToPut[];
  /** Its path. */
  readonly modelFile: string | undefined;
  readonly extraFiles: readonly string[];
}

interface Described extends ModelFiles {
  readonly spec: Readonly<Record<string, Json>>;
  readonly featureStats: TrainingSet['stats'];
  readonly labels: Readonly<Record<string, string>>;
  readonly options: ModelOptions;
}

async function prepared(key: string, described: Described, from: Surroundings): Promise<Prepared> {
  const { files, modelFile, extraFiles, spec, featureStats, labels, options } = described;
  // The record is masked where it is made; this file says the same.
  const yaml = await modelSpecYaml({
    ...{ key, project: from.project, extraFiles },
    ...present({ modelFile }),
    labels: from.mask.json(labels),
    spec: from.mask.json({ ...spec, ...present({ featureStats: featureStats as Json | undefined }) }),
  });
  const isLarge = Object.keys(featureStats ?? {}).length > MOST_STATS;
  return {
    mediaType: DIRECTORY_MEDIA_TYPE,
    spec: {
      fileName: modelFile === undefined ? key : basename(modelFile),
      ...present({ modelFile, format: options.format }),
      ...spec,
      ...(isLarge ? {} : present({ featureStats })),
    },
    body: { directory: [...files, { path: MODEL_SPEC, body: bodySource(yaml) }], ...present({ artifactPath: options.artifactPath }) },
  };
}

/** @throws {TidemarkError} for what no model can be made of. Gives a copy that the caller cannot change. */
function checkModel(key: string, options: ModelOptions): ModelOptions {
  checkKey(key, 'Artifact key');
  const { labelColumn, ...others } = checkObject(`The options of model ${JSON.stringify(key)}`, options);
  checkArtifact(key, others);
  const { body, localPath, dir, modelFile, extraFiles = {} } = options;
  const of = (option: string): string => `${option} of model ${JSON.stringify(key)}`;
  if (dir === undefined) checkBodyOptions(key, options);
  else if (body !== undefined || localPath !== undefined)
    throw new InvalidArgumentError(`Model ${JSON.stringify(key)} has a dir and a body or localPath. Put further files into extraFiles.`);
  for (const [name, text] of Object.entries(present({ dir, modelFile, format: options.format }))) checkText(of(name), text);
  if (modelFile !== undefined && body !== undefined) checkFileName(of('modelFile'), modelFile);
  for (const column of typeof labelColumn === 'string' ? [labelColumn] : (labelColumn ?? [])) checkText(of('labelColumn'), column);
  checkFiles(of('extraFiles'), extraFiles);
  if (Object.hasOwn(extraFiles, MODEL_SPEC))
    throw new InvalidArgumentError(
      `${of('extraFiles')} has a ${MODEL_SPEC}, which is written anew. Give what it says as options, or name it otherwise.`,
    );
  return {
    ...options,
    extraFiles: copyOfFiles(extraFiles),
    ...(body instanceof Uint8Array && { body: new Uint8Array(body) }),
  };
}

async function modelFiles(key: string, options: ModelOptions): Promise<ModelFiles> {
  const extra = await filesToPut(key, options.extraFiles ?? {});
  const extraFiles = extra.map(({ path }) => path);
  const folder = await folderOf(options);
  const own = folder === undefined ? [await oneFile(key, options)] : await inFolder(key, folder);
  const modelFile = chosen(key, own, options);
  return { files: [...own, ...extra], modelFile, extraFiles };
}

async function folderOf({ body, localPath, dir }: ModelOptions): Promise<string | undefined> {
  if (dir !== undefined) return dir;
  return body === undefined && localPath !== undefined && (await isFolder(localPath)) ? localPath : undefined;
}

async function inFolder(key: string, folder: string): Promise<FileToPut[]> {
  if (!(await isFolder(folder))) throw new LocalFileNotFoundError(key, resolve(folder));
  return (await folderToPut(key, folder)).filter(({ path }) => path !== MODEL_SPEC);
}

async function oneFile(key: string, options: ModelOptions): Promise<FileToPut> {
  const { body, localPath, modelFile } = options;
  const path = modelFile ?? nameAndType(key, options).fileName;
  if (path === MODEL_SPEC)
    throw new InvalidArgumentError(
      `The model file of ${JSON.stringify(key)} is named ${MODEL_SPEC}, which is the name of its description.`,
    );
  return { path, body: body === undefined ? fileBody(resolve(localPath ?? ''), key) : bodySource(body) };
}

function chosen(key: string, files: readonly FileToPut[], { modelFile }: ModelOptions): string | undefined {
  if (modelFile === undefined) return files.length === 1 ? files[0]?.path : undefined;
  if (files.some(({ path }) => path === modelFile)) return modelFile;
  const names = files.map(({ path }) => path).join(', ');
  throw new InvalidArgumentError(
    `The modelFile of model ${JSON.stringify(key)} is ${JSON.stringify(modelFile)}, which is none of its files (${names}).`,
  );
}
