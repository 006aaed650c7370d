import { randomBytes } from 'node:crypto'

import type { Act } from '#kernel/act'
import { dayOf } from '#kernel/calendar'
import { visitor } from '#kernel/actor'
import { takeDuty } from '#kernel/duties'
import { permit, Refusal } from '#kernel/refusal'
import { currentRelease } from '#kernel/releases'
import { look, mayServe, requireOpposite, requireSession, type Session } from '#modules/counter'
import { keep, type Answer, type Authorised } from '#modules/exchange'
import { foreseeUse, give } from '#modules/grants'
import { agenciesOf, mandateFor, partyOf } from '#modules/parties'

import { isOpenToChange, stageOf, type CaseFile } from '../model/case.ts'
import type { AskDefinition } from '../model/matter.ts'
import { elementsOnCertificates } from '../model/requirement.ts'
import { readsOf } from '../model/scope.ts'
import { maySpeakFor } from '../policy.ts'
import * as store from '../store/cases.ts'
import { dropContests } from '../store/contests.ts'
import * as tasks from '../store/tasks.ts'
import { asksOf, elementsOf, isPersonal, pass } from './asking.ts'
import { definitionIn, definitionOf, holdToWork, scopeOf, type Definition } from './context.ts'
import { foreseeSeeking, seek } from './evidence.ts'
import { fill } from './fill.ts'
import { forgetTyped } from './typing.ts'

const YEAR_MS = 366 * 86_400_000

/** The party that a reader acts for: himself, or whom he has a mandate from. */
export const speaker = (act: Act): string => act.actor.behalf ?? act.actor.id

/** Every party that the reader speaks for in a case: himself or whom his session acts for, and the applicant where he opened it for him. */
export const sidesOf = (act: Act, file: Pick<CaseFile, 'applicant' | 'behalf'>): string[] =>
  [...new Set([speaker(act), ...(act.actor.id === file.behalf ? [file.applicant] : [])])]

/**
 * Opens a case for the reader (or for whom he has a mandate), pinned to the release in force. By opening it the
 * person consents to the looks that fill his form, and to nothing else.
 * A clerk opens one for the citizen opposite him, who then is the applicant; what fills the form rests on his presence.
 * Refuses `identity.sign_in_first`, `services.no_definition`, `services.part_only`, `services.wrong_applicant`, `services.mandate_ended`, `counter.nobody_opposite`.
 */
export async function open(act: Act, wish: { kind: 'matter' | 'bundle'; id: string; channel?: string; for?: string }): Promise<Filling> {
  if (act.actor.id === 'visitor') throw new Refusal('unsigned', 'identity.sign_in_first')
  const release = currentRelease()
  const definition = definitionIn(release, wish.kind, wish.id)
  if (definition.matter?.partOnly) throw new Refusal('conflict', 'services.part_only', { id: wish.id })
  const session = await servedBy(act, wish)
  const citizen = session?.citizen ?? act.actor.id
  const applicant = await partyOf(act, wish.for ?? session?.citizen ?? speaker(act))
  if (definition.matter && definition.matter.applicant !== applicant.kind) throw new Refusal('conflict', 'services.wrong_applicant', { kind: definition.matter.applicant })
  const id = newCaseId()
  const file = await store.addCase(act.tx, {
    id, number: caseNumber(act, id), kind: wish.kind, definition: wish.id, release: release.digest, applicant: applicant.id,
    behalf: applicant.id === citizen ? null : citizen, openedBy: act.actor.id, channel: session ? 'window' : (wish.channel ?? 'portal'), at: act.at,
  })
  await requireMandate(session ? asHim(act, citizen) : act, file)
  if (file.behalf || session) await takeDuty(act, 'services.collect', id)
  if (session) await look(act, session, 'form', id)
  const asks = definition.asks.filter((ask) => ask.at !== 'decide' && !ask.statutory && isPersonal(release, ask))
  const elements = [...elementsOf(release, asks), ...elementsOnCertificates(definition.matter?.requirements ?? [])]
  if (elements.length > 0) await give(actingFor(act, applicant.id), { basis: session ? 'presence' : 'consent', grantor: applicant.id, grantee: platform(act), elements, purpose: wish.id, case: id, notAfter: new Date(act.at.getTime() + YEAR_MS) })
  await act.record({ type: 'services.opened', subject: id, case: id, data: { definition: wish.id, release: release.digest, channel: session ? 'window' : (wish.channel ?? 'portal') } })
  // Where sources are asked at once, what they say fills the form in the act that keeps it.
  if (definition.asks.some((ask) => ask.at === 'open')) return fillingOf(act, file, definition)
  await fillWith(act, file, definition, [])
  return { case: id, definition, asks: [], round: '' }
}

/** The session in which a clerk opens a case for the citizen opposite; none where somebody opens one for himself. Refuses `counter.nobody_opposite`. */
async function servedBy(act: Act, wish: { channel?: string; for?: string }): Promise<Session | undefined> {
  const serves = mayServe(act.actor) && wish.for !== undefined && wish.for !== act.actor.id
  return serves || wish.channel === 'window' ? requireSession(act) : undefined
}

/** The act as one of the citizen himself, for asking what he may. What is written and recorded in it stays the clerk's. */
export const asHim = (act: Act, citizen: string): Act => ({ ...act, actor: { ...visitor, id: citizen } })

/**
 * Refuses whoever may not change a case for its applicant: he himself or who has his mandate may, and the clerk he sits
 * opposite, who thereby collects it and so does not decide it. Refuses `not_permitted`, `services.mandate_ended`, `counter.nobody_opposite`.
 */
export async function requireSpeaker(act: Act, file: CaseFile): Promise<void> {
  if (!maySpeakFor(act.actor, file) && mayServe(act.actor)) {
    await requireOpposite(act, sittersIn(file))
    return takeDuty(act, 'services.collect', file.parent ?? file.id)
  }
  permit(maySpeakFor(act.actor, file))
  await requireMandate(act, file)
}

/** Who may sit opposite a clerk for a case: the applicant, or who acts for him. */
export const sittersIn = (file: Pick<CaseFile, 'applicant' | 'behalf'>): (string | null)[] => [file.applicant, file.behalf]

/** An opaque id that says nothing and cannot be guessed. */
export const newCaseId = (): string => `c_${randomBytes(12).toString('base64url').replace(/[-_]/g, 'x')}`

/** The number people say on the telephone: the day, and eight characters of the id. */
export const caseNumber = (act: Act, id: string): string => `${dayOf(act.at).replaceAll('-', '')}-${id.slice(2, 10).toUpperCase()}-${id.slice(-4).toUpperCase()}`

/** The agency that runs this node and fills forms in for people. */
export function platform(act: Act): string {
  const agency = agenciesOf(act).find((one) => one.role === 'data-authority')
  if (!agency) throw new Refusal('absent', 'parties.no_agency', { role: 'data-authority', division: '' })
  return agency.id
}

/**
 * Refuses `services.mandate_ended` where the reader acts for a party, the applicant unless told, that does not or no longer
 * lets him in this matter. A mandate for a bundle is one for its steps.
 */
export async function requireMandate(act: Act, file: CaseFile, party: string = file.applicant): Promise<void> {
  if (act.actor.kind === 'house' || act.actor.id === party) return
  const root = file.parent === null ? file : await store.fileOf(act.tx, file.parent)
  for (const matter of [file.definition, root.definition]) {
    if (await mandateFor(act, { grantor: party, grantee: act.actor.id, matter })) return
  }
  throw new Refusal('forbidden', 'services.mandate_ended')
}

/** The act of somebody whose mandate was just found live, as one done for the party that gave it. */
export const actingFor = (act: Act, party: string): Act => (act.actor.id === party ? act : { ...act, actor: { ...act.actor, behalf: party } })

/** One round of filling a form: what sources are asked, passed through the gate. No definition: the case is not open to change. */
export type Filling = { readonly case: string; readonly definition: Definition | null; readonly asks: readonly Authorised[]; readonly round: string }

/** The first step of filling: which sources to ask now. `aliases` undefined: those of the opening. */
export async function prepareFilling(act: Act, id: string, aliases?: readonly string[]): Promise<Filling> {
  const file = await holdToWork(act, id)
  await requireSpeaker(act, file)
  if (!isOpenToChange(file)) return { case: id, definition: null, asks: [], round: '' }
  return fillingOf(act, file, await definitionOf(act, file), aliases)
}

async function fillingOf(act: Act, file: CaseFile, definition: Definition, aliases?: readonly string[]): Promise<Filling> {
  const wanted = definition.asks.filter((ask) => (aliases ? aliases.includes(ask.as) : ask.at === 'open'))
  const [scope] = await Promise.all([scopeOf(act, file, definition, file.draft?.answers ?? {}), foreseeUse(act, [file.applicant], [file.id])])
  const asks = await asksOf(act, wanted, scope)
  const passed = await pass(act, definition.release, wanted, asks, { grantee: platform(act), purpose: file.definition, case: file.id, root: file.id })
  return { case: file.id, definition, asks: passed, round: `fill ${act.at.toISOString()}` }
}

/** The asks that rest on answers just heard, and so must be made again: the branches of a bank on the address, for one. */
export function restingOn(definition: Definition, heard: readonly string[], at: readonly AskDefinition['at'][] = ['group']): string[] {
  const rests = (ask: AskDefinition): boolean => [...Object.values(ask.parameters), ask.when, ask.each, ask.of].some((text) => text !== undefined && readsOf(text).some((name) => heard.includes(name)))
  return definition.asks.filter((ask) => at.includes(ask.at) && !heard.includes(ask.as) && rests(ask)).map((ask) => ask.as)
}

/** The last step of filling: keeps what was heard, lets it flow into the form, and gives the file, which this act then holds. */
export async function concludeFilling(act: Act, { case: id, round }: Filling, answers: readonly Answer[]): Promise<CaseFile> {
  const file = await store.holdCase(act.tx, id)
  if (!isOpenToChange(file)) return file
  const definition = await definitionOf(act, file)
  await keep(act, definition.release, id, round, answers)
  return fillWith(act, file, definition, file.draft?.groups ?? [])
}

/** Looks for what proves what must be proven, then lets all that is known flow into the form. */
async function fillWith(act: Act, file: CaseFile, definition: Definition, groups: readonly string[]): Promise<CaseFile> {
  if (definition.matter?.requirements.length) {
    const [scope] = await Promise.all([scopeOf(act, file, definition, file.draft?.answers ?? {}), foreseeSeeking(act, file, definition)])
    await seek(act, { file, definition, scope, grantee: platform(act), for: 'form' })
  }
  return fill(act, file, definition, groups, {})
}

/** Withdraws a case that is not decided yet, with a reason. Refuses `services.already_decided`. */
export async function withdrawCase(act: Act, id: string, reason: string): Promise<void> {
  const file = await store.holdCase(act.tx, id)
  permit(maySpeakFor(act.actor, file))
  await requireMandate(act, file)
  if (file.closure || (file.verdict?.outcome === 'GRANT' && stageOf(file) !== 'dormant')) throw new Refusal('conflict', 'services.already_decided')
  await forgetTyped(act, file)
  await store.addClosure(act.tx, id, { ending: 'withdrawn', result: {}, at: act.at, by: act.actor.id, reason })
  await store.stopClocks(act.tx, id, act.at)
  // Nobody need decide any more what is not asked for any more.
  const steps = await store.childrenOf(act.tx, id)
  const all = [id, ...steps.map((step) => step.id)]
  await tasks.endTasksOf(act.tx, all, act.at, act.actor.id)
  await dropContests(act.tx, all, act.at, act.actor.id)
  await act.record({ type: 'services.withdrawn', subject: id, case: id, data: {} })
}

