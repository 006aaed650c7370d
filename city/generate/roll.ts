/**
 * What the later steps must know about everyone already written: kept in flat arrays, because a million objects would
 * cost half a gigabyte. A person's place is their `n`.
 */
export type Roll = {
  last: number
  born: Int32Array
  /** The day of death, or `ALIVE`. */
  died: Int32Array
  male: Uint8Array
  /** Place of the county of residence in `COUNTY_CODES`. */
  county: Uint8Array
}

/** Stands for "has not died". */
export const ALIVE = 2_147_483_647

/** An empty roll for so many people. */
export function emptyRoll(size: number): Roll {
  return {
    last: 0,
    born: new Int32Array(size),
    died: new Int32Array(size).fill(ALIVE),
    male: new Uint8Array(size),
    county: new Uint8Array(size),
  }
}
