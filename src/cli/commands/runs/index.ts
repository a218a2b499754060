import { group } from '../../command.js';

/** `tidemark runs …` */
export const runs = group('runs', 'Look at runs: list, show, logs, metrics, compare, label, abort, reconcile, export, delete', {
  subCommands: {
    list: async () => (await import('./list.js')).list,
    show: async () => (await import('./show.js')).show,
    logs: async () => (await import('./logs.js')).logs,
    metrics: async () => (await import('./metrics.js')).metrics,
    compare: async () => (await import('./compare.js')).compare,
    label: async () => (await import('./label.js')).label,
    abort: async () => (await import('./abort.js')).abort,
    reconcile: async () => (await import('./reconcile.js')).reconcile,
    delete: async () => (await import('./delete.js')).deleteRun,
    export: async () => (await import('./export.js')).exportRun,
  },
  examples: ['tidemark runs list --state error --since 1d', 'tidemark runs show 3f2a9c', 'tidemark runs logs 3f2a9c --follow'],
});
