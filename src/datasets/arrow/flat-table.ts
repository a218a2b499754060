/** A table of a flatbuffer. Slots are offsets in its vtable: 4 for the first field, 6 for the second, … */
export interface FlatTable {
  /** Where it begins. */
  readonly start: number;
  child(slot: number): FlatTable | undefined;
  vector(slot: number): { readonly start: number; readonly length: number } | undefined;
  byte(slot: number): number | undefined;
  setLong(slot: number, value: bigint): void;
  /** Makes a vector shorter. */
  setLength(slot: number, length: number): void;
  /** As if the field had never been there. */
  remove(slot: number): void;
}

/** The table at a place of a flatbuffer, which is read and changed there. */
export function tableAt(view: DataView, start: number): FlatTable {
  const vtable = start - view.getInt32(start, true);
  const field = (slot: number): number | undefined => {
    const offset = slot < view.getUint16(vtable, true) ? view.getUint16(vtable + slot, true) : 0;
    return offset === 0 ? undefined : start + offset;
  };
  const follow = (slot: number): number | undefined => {
    const at = field(slot);
    return at === undefined ? undefined : at + view.getUint32(at, true);
  };
  return {
    start,
    child(slot) {
      const at = follow(slot);
      return at === undefined ? undefined : tableAt(view, at);
    },
    vector(slot) {
      const at = follow(slot);
      return at === undefined ? undefined : { start: at + 4, length: view.getUint32(at, true) };
    },
    byte(slot) {
      const at = field(slot);
      return at === undefined ? undefined : view.getUint8(at);
    },
    setLong(slot, value) {
      const at = field(slot);
      if (at !== undefined) view.setBigInt64(at, value, true);
    },
    setLength(slot, length) {
      const at = follow(slot);
      if (at !== undefined) view.setUint32(at, length, true);
    },
    remove: (slot) => view.setUint16(vtable + slot, 0, true),
  };
}
