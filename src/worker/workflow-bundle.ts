import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, extname, join, resolve } from 'node:path';
import { bundleWorkflowCode } from '@temporalio/worker';
import type { BundleOptions, WorkflowBundle } from '@temporalio/worker';
import { ConfigurationError } from '../core/index.js';
import { builtInWorkflowsPath } from './plugin.js';

/**
 * Bundles pipelines together with Tidemark's own workflows, once; workers that share it start in a third of a second.
 *
 * @param pipelines - Path of a module that exports pipelines (and other workflows, if it likes). Without it: the built-in ones alone.
 */
export async function bundlePipelines(pipelines?: string): Promise<WorkflowBundle> {
  const logger = quietLogger();
  if (pipelines === undefined) return bundleWorkflowCode({ workflowsPath: builtInWorkflowsPath(), logger });
  const path = resolve(pipelines);
  const folder = await mkdtemp(join(tmpdir(), 'tidemark-bundle-'));
  try {
    const entry = join(folder, `entry${extname(path)}`);
    await writeFile(
      entry,
      `export * from ${JSON.stringify(path)};\nexport { runHandler } from ${JSON.stringify(builtInWorkflowsPath())};\n`,
    );
    return await bundleWorkflowCode({ workflowsPath: entry, logger, webpackConfigHook: resolveSdkFromHere });
  } catch (error) {
    throw new ConfigurationError(`The pipelines of ${path} cannot be bundled: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

type WebpackConfig = Parameters<NonNullable<BundleOptions['webpackConfigHook']>>[0];

// The bundler's own entry point lies beside ours, in a temporary folder, from where nothing could be found. The user's module finds its packages itself.
function resolveSdkFromHere(config: WebpackConfig): WebpackConfig {
  const sdk = dirname(dirname(dirname(createRequire(import.meta.url).resolve('@temporalio/workflow/package.json'))));
  return { ...config, resolve: { ...config.resolve, modules: [...(config.resolve?.modules ?? ['node_modules']), sdk] } };
}

// The bundler tells of every step it takes; what goes wrong is in its error.
function quietLogger() {
  const quiet = () => undefined;
  return { log: quiet, trace: quiet, debug: quiet, info: quiet, warn: quiet, error: quiet };
}
