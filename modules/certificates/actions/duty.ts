import { randomUUID } from 'node:crypto'

import type { Act } from '#kernel/act'
import { isOfficer } from '#kernel/actor'
import { dayOf } from '#kernel/calendar'
import { permit, Refusal } from '#kernel/refusal'
import type { Bilingual } from '#kernel/shapes'
import { give, use } from '#modules/grants'
import { enter } from '#modules/ledger'

import { standing } from '../model/certificate.ts'
import { digestOfDuty, type DutyCopy } from '../model/duty.ts'
import { addDutyCopy, nextDutyNumber } from '../store/duty.ts'
import { get } from '../store/records.ts'
import { show, type Shown } from './present.ts'

/** Which certificate, which fields of it, and on which ground: the law, the matter, the live case, and until when the copy may be kept. */
export type DutyLook = { readonly id: string; readonly fields: readonly string[]; readonly purpose: string; readonly case: string; readonly law: Bilingual; readonly until: Date }

/** What an officer gets: the certificate with the fields that his matter maps and no other, and what the copy says of itself. */
export type DutyShown = Omit<Shown, 'code' | 'holder' | 'holderCode' | 'case' | 'decision'> & { readonly copy: Pick<DutyCopy, 'id' | 'number' | 'madeAt' | 'keepUntil' | 'purpose' | 'case' | 'use'>; readonly withheld: number }

/**
 * Gives an officer the mapped fields of a certificate, by law and for one live case, and writes the use into the holder's log, the copy into
 * his agency's register and both into the ledger, in the one act that shows it. Whoever calls this has made sure that the case is live,
 * that its matter maps the kind, and that this certificate is what proves something in it. Refuses `not_permitted`, `certificates.absent`, and
 * (conflict) `certificates.none_valid` with its standing.
 * Source: Personal Information Protection Law, art. 13(1)(3), 34 and 44.
 */
export async function copyByDuty(act: Act, { id, fields, purpose, case: file, law, until }: DutyLook): Promise<DutyShown> {
  const { actor } = act
  permit(isOfficer(actor))
  const certificate = await get(act.tx, id)
  const now = standing(certificate, act.at)
  if (now !== 'valid') throw new Refusal('conflict', 'certificates.none_valid', { standing: now })
  const { holder, type } = certificate
  const seen = fields.filter((field) => certificate.fields[field] !== undefined)
  const elements = [type, ...seen.map((field) => `${type}.${field}`)]
  await give(act, { basis: 'statutory', grantor: holder, grantee: actor.agency, elements: elements.map((element) => `certificates.${element}`), purpose, case: file, law, notAfter: until, maxUses: 1 })
  const { use: entry } = await use(act, { subject: holder, grantee: actor.agency, source: 'certificates', elements, purpose, case: file })
  const copy: DutyCopy = { id: randomUUID(), certificate: id, agency: actor.agency, number: await nextDutyNumber(act.tx, actor.agency), madeAt: act.at, madeBy: actor.id, post: actor.post, purpose, case: file, fields: seen, keepUntil: dayOf(until), use: entry }
  await addDutyCopy(act.tx, copy)
  await enter(act, { kind: 'duty-copy', about: copy.id, digest: digestOfDuty(copy), cause: file })
  await act.record({ type: 'certificates.copied', subject: id, case: file, data: { type, issuer: certificate.issuer, agency: actor.agency, number: copy.number } })
  const { code: _code, holder: _holder, holderCode: _holderCode, case: _case, decision: _decision, ...shown } = await show(act, certificate)
  const { number, madeAt, keepUntil, use: used } = copy
  return { ...shown, fields: shown.fields.filter((field) => seen.includes(field.id)), withheld: Object.keys(certificate.fields).length - seen.length, copy: { id: copy.id, number, madeAt, keepUntil, purpose, case: file, use: used } }
}
