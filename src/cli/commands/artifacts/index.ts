import { group } from '../../command.js';

/** `tidemark artifacts …` */
export const artifacts = group('artifacts', 'Look at artifacts: list, show, get, link', {
  subCommands: {
    list: async () => (await import('./list.js')).list,
    show: async () => (await import('./show.js')).show,
    get: async () => (await import('./get.js')).get,
    link: async () => (await import('./link.js')).link,
  },
  examples: [
    'tidemark artifacts list --kind dataset',
    'tidemark artifacts show store://models/default/train_model',
    'tidemark artifacts get store://datasets/default/train_mydf -o mydf.parquet',
  ],
});
