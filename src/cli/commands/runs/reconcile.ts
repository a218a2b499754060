import { JSON_OPTION, command } from '../../command.js';
import { printJson } from '../../print/json.js';
import { withTemporal } from '../../with-temporal.js';

/** `tidemark runs reconcile` */
export const reconcile = command({
  name: 'reconcile',
  description: 'Give runs that stopped reporting their true state, asked of Temporal',
  examples: ['tidemark runs reconcile', 'tidemark runs reconcile --json'],
  options: JSON_OPTION,
  async run({ options }) {
    const changed = await withTemporal((client) => client.reconcile());
    if (options.json) printJson({ reconciled: changed });
    else if (changed.length === 0) console.log('Every run tells the truth already.');
    for (const { uid, name, from, to, why } of options.json ? [] : changed)
      console.log(`${name} (${uid.slice(0, 8)}): ${from} → ${to}, ${why}`);
  },
});
