import { group } from '../../command.js';

/** `tidemark token …` */
export const token = group('token', 'Make tokens for a server that others may reach: create', {
  subCommands: { create: async () => (await import('./create.js')).create },
  examples: ['tidemark token create --name ada', 'tidemark token create --name dashboard --read-only'],
});
