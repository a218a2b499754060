import { group } from '../../command.js';

/** `tidemark artifacts …` */
export const artifacts = group('artifacts', 'Look at artifacts, and tag them', {
  subCommands: {
    list: async () => (await import('./list.js')).list,
    show: async () => (await import('./show.js')).show,
    head: async () => (await import('./head.js')).head,
    sql: async () => (await import('./sql.js')).sql,
    get: async () => (await import('./get.js')).get,
    link: async () => (await import('./link.js')).link,
    delete: async () => (await import('./delete.js')).deleteArtifact,
    describe: async () => (await import('./describe.js')).describe,
    diff: async () => (await import('./diff.js')).diff,
    lineage: async () => (await import('./lineage.js')).lineage,
    versions: async () => (await import('./versions.js')).versions,
    tag: async () => (await import('./tag.js')).tag,
    untag: async () => (await import('./untag.js')).untag,
    protect: async () => (await import('./protect.js')).protect,
    unprotect: async () => (await import('./protect.js')).unprotect,
    render: async () => (await import('./render.js')).render,
  },
  examples: [
    'tidemark artifacts list --kind dataset',
    'tidemark artifacts show store://models/default/train_model',
    'tidemark artifacts head store://datasets/default/train_mydf',
    'tidemark artifacts get store://datasets/default/train_mydf -o mydf.parquet',
    'tidemark artifacts render store://charts/default/train_curve -o curve.png',
  ],
});
