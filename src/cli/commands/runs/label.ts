import { JSON_OPTION, command } from '../../command.js';
import { findRun, withClient } from '../../open-client.js';
import { assignments } from '../../parse-text.js';
import { printJson } from '../../print/json.js';
import { UsageError } from '../../usage-error.js';

/** `tidemark runs label` */
export const label = command({
  name: 'label',
  description: 'Set labels of a run, and take some off',
  examples: ['tidemark runs label 3f2a9c stage=final reviewed=yes', 'tidemark runs label 3f2a9c draft-'],
  positionals: {
    uid: { description: 'Uid of the run, or its first 6 digits and more' },
    label: { description: 'key=value sets it, key- takes it off', many: true },
  },
  options: JSON_OPTION,
  async run({ positionals: [uid = '', ...texts], options }) {
    const change = changeOf(texts);
    const { record } = await withClient(async (client) => {
      const run = await findRun(client, uid);
      await client.setLabels(run.uid, change);
      return client.getRun(run.uid);
    });
    if (options.json) return printJson({ uid: record.uid, labels: record.labels });
    const labels = Object.entries(record.labels).map(([key, value]) => `${key}=${value}`);
    console.log(`Run ${record.name} (${record.uid}) has the labels ${labels.length === 0 ? 'none' : labels.join(', ')}.`);
  },
});

/** @throws {UsageError} for text that is neither `key=value` nor `key-`. */
function changeOf(texts: readonly string[]): Readonly<Record<string, string | null>> {
  const isRemoval = (text: string) => !text.includes('=') && /.-$/.test(text);
  const wrong = texts.find((text) => !isRemoval(text) && text.indexOf('=') < 1);
  if (wrong !== undefined) throw new UsageError(`${JSON.stringify(wrong)} is no label. Write key=value to set one, key- to take it off.`);
  const removed = texts.filter(isRemoval).map((text) => [text.slice(0, -1), null]);
  return {
    ...Object.fromEntries(removed),
    ...assignments(
      'label',
      texts.filter((text) => !isRemoval(text)),
    ),
  };
}
