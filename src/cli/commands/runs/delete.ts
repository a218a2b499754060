import { JSON_OPTION, command } from '../../command.js';
import { findRun, withClient } from '../../open-client.js';
import { printJson } from '../../print/json.js';

/** `tidemark runs delete` */
export const deleteRun = command({
  name: 'delete',
  description: 'Delete a run with everything it logged; a pipeline with its steps',
  examples: ['tidemark runs delete 3f2a9c', 'tidemark runs delete 3f2a9c --force'],
  positionals: { uid: { description: 'Uid of the run, or its first 6 digits and more' } },
  options: {
    force: { type: 'boolean', description: 'Although a tag is on what it logged, or another run has read it' },
    ...JSON_OPTION,
  },
  async run({ positionals: [uid = ''], options: { force, json } }) {
    const { record, deleted } = await withClient(async (client) => {
      const run = await findRun(client, uid);
      return { record: run.record, deleted: await client.deleteRun(run.uid, { force }) };
    });
    if (json) return printJson({ uid: record.uid, ...deleted });
    const steps = deleted.runs > 1 ? ` with its steps (${deleted.runs - 1})` : '';
    console.log(
      `Run ${record.name} (${record.uid}) is deleted${steps}, and what it logged (artifacts: ${deleted.artifacts}). Their bodies: tidemark gc`,
    );
  },
});
