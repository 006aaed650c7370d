import type { Act } from '#kernel/act'
import { addDays, dayOf, startOf } from '#kernel/calendar'
import { currentRelease, releaseAt } from '#kernel/releases'
import type { Bilingual } from '#kernel/shapes'
import { receiptOf, sampleOf, titleOfTable, toldTo } from '#modules/decisions'
import { factsOfCase, Sources } from '#modules/exchange'
import { give, Rights, use } from '#modules/grants'
import { partyOf } from '#modules/parties'

import type { CaseFile } from '../model/case.ts'
import * as store from '../store/cases.ts'
import { definitionOf, type Definition } from './context.ts'
import { elementSeen } from './desk-view.ts'

/** What a second look is called among the purposes of looks. */
const SECOND_LOOK = 'second-look'

/**
 * A decision drawn for a second look, as the machine had it and without anything that came of it: every input of the table by name,
 * and the answers it was worked out from. Every person whose facts these are finds the look in his log.
 * Refuses `not_permitted`, `decisions.no_sample`.
 */
export async function sampleView(act: Act, id: string) {
  const { receipt, why, drawnOn } = await sampleOf(act, id)
  const kept = await receiptOf(act, receipt)
  const { tableId, asOf, answers } = kept
  const release = await releaseAt(act.tx, kept.release)
  const [file] = await store.filesOf(act.tx, [kept.caseId])
  const definition = file === undefined ? null : await definitionOf(act, file)
  if (file !== undefined && definition !== null) await noteLooks(act, file, definition, { names: new Set(Object.keys(answers ?? {})), until: kept.decidedAt })
  return {
    id, why, drawnOn, table: titleOfTable(release, tableId, asOf), asOf, matter: file === undefined || definition === null ? null : { id: file.definition, title: definition.title },
    inputs: toldTo(release, { tableId, asOf, answers }), facts: definition === null ? [] : await factsIn(act, definition, answers ?? {}),
  }
}

type Seen = { readonly names: ReadonlySet<string>; readonly until: Date }

/** Passes the look at each person's facts through the gate, on the ground that the law gives for checking what the machine decides. */
async function noteLooks(act: Act, file: CaseFile, definition: Definition, { names, until }: Seen): Promise<void> {
  const { law } = currentRelease().get(Rights, SECOND_LOOK)!.value
  const { facts } = await factsOfCase(act, file.id)
  const personal = facts.filter((fact) => names.has(fact.alias) && fact.obtainedAt <= until && (definition.release.get(Sources, fact.source)?.value.personal ?? true))
  for (const same of Map.groupBy(personal, (fact) => `${fact.subject} ${fact.source}`).values()) {
    const { subject, source } = same[0]!
    const elements = [...new Set(same.map((fact) => fact.element))]
    const about = { grantee: act.actor.agency!, purpose: SECOND_LOOK, case: file.parent ?? file.id }
    await give(act, { basis: 'statutory', grantor: subject, elements, law, notAfter: startOf(addDays(dayOf(act.at), 1)), ...about })
    await use(act, { subject, source, elements: elements.map((element) => element.slice(source.length + 1)), ...about })
  }
  await act.record({ type: 'services.looked', subject: file.id, case: file.id, data: { facts: personal.length } })
}

type Label = { readonly id: string; readonly label: Bilingual; readonly type: string }
type Facts = { readonly id: string; readonly title: Bilingual; readonly register: boolean; readonly items: readonly (Label & { readonly value: unknown })[] }

/** The answers that the receipt keeps, by name: what was filled in, and each record of each source. */
async function factsIn(act: Act, definition: Definition, answers: Readonly<Record<string, unknown>>): Promise<Facts[]> {
  const found: Facts[] = []
  for (const [name, answer] of Object.entries(answers)) {
    const { value } = answer as { value?: unknown }
    const source = definition.release.get(Sources, definition.asks.find((ask) => ask.as === name)?.source ?? '')?.value
    if (name === 'form') found.push({ id: name, title: definition.title, register: false, items: await itemsIn(act, value, definition.fields.map(({ id, label, type }) => ({ id, label, type }))) })
    if (source === undefined) continue
    const elements = Object.keys(source.elements).map((element) => elementSeen(source, element))
    for (const [n, record] of (Array.isArray(value) ? value : [value]).entries()) found.push({ id: `${name}-${n}`, title: source.title, register: true, items: await itemsIn(act, record, elements) })
  }
  return found.filter(({ items }) => items.length > 0)
}

async function itemsIn(act: Act, record: unknown, known: readonly Label[]): Promise<Facts['items']> {
  if (typeof record !== 'object' || record === null) return []
  const values = record as Readonly<Record<string, unknown>>
  return Promise.all(known.filter(({ id }) => (values[id] ?? null) !== null).map(async (one) => ({ ...one, value: await byName(act, values[one.id]) })))
}

/** People stand by name, not by the id the house knows them by. */
async function byName(act: Act, value: unknown): Promise<unknown> {
  if (typeof value === 'string' && /^p_[A-Za-z0-9]{8,}$/.test(value)) return (await partyOf(act, value)).name
  if (Array.isArray(value)) return Promise.all(value.map((one) => byName(act, one)))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(await Promise.all(Object.entries(value).map(async ([key, part]) => [key, await byName(act, part)] as const)))
}
