import { derInteger } from '../gm/der.ts'
import { namesIn, type Signer } from './certificate.ts'
import { ECDSA, NAMES } from './names.ts'
import { bits, octets, sequence, tagged, timeOf } from './values.ts'

/** A certificate that was taken back: what is signed later with its key is not good. */
export type TakenBack = { readonly certificate: Buffer; readonly at: Date }

/** cessationOfOperation (RFC 5280, section 5.3.1): the key signs no more, and what it signed before stays good. */
const ENDED = Buffer.from('0a0105', 'hex')

/** A list tells whole seconds: what was signed earlier in the same second stays good. */
const nextSecond = (at: Date): Date => new Date(Math.ceil(at.getTime() / 1000) * 1000)

/** The list of the certificates an authority took back, by RFC 5280, section 5, in DER. `number` grows with every list. */
export async function crlOf({ authority, takenBack, at, next, number }: { readonly authority: Buffer; readonly takenBack: readonly TakenBack[]; readonly at: Date; readonly next: Date; readonly number: bigint }, sign: Signer): Promise<Buffer> {
  const entries = takenBack.map((one) => sequence(namesIn(one.certificate).serial, timeOf(nextSecond(one.at)), sequence(sequence(NAMES.reason, octets(ENDED)))))
  const body = sequence(
    derInteger(1n), ECDSA, namesIn(authority).subject, timeOf(at), timeOf(next),
    ...(entries.length === 0 ? [] : [sequence(...entries)]),
    tagged(0, sequence(sequence(NAMES.crlNumber, octets(derInteger(number))))),
  )
  return sequence(body, ECDSA, bits(await sign(body)))
}
