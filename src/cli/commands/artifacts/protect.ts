import { JSON_OPTION, command } from '../../command.js';
import type { Command } from '../../command.js';
import { withClient } from '../../open-client.js';
import { printJson } from '../../print/json.js';

const OPTIONS = {
  project: { type: 'string', valueHint: 'name', description: 'The project (default: TIDEMARK_PROJECT, else default)' },
  ...JSON_OPTION,
} as const;
const TAG = { tag: { description: 'The tag, such as prod' } };

/** `tidemark artifacts protect` */
export const protect: Command = command({
  name: 'protect',
  description: 'Let a tag of a project move by force alone: no step moves it any more',
  examples: ['tidemark artifacts protect prod', 'tidemark artifacts protect prod --project churn'],
  positionals: TAG,
  options: OPTIONS,
  async run({ positionals: [tag = ''], options }) {
    const tags = await withClient(async (client) => {
      const project = options.project ?? client.project;
      await client.protectTag(project, tag);
      return client.protectedTags(project);
    });
    if (options.json) printJson({ protected: tags });
    else console.log(`Protected in project ${tags[0]?.project}: ${tags.map((one) => one.tag).join(', ')}`);
  },
});

/** `tidemark artifacts unprotect` */
export const unprotect: Command = command({
  name: 'unprotect',
  description: 'Let steps move a tag again',
  examples: ['tidemark artifacts unprotect prod --project churn'],
  positionals: TAG,
  options: OPTIONS,
  async run({ positionals: [tag = ''], options }) {
    const { lifted, project } = await withClient(async (client) => {
      const of = options.project ?? client.project;
      return { lifted: await client.unprotectTag(of, tag), project: of };
    });
    if (options.json) printJson({ lifted });
    else console.log(lifted ? `${tag} is protected no more in project ${project}.` : `${tag} was not protected in project ${project}.`);
  },
});
