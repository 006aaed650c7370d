// A published list of ten million standings, two in a hundred of them not good: how large it is on the wire, and how fast one standing is read.
import { getListFromStatusListJWT } from '@sd-jwt/jwt-status-list'

import { wholeFrom } from '#tests/chance'

import { opened, packed, statusIn, STATUS } from '../modules/certificates/statuslist/list.ts'
import { median, tell } from './figure.ts'

const TOKENS = 10_000_000
const CHANGED = TOKENS / 50
const ROUNDS = 11
const READS = 100_000

// They lie anywhere: a regular pattern would pack far too well.
const random = wholeFrom(20_261_128)
const changed = new Map<number, number>()
while (changed.size < CHANGED) changed.set(random(TOKENS), changed.size % 10 === 0 ? STATUS.suspended : STATUS.invalid)
const asked = Array.from({ length: READS }, () => random(TOKENS))
const list = packed(TOKENS, 2, changed)
const open = opened(list)!
for (const [index, status] of [...changed].slice(0, 1000)) if (statusIn(open, index) !== status) throw new Error(`the list says otherwise of ${index}`) // No figure counts a wrong answer.

const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')
const theirs = getListFromStatusListJWT(`${part({ alg: 'ES256', typ: 'statuslist+jwt' })}.${part({ sub: 'x', iat: 1, status_list: list })}.AA`)

const spent = (read: (index: number) => unknown): number => {
  const began = performance.now()
  for (const index of asked) read(index)
  return ((performance.now() - began) * 1000) / READS
}
const [own, peer]: [number[], number[]] = [[], []]
for (let round = 0; round < ROUNDS; round++) {
  own.push(spent((index) => statusIn(open, index)))
  peer.push(spent((index) => theirs.getStatus(index)))
}
tell({ name: 'status-list-bytes', value: list.lst.length, unit: 'bytes on the wire', peer: 'two million bytes', peerValue: 2_000_000, runs: 1 })
tell({ name: 'status-list-check', value: median(own), unit: 'µs', peer: '@sd-jwt/jwt-status-list, its list opened once', peerValue: median(peer), runs: ROUNDS })
