import { parse } from 'yaml'
import { z } from 'zod'

import type { Act } from '#kernel/act'
import { addDays, dayOf, startOf } from '#kernel/calendar'
import { LANGUAGES, sentence, titleAt } from '#kernel/language'
import { permit } from '#kernel/refusal'
import { currentRelease } from '#kernel/releases'
import { bilingual, type Bilingual } from '#kernel/shapes'
import { entryIdsAbout } from '#modules/ledger'
import { agencyNames, rolesOfPosts, Roles } from '#modules/parties'

import { lookerOf, Rights, standingOf, type Grant, type Wanted } from '../model.ts'
import { mayReadUses } from '../policy.ts'
import * as store from '../store.ts'

const Named = z.looseObject({ label: bilingual })
const Described = z.looseObject({ parameters: z.array(z.string()), elements: z.record(z.string(), Named.extend({ of: z.record(z.string(), Named).optional() })) })

/** What the content says of a source, as far as people are told of looks into it. */
function sourceIn(id: string): z.infer<typeof Described> | undefined {
  const text = currentRelease().textOf(`sources/${id}.yaml`)
  const read = text === undefined ? undefined : Described.safeParse(parse(text))
  return read?.success ? read.data : undefined
}

/** A purpose, a source and its elements as people call them; `elements` are `source.element`. */
export function inWords(purpose: string, elements: readonly string[]) {
  const release = currentRelease()
  const purposeTitle = titleAt(release, `matters/${purpose}/matter.yaml`, `bundles/${purpose}/bundle.yaml`, `programmes/${purpose}.yaml`, `showings/${purpose}.yaml`) ?? release.get(Rights, purpose)?.value.title ?? spoken(`grants.purpose_${purpose}`)
  const sources = [...new Set(elements.map((element) => element.split('.')[0]!))]
  const labels = sources.flatMap((source) => {
    const known = sourceIn(source)
    const named = elements.filter((element) => element.startsWith(`${source}.`)).map((element) => element.slice(source.length + 1))
    return named.map((name) => known?.elements[name]?.label ?? partIn(known, name) ?? (source === 'certificates' ? onCertificate(name) : null) ?? (name === '*' ? titleAt(release, `sources/${source}.yaml`) : null) ?? spoken(`grants.element_${source}.${name}`) ?? { zh: name, en: name })
  })
  return { purposeTitle, sourceTitle: sources.length === 1 ? sourceTitle(sources[0]!) : null, elementLabels: labels }
}

const Drawn = z.looseObject({ name: bilingual, fields: z.array(Named.extend({ id: z.string() })) })

/** A kind of certificate, or one field of it (`kind.field`). */
function onCertificate(element: string): Bilingual | null {
  const [kind, field] = element.split('.')
  const text = currentRelease().textOf(`certificates/${kind}.yaml`)
  const read = text === undefined ? undefined : Drawn.safeParse(parse(text))
  if (!read?.success) return null
  return field === undefined ? read.data.name : (read.data.fields.find(({ id }) => id === field)?.label ?? null)
}

/** Whoever a holder showed a one-time code to is known by the code alone; the wallet says who it was. */
const bearerIn = (grantee: string): Bilingual | null => (grantee.startsWith('bearer:') ? spoken('grants.bearer') : null)

/** What is no file of the content, such as a code shown at a counter, has a sentence of its own. */
function spoken(code: string): Bilingual | null {
  const release = currentRelease()
  return LANGUAGES.every((language) => sentence(release, language, code) !== code) ? { zh: sentence(release, 'zh', code), en: sentence(release, 'en', code) } : null
}

const sourceTitle = (source: string): Bilingual | null => titleAt(currentRelease(), `sources/${source}.yaml`) ?? spoken(`grants.source_${source}`)

/** What a part of the records of a list is called: a look at a list of people is one at each of them. */
const partIn = (source: z.infer<typeof Described> | undefined, name: string): Bilingual | undefined =>
  Object.values(source?.elements ?? {}).find((element) => element.of?.[name])?.of?.[name]?.label

/** The sources that are asked by a person's own number: whoever looks into one uses it. */
const askedByNumber = (sources: readonly string[]): string[] => sources.filter((source) => sourceIn(source)?.parameters.some((name) => name === 'idNumber' || name === 'socialCreditCode'))

export type UsesWish = { readonly limit: number; readonly before: number; readonly wanted: Omit<Wanted, 'numberSources'>; readonly byNumber: boolean }

/** Who looked at this person's facts, newest first, with whoever it was and what for in words. The person himself or an auditor. */
export async function readUses(act: Act, subject: string, { limit, before, wanted, byNumber }: UsesWish) {
  permit(mayReadUses(act.actor, subject))
  const numberSources = byNumber ? askedByNumber((await store.countsOf(act.tx, subject, act.at)).map(({ source }) => source)) : undefined
  const uses = await store.usesOf(act.tx, subject, { ...wanted, numberSources }, before, limit + 1)
  const items = await inDetail(act, subject, uses.slice(0, limit))
  return { items, next: uses.length > limit ? items.at(-1)!.number : null }
}

async function inDetail(act: Act, subject: string, uses: readonly store.UseShown[]) {
  const names = await agencyNames(act, uses.flatMap((use) => [use.grantee, use.actor]))
  const entries = await entryIdsAbout(act, uses.map((use) => use.id))
  const posts = await rolesOfPosts(act, uses.flatMap((use) => (use.post === null ? [] : [use.post])))
  const disputes = uses.length === 0 ? [] : await store.disputesWith(act.tx, { subject, uses: uses.map((use) => use.id) }, uses.length)
  const roles = currentRelease().get(Roles, 'roles')?.value ?? {}
  return uses.map(({ post, ...use }) => {
    const dispute = disputes.find((one) => one.use === use.id)
    return {
      ...use, granteeName: names[use.grantee] ?? bearerIn(use.grantee), actorName: names[use.actor] ?? null, entry: entries.get(use.id) ?? null,
      looker: lookerOf({ ...use, post }), role: post === null ? null : (roles[posts[post] ?? '']?.name ?? null),
      dispute: dispute === undefined ? null : disputeView(dispute), ...inWords(use.purpose, use.elements.map((element) => `${use.source}.${element}`)),
    }
  })
}

/** A dispute as the person sees it beside the look. */
export const disputeView = ({ id, number, at, dueAt, outcome, answer, answeredAt }: store.DisputeRow) => ({ id, number, at, dueAt, outcome, answer, answeredAt })

/** One look, in detail. undefined where this person has none such. The person himself or an auditor. */
export async function readUse(act: Act, subject: string, id: string) {
  permit(mayReadUses(act.actor, subject))
  return lookOf(act, subject, id)
}

/** One look, in detail. Whoever calls this has made sure that the reader may know. */
export async function lookOf(act: Act, subject: string, id: string) {
  const use = await store.useOf(act.tx, subject, id)
  return use === undefined ? undefined : (await inDetail(act, subject, [use]))[0]
}

const LATELY_DAYS = 30

/** The looks at somebody in figures: by agency, by register, by day, and how often his own number was used. The person himself or an auditor. */
export async function summariseUses(act: Act, subject: string) {
  permit(mayReadUses(act.actor, subject))
  const since = startOf(addDays(dayOf(act.at), 1 - LATELY_DAYS))
  const counts = await store.countsOf(act.tx, subject, since)
  const names = await agencyNames(act, counts.map(({ grantee }) => grantee))
  const numbered = askedByNumber([...new Set(counts.map(({ source }) => source))])
  const byNumber = counts.filter((one) => (one.numbered || numbered.includes(one.source)) && one.grantee !== subject)
  const others = counts.filter((one) => one.grantee !== subject)
  return {
    since: dayOf(since), today: dayOf(act.at), total: sum(others), lately: others.reduce((all, one) => all + one.lately, 0), latelyBy: new Set(others.filter((one) => one.lately > 0).map(({ grantee }) => grantee)).size,
    last: others[0]?.last ?? null,
    agencies: grouped(counts, 'grantee').map((one) => ({ ...one, name: names[one.id] ?? null, own: one.id === subject })),
    sources: grouped(counts, 'source').map((one) => ({ ...one, title: sourceTitle(one.id) })),
    days: await store.daysOf(act.tx, subject, since),
    number: { count: sum(byNumber), agencies: new Set(byNumber.map(({ grantee }) => grantee)).size, last: byNumber[0]?.last ?? null },
  }
}

const sum = (counts: readonly { count: number }[]): number => counts.reduce((all, one) => all + one.count, 0)

function grouped<K extends 'grantee' | 'source'>(counts: readonly (Record<K, string> & { count: number })[], by: K): { id: string; count: number }[] {
  return [...Map.groupBy(counts, (one) => one[by])].map(([id, ones]) => ({ id, count: sum(ones) })).toSorted((a, b) => b.count - a.count)
}

/** The grants about this person, newest first, in pages by the moment they were given. The person himself or an auditor. */
export async function readGrants(act: Act, subject: string, page: { before: { at: Date; id: string }; limit: number }) {
  permit(mayReadUses(act.actor, subject))
  const found = await store.grantsOf(act.tx, subject, page.before, page.limit + 1)
  const names = await agencyNames(act, found.map((grant) => grant.grantee))
  const items = found.slice(0, page.limit).map((grant) => grantView(act, grant, names[grant.grantee] ?? bearerIn(grant.grantee)))
  const last = items.at(-1)
  return { items, next: found.length > page.limit && last ? `${last.givenAt.toISOString()}~${last.id}` : null }
}

const grantView = (act: Act, grant: Grant, granteeName: Bilingual | null) =>
  ({ ...grant, granteeName, standing: standingOf(grant, act.at), own: grant.grantee === grant.grantor, ...inWords(grant.purpose, grant.elements) })

/** How often each element of somebody's facts was looked at by others, and when last. Whoever calls this has made sure that the reader may know. */
export const elementUses = (act: Act, subject: string): Promise<{ element: string; count: number; last: Date }[]> => store.elementCounts(act.tx, subject)

/** The looks at one element of somebody up to a moment: who may have used a wrong value. Whoever calls this has made sure that the reader may know. */
export async function usesOfElement(act: Act, subject: string, wanted: { source: string; element: string; until: Date }) {
  const uses = (await store.usesOf(act.tx, subject, wanted, Number.MAX_SAFE_INTEGER, 200)).filter((use) => use.grantee !== subject)
  return inDetail(act, subject, uses)
}

/** The looks at these people with these ids, by id, for an audit that holds what came of them against them. It asks for no power: an audit tells no contents. */
export async function usesAt(act: Act, subjects: readonly string[], ids: readonly string[]): Promise<ReadonlyMap<string, store.Look>> {
  return new Map((await store.usesAt(act.tx, subjects, ids)).map((one) => [one.id, one]))
}
