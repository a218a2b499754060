import { JSON_OPTION, command } from '../command.js';
import { printJson } from '../print/json.js';
import { styled } from '../print/style.js';

const MARKS = { ok: ['green', '✓'], warning: ['yellow', '!'], failed: ['red', '✗'] } as const;

/** `tidemark doctor` */
export const doctor = command({
  name: 'doctor',
  description: 'Check that everything a run needs is there, and say what to do where it is not',
  examples: ['tidemark doctor', 'TIDEMARK_TRACKING=sqlite:/data/tracking.db tidemark doctor --json'],
  options: { ...JSON_OPTION },
  async run({ options }) {
    const { examine } = await import('../doctor/examine.js');
    const checks = await examine();
    const ok = checks.every(({ status }) => status !== 'failed');
    if (options.json) printJson({ ok, checks });
    else {
      const width = Math.max(...checks.map(({ name }) => name.length));
      for (const { name, status, detail, advice } of checks) {
        const [colour, mark] = MARKS[status];
        console.log(`${styled(colour, mark)} ${styled('bold', name.padEnd(width))}  ${detail}`);
        if (advice !== undefined) console.log(advice.replaceAll(/^/gm, ' '.repeat(width + 4)));
      }
    }
    return ok ? 0 : 1;
  },
});
