import type { Act } from '#kernel/act'
import { lampOf } from '#kernel/calendar'
import { Refusal } from '#kernel/refusal'
import type { Bilingual } from '#kernel/shapes'
import { ofCase, show } from '#modules/certificates'
import { preview, toJson } from '#modules/decisions'
import { factsOfCase } from '#modules/exchange'
import { agenciesOf, agencyNames, partyOf } from '#modules/parties'
import { dayOf } from '#kernel/calendar'

import { isOpenToChange, stageOf, type CaseFile, type Reason, type Stage } from '../model/case.ts'
import { effortOf, type Group } from '../model/form.ts'
import { Matters } from '../model/matter.ts'
import { remediesIn } from '../model/remedy.ts'
import { holdsIn, worth, type Scope } from '../model/scope.ts'
import { UNTOUCHED, type Typing } from '../model/typing.ts'
import { mayNote, mayRead, maySpeakFor } from '../policy.ts'
import * as store from '../store/cases.ts'
import { isKitReady, standingsOf, type StepStanding } from './bundle.ts'
import { contestsView } from './contest.ts'
import { calledIn, definitionOf, scopeOf, type Definition } from './context.ts'
import { deskView } from './desk-view.ts'
import { dormantView } from './dormant.ts'
import { missingIn, suggestionsFor } from './fill.ts'
import { consentsOf, lawfulLooksAt } from './looks.ts'
import { requireMandate, sidesOf } from './open.ts'
import { ratingView } from './rate.ts'
import { decidedView } from './show-decision.ts'
import { servingIn, servingView } from './serve.ts'
import { provenView } from './show-evidence.ts'
import { fieldViews } from './show-form.ts'
import { timelineOf } from './show-timeline.ts'

/** A case as its reader may see it. Refuses `services.case_absent`, `not_permitted`, `identity.sign_in_first`. */
export async function showCase(act: Act, id: string) {
  if (act.actor.id === 'visitor') throw new Refusal('unsigned', 'identity.sign_in_first')
  const file = await store.fileOf(act.tx, id)
  const root = file.parent ? await store.fileOf(act.tx, file.parent) : file
  const signatories = root.snapshot ? await store.signatoriesOf(act.tx, root.id, root.snapshot.round) : []
  const serving = mayRead(act.actor, file, signatories.map((one) => one.party)) ? undefined : await servingIn(act, file)
  if (act.actor.id === file.behalf || act.actor.behalf === file.applicant) await requireMandate(act, file)
  const definition = await definitionOf(act, file)
  const stage = stageOf(file)
  const answers = (isOpenToChange(file) ? file.draft?.answers : file.snapshot?.answers) ?? {}
  const scope = await scopeOf(act, file, definition, answers)
  const [applicant, clocks, known] = [await partyOf(act, file.applicant), await store.clocksOf(act.tx, id), await factsOfCase(act, id)]
  const standings = definition.bundle ? await standingsOf(act, file, definition, scope) : []
  const names = await agencyNames(act, [file.submission?.organ, ...clocks.map((clock) => clock.owner), ...standings.map(({ file: child }) => child?.submission?.organ)].filter((one) => one !== undefined))
  const nameOf = (agency: string | undefined): { id: string; name: Bilingual } | null => (agency === undefined ? null : { id: agency, name: names[agency] ?? { zh: agency, en: agency } })
  const ready = definition.bundle !== null && isKitReady(standings)
  const shownStage = stage === 'running' && ready && !file.receipt ? 'kit' : stage
  const me = meIn(act, file, signatories, ready, serving !== undefined)
  const children = standings.flatMap(({ file: child }) => (child ? [child] : []))
  const proven = await provenView(act, file, definition, scope, children, { mayEdit: me.mayEdit, seesFields: ['applicant', 'agent', 'clerk'].includes(me.role) })
  const contested = await contestsView(act, file, definition, signatories.map((one) => one.party))
  const rating = await ratingView(act, file, file.closure !== null || file.receipt !== null || ready || stage === 'returned')
  return {
    id, now: act.at, number: file.number, kind: file.kind, definition: file.definition, title: definition.title, definitionDigest: definition.digest, release: file.release,
    openedAt: file.openedAt, channel: file.channel, parent: file.parent, step: file.step, stage: shownStage, me: { ...me, mayRate: rating.mayRate, mayContest: contested.mayContest }, rating: rating.given, contestUntil: contested.until, contests: contested.given,
    called: calledIn(definition, file.definition, scope), applicant: { id: applicant.id, name: applicant.name }, organ: nameOf(file.submission?.organ),
    form: { groups: await groupViews(act, file, definition, scope, known, me.mayEdit), complete: definition.groups.every((group) => missingIn(group, answers, scope).length === 0) && proven.items.every((one) => !one.needsFile), ...effortOf(definition.fields, answers) },
    proven,
    changes: (file.reopening?.changes ?? []).map((change) => ({ ...change, label: definition.fields.find((field) => field.id === change.field)?.label ?? { zh: change.field, en: change.field } })),
    digest: file.snapshot?.digest ?? null,
    signatories: await signatoryViews(act, root, definition, scope, signatories),
    verdict: await verdictView(act, file, definition, scope), remedies: file.verdict && stage !== 'with-officer' ? remediesIn(definition.release) : [],
    dormant: dormantView(file, definition),
    decided: me.role === 'officer' ? null : await decidedView(act, file, definition, signatories.length < 2),
    clocks: clocks.map((clock) => ({ ...clock, owner: names[clock.owner] ?? null, lamp: lampOf(clock.startedAt, clock.dueAt, clock.stoppedAt ?? act.at) })),
    timeline: await timelineOf(act, file, standings),
    certificates: await certificatesOf(act, file, standings),
    result: file.closure?.result ?? null,
    steps: await stepViews(act, standings, definition, nameOf),
    kit: definition.bundle ? await kitView(act, definition, standings, file, { ready, nameOf }) : null,
    ...(serving ? { counter: await servingView(act, serving, file, definition, known) } : {}),
    ...(file.task && mayNote(act.actor, file.task) ? { desk: await deskView(act, file, definition) } : {}),
  }
}

type Signatory = Awaited<ReturnType<typeof store.signatoriesOf>>[number]

function meIn(act: Act, file: CaseFile, signatories: readonly Signatory[], ready: boolean, serves: boolean) {
  const applicant = maySpeakFor(act.actor, file)
  const mine = signatories.filter((one) => sidesOf(act, file).includes(one.party))
  const stage = stageOf(file)
  return {
    role: applicant ? (act.actor.behalf || file.behalf === act.actor.id ? 'agent' : 'applicant') : mine.length > 0 ? 'signatory' : serves ? 'clerk' : 'officer',
    mayEdit: (applicant || serves) && isOpenToChange(file),
    mustSign: stage === 'signing' && mine.some((one) => one.signedAt === null),
    maySignReceipt: applicant && ready && !file.receipt,
    mayWithdraw: applicant && !file.closure && (file.verdict?.outcome !== 'GRANT' || stage === 'dormant') && file.parent === null,
  }
}

type Known = Awaited<ReturnType<typeof factsOfCase>>

async function groupViews(act: Act, file: CaseFile, definition: Definition, scope: Scope, known: Known, mayEdit: boolean) {
  const answers = (isOpenToChange(file) ? file.draft?.answers : file.snapshot?.answers) ?? {}
  const done = new Set(file.draft?.groups ?? [])
  const editable = isOpenToChange(file)
  let current = false
  const views = []
  for (const group of definition.groups) {
    const shown = holdsIn(group.show, scope)
    const check = editable && group.check && done.has(group.id) ? checkOf(definition, group, dayOf(act.at), scope) : null
    const complete = shown && done.has(group.id) && missingIn(group, answers, scope).length === 0 && check?.outcome !== 'RETURN'
    const isCurrent = shown && !complete && !current
    if (isCurrent) current = true
    views.push({
      id: group.id, title: group.title, ...(group.text ? { text: group.text } : {}), shown, done: complete, current: isCurrent,
      fields: await fieldViews(act, definition, group, answers, scope, known), ...(check ? { check } : {}),
      ...(mayEdit ? typingView(file.draft?.typings[group.id]) : {}),
    })
  }
  return views
}

/** The version of a group for whoever may change it, and what was typed into it that is no answer yet. */
const typingView = (typing: Typing | undefined) => ({ version: typing?.version ?? UNTOUCHED, typing: typing !== undefined && Object.keys(typing.fields).length > 0 ? { at: typing.at, fields: typing.fields } : null })

/** What the check of a group says about the answers as they stand. */
function checkOf(definition: Definition, group: Group, asOf: string, scope: Scope) {
  const { outcome, reasons } = preview(definition.release, group.check!, asOf, scope)
  return { outcome, reasons, field: group.suggest?.field ?? null, suggestions: outcome === 'RETURN' ? suggestionsFor(group, scope) : [] }
}

async function signatoryViews(act: Act, root: CaseFile, definition: Definition, scope: Scope, signatories: readonly Signatory[]) {
  const views = []
  for (const one of signatories) {
    const party = await partyOf(act, one.party)
    const me = sidesOf(act, root).includes(one.party)
    views.push({ party: one.party, name: one.signedAt || me || root.applicant === one.party ? party.name : hidden(party.name), me, signedAt: one.signedAt, consents: me ? consentsOf(definition, root.definition, scope, one.party === root.applicant) : [], lawful: me ? lawfulLooksAt(definition, root.definition, scope, one.party) : [] })
  }
  return views
}

/** Until somebody has signed for himself, others see only the first character of his name: an id number is no key to it. */
const hidden = (name: string): string => `${[...name][0] ?? ''}${'＊'.repeat(Math.max(1, [...name].length - 1))}`

async function verdictView(act: Act, file: CaseFile, definition: Definition, scope: Scope) {
  const { verdict } = file
  if (!verdict) return null
  const list = definition.matter?.each && verdict.items ? worth(definition.matter.each, scope) : null
  const label = async (position: number): Promise<string> => {
    const record = Array.isArray(list) ? (toJson(list[position] ?? null) as Record<string, unknown> | null) : null
    const person = record && Object.values(record).find((value): value is string => typeof value === 'string' && value.startsWith('p_'))
    return person ? (await partyOf(act, person)).name : String(position + 1)
  }
  const items = verdict.items ? await Promise.all(verdict.items.map(async (item) => ({ ...item, label: await label(item.position) }))) : null
  return { outcome: verdict.outcome, decidedAt: verdict.decidedAt, by: verdict.decidedBy === 'machine' ? 'machine' : ((await agencyNames(act, [verdict.decidedBy]))[verdict.decidedBy] ?? 'officer'), decision: verdict.decision, reasons: verdict.reasons, items }
}

async function certificatesOf(act: Act, file: CaseFile, standings: readonly StepStanding[]) {
  const cases = [file.id, ...standings.flatMap(({ file: child }) => (child ? [child.id] : []))]
  const shown = []
  for (const one of await ofCase(act, ...cases)) {
    const { id, identifier, type, number, standing, typeName } = await show(act, one)
    shown.push({ id, identifier, type, number, standing, title: typeName, case: one.case })
  }
  return shown
}

async function stepViews(act: Act, standings: readonly StepStanding[], definition: Definition, nameOf: (agency: string | undefined) => { id: string; name: Bilingual } | null) {
  const clocks = await store.clocksOf(act.tx, ...standings.flatMap(({ file }) => (file ? [file.id] : [])))
  return standings.map((standing) => {
    const clock = clocks.findLast((one) => one.caseId === standing.file?.id && one.name === 'promised')
    return { ...stepView(standing, definition, nameOf), ...(clock ? { dueAt: clock.dueAt, lamp: lampOf(clock.startedAt, clock.dueAt, clock.stoppedAt ?? act.at) } : {}) }
  })
}

function stepView({ step, file, stage }: StepStanding, definition: Definition, nameOf: (agency: string | undefined) => { id: string; name: Bilingual } | null) {
  const matter = definition.release.get(Matters, step.matter)!.value
  const declined = stage === 'returned' && file?.verdict?.reasons[0]?.row === 'declined'
  return {
    id: step.id, title: matter.title, after: step.after, case: file?.id ?? null, stage: declined ? 'declined' : stage, outcome: file?.verdict?.outcome ?? null,
    reasons: [...(file?.verdict?.reasons ?? []), ...(file?.verdict?.items ?? []).filter((item) => item.outcome !== 'GRANT').flatMap((item) => item.reasons)].filter((reason, n, all) => all.findIndex((other) => other.row === reason.row && other.position === reason.position) === n),
    agency: nameOf(file?.submission?.organ), openedAt: file?.openedAt ?? null, endedAt: file?.closure?.closedAt ?? null,
  }
}

const KIT_STATES: Partial<Record<Stage | 'waiting' | 'skipped', string>> = { skipped: 'not wanted', 'with-officer': 'with officer', returned: 'declined', void: 'declined', withdrawn: 'not wanted', fulfilling: 'made' }

type NameOf = (agency: string | undefined) => { id: string; name: Bilingual } | null

async function kitView(act: Act, definition: Definition, standings: readonly StepStanding[], file: CaseFile, { ready, nameOf }: { ready: boolean; nameOf: NameOf }) {
  const { kit } = definition.bundle!
  const items = []
  for (const item of kit.items) {
    const { file: child, stage } = standings.find(({ step }) => step.id === item.step)!
    const state = stage === 'granted' ? (file.receipt ? 'delivered' : 'in kit') : (KIT_STATES[stage] ?? 'waiting')
    const reason: Reason | undefined = child?.verdict?.reasons[0]
    const alternatives = state === 'declined' && child ? alternativesIn((await factsOfCase(act, child.id)).orders) : []
    const organ = child?.submission?.organ
    items.push({ ...item, state, agency: nameOf(organ)?.name ?? null, phone: organ === undefined ? null : (agenciesOf(definition.release).find((one) => one.id === organ)?.phone ?? null), ...(alternatives.length > 0 ? { alternatives } : {}), case: child?.id ?? null, ...(state === 'declined' && reason ? { reason: reason.text } : {}), ...(child?.closure ? { result: child.closure.result } : {}) })
  }
  return { title: kit.title, items, ready, receivedAt: file.receipt?.signedAt ?? null }
}

/** What a department that declined offered instead, by name. */
function alternativesIn(orders: Known['orders']): string[] {
  const offered = orders.findLast((order) => order.declined !== null)?.answer['alternatives']
  return Array.isArray(offered) ? offered.flatMap((one: { name?: string }) => (one.name ? [one.name] : [])) : []
}
