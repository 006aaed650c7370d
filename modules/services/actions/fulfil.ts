import { randomUUID } from 'node:crypto'

import type { Act } from '#kernel/act'
import { dayOf } from '#kernel/calendar'
import { work, type TakenJob } from '#kernel/jobs'
import { post } from '#modules/accounts'
import { issue } from '#modules/certificates'
import { recordDecision } from '#modules/decisions'
import { keepOrder, order as place, Orders, type OrderDefinition } from '#modules/exchange'
import { send } from '#modules/messages'
import { agencyFor, agencyOf, ensureFirm, partyOf, relate, type RelationKind } from '#modules/parties'

import { stageOf, type CaseFile } from '../model/case.ts'
import type { Deed, EntitlementDefinition } from '../model/matter.ts'
import { hit, holdsIn, must, withNames, worth, type Scope } from '../model/scope.ts'
import * as entitlements from '../store/entitlements.ts'
import * as store from '../store/cases.ts'
import { advance } from './bundle.ts'
import { definitionOf, scopeOf, untyped, type Definition } from './context.ts'
import { tell } from './decide.ts'

type Step = { readonly case: string; readonly round: number; readonly at: number }
type Placing = { readonly key: string; readonly position: number; readonly parameters: Record<string, unknown> }
type Prepared = { readonly case: string; readonly name: string; readonly alias: string; readonly definition: OrderDefinition; readonly agency: string; readonly placings: readonly Placing[] } | null
type Placed = (Exclude<Prepared, null> & { readonly answers: readonly Record<string, unknown>[] }) | null

/** Carries out what a grant brings about, deed by deed: orders to departments outside, everything else in one act. */
export const fulfilling = work<Prepared, Placed>({
  prepare: async (act, job) => {
    const found = await granted(act, job.payload as Step)
    return found && orderAt(act, found, job.payload as Step)
  },
  reach: async (prepared) => {
    if (!prepared) return null
    const answers = []
    for (const placing of prepared.placings) answers.push(await place(prepared.definition, placing.key, placing.parameters, { case: prepared.case }))
    return { ...prepared, answers }
  },
  conclude: concludeDeed,
})

/**
 * Begins to carry out a grant that this act gave: at once, up to the first order to a department, which waits for a job
 * of its own. `scope` is what the decision rested on, where a machine made it.
 */
export async function fulfil(act: Act, file: CaseFile, definition: Definition, scope?: Scope): Promise<void> {
  const step: Step = { case: file.id, round: file.snapshot!.round, at: 0 }
  const found = await afterDeeds(act, { file, definition, scope: scope ?? await scopeOf(act, file, definition, file.snapshot!.answers), deeds: await deedsBefore(act, file) })
  const first = definition.matter!.grant[step.at]
  if (first !== undefined && 'order' in first) await orderNext(act, found, step)
  else await goOn(act, found, step)
}

/** Promises the order of a step, prepared from what is known here. */
const orderNext = (act: Act, found: Granted, step: Step): Promise<void> =>
  act.later({ kind: 'services.fulfil', key: `${step.case} ${step.round} ${step.at}`, payload: step }, (within) => orderAt(within, found, step))

/** The first verdict on the first round follows on nothing: no deed was done before it. */
const deedsBefore = async (act: Act, file: CaseFile): Promise<readonly store.DeedDone[]> => (file.snapshot!.round === 1 && file.verdict!.number === 1 ? [] : store.deedsOf(act.tx, file.id))

type FirmDeed = Extract<Deed, { firm: { code: string } }>

type Granted = { readonly file: CaseFile; readonly definition: Definition; readonly scope: Scope; readonly deeds: readonly store.DeedDone[] }

/** The case if it is granted and not fulfilled yet, with everything earlier deeds brought about in scope. */
async function granted(act: Act, { case: id, round }: Step): Promise<Granted | null> {
  const file = await store.holdCase(act.tx, id)
  if (stageOf(file) !== 'fulfilling' || file.snapshot!.round !== round) return null
  const definition = await definitionOf(act, file)
  const [scope, deeds] = await Promise.all([scopeOf(act, file, definition, file.snapshot!.answers), store.deedsOf(act.tx, id)])
  return afterDeeds(act, { file, definition, scope, deeds })
}

/** What is granted, with what its deeds brought about so far in scope. */
async function afterDeeds(act: Act, granted: Granted): Promise<Granted> {
  const { file, definition, scope, deeds } = granted
  const firm = deeds.find((deed) => deed.kind === 'firm')
  const issued = new Map(deeds.filter((deed) => deed.kind === 'certificate').map((deed) => [deed.deed.split(' ')[1]!, deed.ref]))
  const items = file.verdict!.items?.filter((item) => item.outcome === 'GRANT').map((item) => item.position) ?? null
  const all = definition.matter!.each ? worth(definition.matter!.each, scope) : null
  const within = withNames(scope, {
    issued: hit(issued),
    decision: hit(untyped({ id: file.verdict!.decision, on: dayOf(file.verdict!.decidedAt) })),
    ...(Array.isArray(all) && items ? { granted: hit(all.filter((_, n) => items.includes(n))) } : {}),
    ...(firm ? { firm: hit(await firmValue(act, firm.ref)) } : {}),
  })
  return { ...granted, scope: within }
}

async function firmValue(act: Act, id: string) {
  const firm = await partyOf(act, id)
  return untyped({ id: firm.id, name: firm.name, code: firm.identifiers.find((identifier) => identifier.type === 'social-credit-code')?.value ?? null })
}

/** The order of a step, ready to be placed; null where none is to be. */
async function orderAt(act: Act, { file, definition, scope }: Granted, step: Step): Promise<Prepared> {
  const deed = definition.matter!.grant[step.at]
  if (deed === undefined || !('order' in deed) || !holdsIn(deed.when, scope)) return null
  const described = definition.release.get(Orders, deed.order)!.value
  const records = deed.each === undefined ? [null] : worth(deed.each, scope)
  const placings = await Promise.all((Array.isArray(records) ? records : []).map(async (record, position) => ({
    key: `${step.case}.${step.round}.${step.at}.${position}`, position, parameters: await identified(act, parametersIn(deed.parameters, record === null ? scope : withNames(scope, { item: hit(record) }))),
  })))
  const agency = agencyFor(definition.release, { role: described.agencyRole, division: divisionOf(definition, file) }).id
  return { case: file.id, name: deed.order, alias: deed.as, definition: described, agency, placings }
}

/** The JSON of every parameter. */
export const parametersIn = (parameters: Readonly<Record<string, string>>, scope: Scope): Record<string, unknown> =>
  Object.fromEntries(Object.entries(parameters).map(([name, text]) => [name, must(text, scope)]))

/** Departments know people by their citizen id, the house by party: under the key `idNumber` a party becomes its number as it leaves. */
export async function identified<T>(act: Act, value: T): Promise<T> {
  if (Array.isArray(value)) return (await Promise.all(value.map((part) => identified(act, part)))) as T
  if (typeof value !== 'object' || value === null) return value
  const entries = await Promise.all(Object.entries(value).map(async ([key, part]) => [key, key === 'idNumber' && typeof part === 'string' && part.startsWith('p_') ? await numberOf(act, part) : await identified(act, part)] as const))
  return Object.fromEntries(entries) as T
}

const numberOf = async (act: Act, party: string): Promise<string | null> => (await partyOf(act, party)).identifiers.find((identifier) => identifier.type === 'citizen-id')?.value ?? null

/** The division that the deciding organ has. */
const divisionOf = (definition: Definition, file: CaseFile): string => agencyDivision(definition, file.submission!.organ)

async function concludeDeed(act: Act, job: TakenJob, placed: Placed): Promise<void> {
  const step = job.payload as Step
  for (const [n, answer] of placed?.answers.entries() ?? []) {
    const { key, position } = placed!.placings[n]!
    await keepOrder(act, { key, position, case: step.case, name: placed!.name, alias: placed!.alias, agency: placed!.agency, answer })
  }
  const found = await granted(act, step)
  if (!found) return
  const declined = placed?.answers.find((answer) => answer['declined'] === true)
  if (declined) { await decline(act, found, placed!.agency, declined); return }
  await goOn(act, found, step)
}

/** Does every deed up to the next order; after the last one the case is done. */
async function goOn(act: Act, found: Granted, step: Step): Promise<void> {
  const { file, definition } = found
  const deeds = definition.matter!.grant
  let now = found
  const first = deeds[step.at]
  const begin = first !== undefined && 'order' in first ? step.at + 1 : step.at // The order of this step was just placed.
  for (let at = begin; at < deeds.length; at++) {
    const deed = deeds[at]!
    if ('order' in deed) {
      await orderNext(act, now, { ...step, at })
      return
    }
    const done = await carryOut(act, file, definition, deed, at, now.scope)
    if (done !== null) now = await afterDeeds(act, { ...now, deeds: [...now.deeds, done] })
  }
  const result = parametersIn(definition.matter!.result, now.scope)
  await store.addClosure(act.tx, file.id, { ending: 'granted', result, at: act.at, by: act.actor.id, reason: 'everything granted was done' })
  await store.stopClocks(act.tx, file.id, act.at)
  await act.record({ type: 'services.closed', subject: file.id, case: file.id, data: { ending: 'granted' } })
  if (file.parent) await advance(act, file.parent)
  else await tell(act, file, definition, 'case-granted')
}

/** Does one deed. Gives what it brought about; null where that is nothing that is noted. */
async function carryOut(act: Act, file: CaseFile, definition: Definition, deed: Deed, at: number, scope: Scope): Promise<store.DeedDone | null> {
  const note = async (kind: string, name: string, ref: string): Promise<store.DeedDone> => {
    const done = { deed: `${at} ${name}`, kind, ref, doneAt: act.at }
    await store.addDeed(act.tx, file.id, done)
    return done
  }
  if ('firm' in deed && typeof deed.firm === 'object') return note('firm', 'firm', await foundFirm(act, file, deed.firm, scope))
  if ('certificate' in deed) return holdsIn(deed.when, scope) ? note('certificate', deed.certificate, await certify(act, file, definition, deed, scope)) : null
  if ('posting' in deed) return holdsIn(deed.posting.when, scope) ? note('posting', 'posting', (await postFor(act, file.id, deed.posting, scope)).id) : null
  if ('entitlement' in deed) return note('entitlement', 'entitlement', await entitle(act, file, deed.entitlement, scope))
  if ('letter' in deed && holdsIn(deed.when, scope)) {
    const values = Object.fromEntries(Object.entries(parametersIn(deed.values, scope)).map(([name, value]) => [name, String(value ?? '')]))
    await send(act, { to: String(must(deed.to, scope)), from: file.submission!.organ, letter: deed.letter, values, case: file.id, link: `/cases/${file.id}`, channels: deed.channels, key: `deed ${file.id} ${at}` })
  }
  return null
}

async function foundFirm(act: Act, file: CaseFile, wish: FirmDeed['firm'], scope: Scope): Promise<string> {
  const firm = await ensureFirm(act, { socialCreditCode: String(must(wish.code, scope)), name: String(must(wish.name, scope)), source: file.definition, case: file.id })
  for (const relation of wish.relations) {
    const people = must(relation.people, scope)
    for (const person of Array.isArray(people) ? people : [people]) {
      if (typeof person === 'string') await relate(act, { from: person, to: firm.id, kind: relation.kind as RelationKind, since: dayOf(act.at), source: file.definition, case: file.id })
    }
  }
  return firm.id
}

async function certify(act: Act, file: CaseFile, definition: Definition, deed: Extract<Deed, { certificate: string }>, scope: Scope): Promise<string> {
  const until = deed.until === undefined ? null : must(deed.until, scope)
  const holder = deed.holder === 'applicant' ? file.applicant : String(must(deed.firm ?? 'firm.id', scope))
  const certificate = await issue(act, {
    type: deed.certificate, holder, holderName: String(must(deed.holderName, scope)), holderCode: String(must(deed.holderCode, scope)), holderCodeType: deed.holderCodeType,
    issuer: file.submission!.organ, fields: parametersIn(deed.fields, scope), case: file.id, decision: file.verdict!.decision, definition: definition.release.digest,
    validFrom: deed.from === undefined ? dayOf(act.at) : String(must(deed.from, scope)), ...(typeof until === 'string' ? { validUntil: until } : {}),
  })
  return certificate.id
}

/** Posts what the definition says, once per key. */
export function postFor(act: Act, id: string, posting: Extract<Deed, { posting: object }>['posting'], scope: Scope) {
  return post(act, {
    key: String(must(posting.key, scope)), reason: posting.reason, case: id,
    lines: posting.lines.map((line) => ({ account: String(must(line.account, scope)), side: line.side, amountFen: Number(must(line.amountFen, scope)) })),
  })
}

async function entitle(act: Act, file: CaseFile, wish: EntitlementDefinition, scope: Scope): Promise<string> {
  const id = randomUUID()
  await entitlements.addEntitlement(act.tx, { id, caseId: file.id, holder: file.applicant, matter: file.definition, starts: String(must(wish.starts, scope)), kept: parametersIn(wish.keep, scope), at: act.at })
  await act.record({ type: 'services.entitled', subject: id, case: file.id, data: { matter: file.definition } })
  return id
}

/** A department said no: the case goes back to the applicant with its words and, where it gave some, alternatives. */
async function decline(act: Act, { file, definition }: Granted, agency: string, answer: Record<string, unknown>): Promise<void> {
  const said = String(answer['reason'] ?? '')
  const reason = { row: 'declined', reason: 'services.declined', text: { zh: said, en: String(answer['reasonEn'] ?? said) } }
  const decision = await recordDecision(act, { case: file.id, number: file.number, release: definition.release, table: definition.matter!.decision, outcome: 'RETURN', reasons: [reason], by: agency, note: said, agency })
  await store.addVerdict(act.tx, file.id, file.snapshot!.round, { decision, outcome: 'RETURN', reasons: [reason], items: null, at: act.at, by: agency })
  await store.stopClocks(act.tx, file.id, act.at)
  await act.record({ type: 'services.declined', subject: file.id, case: file.id, data: { agency } })
  await tell(act, file, definition, 'case-returned')
  if (file.parent) await advance(act, file.parent)
}

const agencyDivision = (definition: Definition, id: string): string => agencyOf(definition.release, id).division
