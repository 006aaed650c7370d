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
  for (let round = 0; round < ROUNDS; round++) [left, right] = [right, left ^ mixed(list, round, right, key)]
  return left * HALF + right
}

const mixed = (list: number, round: number, half: number, key: Buffer): number => createHmac('sha256', key).update(`${list} ${round} ${half}`).digest().readUInt16BE(0) % HALF

/** The number of the certificate that stands at a place. */
export function numberAt({ list, index }: { readonly list: number; readonly index: number }, key: Buffer): number {
  let [left, right] = [index >> HALF_BITS, index % HALF]
  for (let round = ROUNDS - 1; round >= 0; round--) [left, right] = [right ^ mixed(list, round, left, key), left]
  return list * SIZE + left * HALF + right
}
