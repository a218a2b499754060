import { createToken } from '../../../server/index.js';
import { JSON_OPTION, command } from '../../command.js';
import { printJson } from '../../print/json.js';
import { UsageError } from '../../usage-error.js';

/** `tidemark token create` */
export const create = command({
  name: 'create',
  description: 'Make a token, and what TIDEMARK_AUTH_TOKENS keeps of it; nothing is stored',
  examples: ['tidemark token create --name ada', 'tidemark token create --name dashboard --read-only'],
  options: {
    name: { type: 'string', description: 'Whose it is: letters, digits, and any of _ . @ -' },
    'read-only': { type: 'boolean', description: 'It may look, and change nothing' },
    ...JSON_OPTION,
  },
  async run({ options }) {
    const { name = '' } = options;
    if (!/^[\w.@-]{1,100}$/.test(name))
      throw new UsageError('--name says whose token it is: letters, digits, and any of _ . @ -, at most 100.');
    const made = createToken({ name, access: options['read-only'] ? 'read-only' : 'read-write' });
    if (options.json) return printJson(made);
    console.log(
      `Token of ${name}, shown this once:\n  ${made.token}\n\nFor TIDEMARK_AUTH_TOKENS of the server, which keeps its digest alone:\n  ${made.entry}`,
    );
  },
});
