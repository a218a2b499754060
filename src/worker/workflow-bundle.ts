import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { dirname, extname, join, resolve } from 'node:path';
import { bundleWorkflowCode } from '@temporalio/worker';
import type { WorkflowBundle } from '@temporalio/worker';
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
  // Beside the user's module, so that both resolve packages as the user's code does.
  const folder = await mkdtemp(join(dirname(path), '.tidemark-bundle-'));
  try {
    const entry = join(folder, `entry${extname(path)}`);
    await writeFile(
      entry,
      `export * from ${JSON.stringify(path)};\nexport { runHandler } from ${JSON.stringify(builtInWorkflowsPath())};\n`,
    );
    return await bundleWorkflowCode({ workflowsPath: entry, logger });
  } catch (error) {
    throw new ConfigurationError(`The pipelines of ${path} cannot be bundled: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

// The bundler tells of every step it takes; what goes wrong is in its error.
function quietLogger() {
  const quiet = () => undefined;
  return { log: quiet, trace: quiet, debug: quiet, info: quiet, warn: quiet, error: quiet };
}
