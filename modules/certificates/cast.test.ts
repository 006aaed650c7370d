// The people, the firms and the wishes that the tests of this module share.
import { randomInt } from 'node:crypto'

import type { Act } from '#kernel/act'
import type { Actor } from '#kernel/actor'
import { house } from '#kernel/actor'
import { dayOf } from '#kernel/calendar'
import { makeCitizenId } from '#kernel/codes/citizen-id'
import { makeSocialCreditCode } from '#kernel/codes/social-credit-code'
import { currentRelease } from '#kernel/releases'
import { ensureFirm, ensurePerson, relate, type Party } from '#modules/parties'

import { issue, type Issue } from './actions/issue.ts'
import type { Certificate } from './model/certificate.ts'

/** The house when it decides by itself. */
export const decider: Actor = house('deciding')

/** A person at home. */
export const at = (party: Party): Actor => ({ id: party.id, kind: 'person', agency: null, post: null, powers: new Set(), behalf: null })

/** An officer of an agency with some powers. */
export const officer = (agency: string, ...powers: string[]): Actor => ({ id: `p_officer_${agency}_${randomInt(1e9)}`, kind: 'officer', agency, post: 'post', powers: new Set(powers), behalf: null })

/** Whoever takes certificates back and gives them again at the registrar of Pengjiang. */
export const keeper = (): Actor => officer('pengjiang-market', 'certificates.revoke', 'certificates.suspend')

/** A new person. */
export const someone = (act: Act): Promise<Party> =>
  ensurePerson(act, { idNumber: makeCitizenId({ division: '440703', birth: `19${randomInt(60, 99)}-${String(randomInt(1, 13)).padStart(2, '0')}-${String(randomInt(1, 29)).padStart(2, '0')}`, sequence: randomInt(1000) }), name: '试用人', source: 'test' })

/** A new firm, and its legal representative. */
export async function firm(act: Act): Promise<{ firm: Party; chief: Party; code: string }> {
  const code = makeSocialCreditCode({ department: '9', organisationType: '1', division: '440703', sequence: randomInt(100_000_000) })
  const made = await ensureFirm(act, { socialCreditCode: code, name: '江门市试用茶业有限公司', source: 'test' })
  const chief = await someone(act)
  await relate(act, { from: chief.id, to: made.id, kind: 'legal-representative', source: 'test' })
  return { firm: made, chief, code }
}

/** What stands on the business licence of a firm. */
export const licenceFor = (act: Act, { firm: holder, code }: { firm: Party; code: string }, change: Partial<Issue> = {}): Issue => ({
  type: 'business-licence', holder: holder.id, holderName: holder.name, holderCode: code, holderCodeType: 'social-credit-code', issuer: 'pengjiang-market',
  fields: { name: holder.name, socialCreditCode: code, kind: '有限责任公司', legalRepresentative: '试用人', capital: 100_000_000, establishedOn: '2026-03-02', address: '江门市蓬江区', scope: '茶叶零售', term: '长期' },
  case: `case-${randomInt(1e12)}`, decision: `decision-${randomInt(1e12)}`, definition: currentRelease().digest, validFrom: dayOf(act.at), ...change,
})

/** A firm with its licence. */
export async function licensed(act: Act, change: Partial<Issue> = {}): Promise<{ firm: Party; chief: Party; code: string; licence: Certificate }> {
  const made = await firm(act)
  return { ...made, licence: await issue(act, licenceFor(act, made, change)) }
}

/** The allowance of a person, whose name and numbers are nobody else's business. */
export const allowanceFor = (act: Act, person: Party, change: Partial<Issue> = {}): Issue => ({
  type: 'senior-allowance', holder: person.id, holderName: person.name, holderCode: person.identifiers[0]!.value, holderCodeType: 'citizen-id', issuer: 'jiangmen-civil',
  fields: { name: person.name, idNumber: person.identifiers[0]!.value, level: '80–89', monthlyAmount: 87_654_321, firstMonth: '2026-03' },
  case: `case-${randomInt(1e12)}`, decision: `decision-${randomInt(1e12)}`, definition: currentRelease().digest, validFrom: dayOf(act.at), ...change,
})

/** The code of a refusal, and of the faults of its input. */
export const refusedWith = (...codes: string[]) => (error: unknown): boolean => {
  const { code, faults = [] } = error as { code?: string; faults?: { code: string }[] }
  const told = [code, ...faults.map((fault) => fault.code)].filter((one) => one !== 'not_understood')
  if (told.join() !== codes.join()) throw new Error(`refused with ${told.join()} and not ${codes.join()}: ${String((error as Error).stack)}`)
  return true
}
