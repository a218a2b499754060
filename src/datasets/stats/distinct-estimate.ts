const REGISTERS = 1 << 14;

/**
 * How many different texts came by, to about one percent, in 16 kB (HyperLogLog: Flajolet, Fusy, Gandouet and Meunier, 2007). Written here because it is this small.
 */
export class DistinctEstimate {
  readonly #registers = new Uint8Array(REGISTERS);

  add(text: string): void {
    // Two hashes of 32 bits: one says which register, the other how rare.
    let register = 0x811c9dc5;
    let rarity = 0x9747b28c;
    for (let i = 0; i < text.length; i++) {
      const unit = text.charCodeAt(i);
      register = Math.imul(register ^ unit, 0x01000193);
      rarity = Math.imul(rarity ^ unit, 0x5bd1e995);
      rarity ^= rarity >>> 15;
    }
    const index = mixed(register) & (REGISTERS - 1);
    const rank = Math.clz32(mixed(rarity ^ register)) + 1;
    if (rank > (this.#registers[index] as number)) this.#registers[index] = rank;
  }

  get count(): number {
    let sum = 0;
    let empty = 0;
    for (const rank of this.#registers) {
      sum += 2 ** -rank;
      if (rank === 0) empty++;
    }
    const estimate = (0.7213 / (1 + 1.079 / REGISTERS)) * REGISTERS * (REGISTERS / sum);
    // Few values: counting the registers that none has touched is better.
    return Math.round(estimate <= 2.5 * REGISTERS && empty > 0 ? REGISTERS * Math.log(REGISTERS / empty) : estimate);
  }
}

// Every bit of the input moves every bit of the result (the finish of MurmurHash3).
function mixed(hash: number): number {
  let bits = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}
