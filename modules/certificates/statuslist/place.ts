import { createHmac } from 'node:crypto'

/** Tokens of one list: so many that nobody is told apart by which list is fetched. */
export const SIZE = 2 ** 20
const HALF_BITS = 10
const HALF = 2 ** HALF_BITS
const ROUNDS = 4

/** The place of a certificate in the lists: which list, and where in it. Neighbours in time are no neighbours there, so a list tells nobody when anything was issued. */
export function placeOf(number: number, key: Buffer): { readonly list: number; readonly index: number } {
  const list = Math.floor(number / SIZE)
  return { list, index: shuffled(number % SIZE, list, key) }
}

// A Feistel network over twenty bits: every number of a list has one place, and every place one number.
function shuffled(number: number, list: number, key: Buffer): number {
  let [left, right] = [number >> HALF_BITS, number % HALF]
  for (let round = 0; round < ROUNDS; round++) {
    const mixed = createHmac('sha256', key).update(`${list} ${round} ${right}`).digest().readUInt16BE(0) % HALF
    ;[left, right] = [right, left ^ mixed]
  }
  return left * HALF + right
}
