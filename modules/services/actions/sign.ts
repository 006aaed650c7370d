import type { Act } from '#kernel/act'
import { dueAt } from '#kernel/calendar'
import { canonical } from '#kernel/canonical'
import { digestOf } from '#kernel/content'
import { Refusal } from '#kernel/refusal'
import type { Session } from '#modules/counter'
import { give } from '#modules/grants'
import { enter, foreseeSigning, sign as signWith } from '#modules/ledger'
import { send } from '#modules/messages'
import { agencyFor } from '#modules/parties'

import { isOpenToChange, nextRound, stageOf, type CaseFile } from '../model/case.ts'
import { effortOf, type Answers } from '../model/form.ts'
import { elementsOnCertificates } from '../model/requirement.ts'
import type { Matter } from '../model/matter.ts'
import { must, plain, type Scope } from '../model/scope.ts'
import * as store from '../store/cases.ts'
import { evidenceOf } from '../store/evidence.ts'
import { elementsOf, isPersonal, lookAgain, type Looks } from './asking.ts'
import { advance } from './bundle.ts'
import { definitionOf, holdToWork, mattersOf, scopeOf, type Definition } from './context.ts'
import { foundForSigning, unproven } from './evidence-form.ts'
import { missingIn } from './fill.ts'
import { actingFor, asHim, requireMandate, requireSpeaker, sidesOf } from './open.ts'
import { forgetTyped } from './typing.ts'

const CONSENT_MS = 90 * 86_400_000

/**
 * Freezes the answers, and gives the file with its new round: from here on everybody signs these and no others. Changing them afterwards makes a new
 * round, and signatures over the old one count for nothing.
 * Refuses `services.closed_to_change`, `services.incomplete` with the missing fields.
 */
export async function confirm(act: Act, id: string): Promise<CaseFile> {
  const [file] = await Promise.all([holdToWork(act, id), evidenceOf(act.tx, id)])
  await requireSpeaker(act, file)
  if (!isOpenToChange(file)) throw new Refusal('conflict', 'services.closed_to_change')
  if (stageOf(file) === 'signing') return file
  const definition = await definitionOf(act, file)
  const answers = file.draft?.answers ?? {}
  const scope = await scopeOf(act, file, definition, answers)
  const found = await foundForSigning(act, file, definition, scope)
  const missing = [...definition.groups.flatMap((group) => missingIn(group, answers, scope)), ...unproven(definition, found)]
  if (missing.length > 0) throw new Refusal('unfit', 'services.incomplete', { count: missing.length }, missing)
  const round = nextRound(file)
  const digest = digestOf(canonical({ case: id, round, definition: definition.digest, release: file.release, answers: valuesOf(answers), ...(found.length === 0 ? {} : { evidence: found.map(({ requirement, by, ref, digest, standing, at }) => ({ requirement, by, ref, digest, standing, at: at.toISOString() })) }) }))
  const signatories = signatoriesFrom(file, definition, scope)
  const from = leadOf(definition, scope)
  const effort = effortOf(definition.fields, answers)
  await store.addSnapshot(act.tx, id, { round, answers, digest, ...effort, at: act.at, by: act.actor.id }, signatories)
  await act.record({ type: 'services.confirmed', subject: id, case: id, data: { round, digest } })
  for (const party of signatories.filter((one) => !sidesOf(act, file).includes(one))) {
    await send(act, { to: party, from, letter: 'please-sign', values: { title: definition.title, number: file.number }, case: id, link: `/cases/${id}/sign`, channels: ['inbox', 'sms'], key: `sign ${id} ${round} ${party}` })
  }
  const draft = file.draft && { ...file.draft, typings: await forgetTyped(act, file), differs: false }
  return { ...file, draft, snapshot: { round, answers, digest, ...effort, confirmedAt: act.at }, submission: null, reopening: null, verdict: null, task: null }
}

/**
 * Asks those who have not signed once more, at most once an hour each. Refuses `services.nothing_to_sign`.
 */
export async function remind(act: Act, id: string): Promise<void> {
  const file = await store.holdCase(act.tx, id)
  await requireSpeaker(act, file)
  if (stageOf(file) !== 'signing') throw new Refusal('conflict', 'services.nothing_to_sign')
  const { round } = file.snapshot!
  const definition = await definitionOf(act, file)
  const { title } = definition
  const from = leadOf(definition, await scopeOf(act, file, definition, file.snapshot!.answers))
  const open = (await store.signatoriesOf(act.tx, id, round)).filter((one) => one.signedAt === null && !sidesOf(act, file).includes(one.party))
  const hour = act.at.toISOString().slice(0, 13)
  for (const { party } of open) await send(act, { to: party, from, letter: 'please-sign', values: { title, number: file.number }, case: id, link: `/cases/${id}/sign`, channels: ['inbox', 'sms'], key: `remind ${id} ${round} ${party} ${hour}` })
  await act.record({ type: 'services.reminded', subject: id, case: id, data: { round, count: open.length } })
}

/** The bare values of answers: what is signed. */
export const valuesOf = (answers: Answers): Record<string, unknown> => Object.fromEntries(Object.entries(answers).map(([field, kept]) => [field, kept.value]))

/** The applicant, and whom the matters of the case name besides him. */
function signatoriesFrom(file: CaseFile, definition: Definition, scope: Scope): string[] {
  const others = mattersOf(definition, file.definition).flatMap(({ matter }) => (matter.signatories ? ((plain(matter.signatories, scope) as string[] | null) ?? []) : []))
  return [...new Set([file.applicant, ...others.filter((party) => typeof party === 'string')])]
}

/**
 * Signs the confirmed answers. With his signature each person consents to the looks at his own facts that the
 * decision needs, agency by agency; the last signature submits the case. Gives the file as it stands then.
 * A clerk who sees the citizen sign at his counter (`witness`) signs over who signed what before him.
 * Refuses `services.nothing_to_sign`, `services.not_signatory`, `services.already_signed`, `services.other_digest`, `services.mandate_ended`.
 */
export async function sign(act: Act, id: string, digest: string, witness?: Session): Promise<CaseFile> {
  const [file, signatories] = await Promise.all([holdToWork(act, id), store.signatoriesOf(act.tx, id), foreseeSigning(act, `person:${act.actor.id}`)])
  if (stageOf(file) !== 'signing') throw new Refusal('conflict', 'services.nothing_to_sign')
  const signer = witness ? asHim(act, witness.citizen) : act
  const { round, digest: standing } = file.snapshot!
  if (digest !== standing) throw new Refusal('conflict', 'services.other_digest')
  const definition = await definitionOf(act, file)
  const scope = await scopeOf(act, file, definition, file.snapshot!.answers)
  const mine = signatories.filter((one) => sidesOf(signer, file).includes(one.party))
  if (mine.length === 0) throw new Refusal('forbidden', 'services.not_signatory')
  const open = mine.find((one) => one.signedAt === null)
  if (!open) throw new Refusal('conflict', 'services.already_signed')
  const { party } = open
  if (party !== signer.actor.id) await requireMandate(signer, file, party)
  const { jws } = await signWith(act, { owner: `person:${act.actor.id}`, payload: canonical({ case: id, round, digest, party, at: act.at.toISOString(), ...(witness ? { witness: witness.clerk, session: witness.id } : {}) }) })
  await store.addSignature(act.tx, id, round, { party, by: act.actor.id, at: act.at, jws })
  if (witness) await witnessed(act, id, round, party, witness)
  await enter(act, { kind: 'signature', about: id, digest: digestOf(jws) })
  await consentFor(actingFor(act, party), file, definition, scope, party, witness ? 'presence' : 'consent')
  await act.record({ type: 'services.signed', subject: id, case: id, data: { round, party } })
  return signatories.every((one) => one.signedAt || one.party === party) ? submitRound(act, file, definition, scope) : file
}

async function witnessed(act: Act, id: string, round: number, party: string, { clerk, id: session }: Session): Promise<void> {
  await store.addWitness(act.tx, id, round, { party, clerk, session })
  await act.record({ type: 'services.witnessed', subject: id, case: id, data: { round, session } })
}

/** The organ competent for a matter in this case. */
export function organOf(definition: Definition, matter: Pick<Matter, 'organ'>, scope: Scope): string {
  return agencyFor(definition.release, { role: matter.organ.role, division: String(must(matter.organ.division, scope)) }).id
}

/** The organ that a case is handed in at: its matter's, or the one that leads its bundle. */
const leadOf = (definition: Definition, scope: Scope): string =>
  definition.matter ? organOf(definition, definition.matter, scope) : agencyFor(definition.release, { role: definition.bundle!.lead.role, division: String(must(definition.bundle!.lead.division, scope)) }).id

/** The consents that a signature gives: each agency of the case may look at this person's facts as its matter says, for this case. */
export async function consentFor(act: Act, file: CaseFile, definition: Definition, scope: Scope, party: string, basis: 'consent' | 'presence' = 'consent'): Promise<void> {
  for (const { id, matter } of mattersOf(definition, file.definition)) {
    const asks = matter.asks.filter((ask) => !ask.statutory && ask.of !== undefined && isPersonal(definition.release, ask))
    // What the applicant's own certificates prove is his to allow; a partner signs for looks at himself.
    const proofs = party === file.applicant && matter.requirements.length > 0 ? [...elementsOnCertificates(matter.requirements), 'uploads.file'] : []
    const elements = [...elementsOf(definition.release, asks), ...proofs]
    if (elements.length === 0) continue
    await give(act, { basis, grantor: party, grantee: organOf(definition, matter, scope), elements, purpose: id, case: file.parent ?? file.id, notAfter: new Date(act.at.getTime() + CONSENT_MS) })
  }
}

/** Hands in what everybody has signed, and gives the file as it stands then. */
export async function submitRound(act: Act, file: CaseFile, definition: Definition, scope: Scope): Promise<CaseFile> {
  const round = file.snapshot!.round
  const organ = leadOf(definition, scope)
  await submitTo(act, { id: file.id, round, organ, definition, looks: (within) => lookAgain(within, { file, organ, definition, scope }) })
  if (definition.bundle) await advance(act, file.id)
  return definition.bundle ? store.fileOf(act.tx, file.id) : { ...file, submission: { submittedAt: act.at, organ } }
}

/** A round that is handed in. `looks`: what the machine looks at before it decides a single matter. */
type Handing = { readonly id: string; readonly round: number; readonly organ: string; readonly definition: Definition; readonly looks: (act: Act) => Promise<Looks> }

/** Hands a round in at its organ: the clocks start, and the machine is told to decide a single matter. */
export async function submitTo(act: Act, { id, round, organ, definition, looks }: Handing): Promise<void> {
  const { matter, bundle, release } = definition
  await store.addSubmission(act.tx, { id, round, organ, at: act.at, placeField: matter?.earlierAt?.field ?? null })
  const limits = matter ? { promised: matter.limits.promised, statutory: matter.limits.statutory } : { promised: bundle!.promised }
  await store.startClocks(act.tx, id, Object.entries(limits).map(([name, limit]) => ({ name, round, from: act.at, due: dueAt(release, act.at, limit), owner: organ })))
  await act.record({ type: 'services.submitted', subject: id, case: id, data: { round, organ } })
  if (matter) await act.later({ kind: 'services.decide', key: `${id} ${round}`, payload: { case: id, round } }, looks)
}
