/** How often a fault is tried: `npm run test:faults -- --rounds N` says it for all; without it each fault has its own few. */
export function faultRounds(few: number): number {
  const asked = process.env['TIDEMARK_FAULT_ROUNDS'];
  if (asked === undefined || asked === '') return few;
  const rounds = Number(asked);
  if (!Number.isSafeInteger(rounds) || rounds < 1) throw new Error(`TIDEMARK_FAULT_ROUNDS is ${asked}; it takes an integer from 1.`);
  return rounds;
}

/** Where chance begins: `TIDEMARK_FAULT_SEED`, or `usual` when few rounds are run, or a new one. Printed, so that what failed can be repeated. */
export function faultSeed(fault: string, usual?: number): number {
  const given = process.env['TIDEMARK_FAULT_SEED'];
  const seed =
    given === undefined || given === ''
      ? ((process.env['TIDEMARK_FAULT_ROUNDS'] === undefined ? usual : undefined) ?? Date.now() % 1_000_000)
      : Number(given);
  console.log(`${fault}: TIDEMARK_FAULT_SEED=${seed}`);
  return seed;
}

/** Numbers from 0 to below 1, the same ones for the same seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
