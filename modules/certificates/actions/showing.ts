import { randomUUID } from 'node:crypto'

import type { Act } from '#kernel/act'
import { isOfficer } from '#kernel/actor'
import { addDays, dayOf } from '#kernel/calendar'
import { digestOf } from '#kernel/content'
import { titleAt } from '#kernel/language'
import { permit, Refusal, unfit } from '#kernel/refusal'
import { currentRelease } from '#kernel/releases'
import type { Bilingual } from '#kernel/shapes'
import { give, use } from '#modules/grants'
import { enter } from '#modules/ledger'
import { agenciesOf, livingParty, partyOf } from '#modules/parties'

import { standing, type Certificate } from '../model/certificate.ts'
import { digestOfShowing, digestOfSighting } from '../model/evidence.ts'
import type { DutyCopy } from '../model/duty.ts'
import { Purposes, type Purpose } from '../model/purpose.ts'
import { bearerOf, endOf, newShowCode, showCodeMeant, stateOf, type Showing, type ShowingState } from '../model/showing.ts'
import { get } from '../store/records.ts'
import { dutyCopiesOf } from '../store/duty.ts'
import * as store from '../store/showings.ts'
import { speaksForHolder } from './holders.ts'
import { kindOf, shownFields, verdictOn, type Verification } from './verify.ts'

/** What the holder lets be seen: which fields (none means only that it is valid and whose), for what, and for whom in his words. */
export type Offer = { readonly id: string; readonly fields: readonly string[]; readonly purpose: string; readonly viewer?: string | undefined }

/** A one-time code, told once: only its digest is kept. `code` is for a camera, `digits` to be read out. */
export type Offered = { readonly id: string; readonly code: string; readonly digits: string; readonly endsAt: Date; readonly seconds: number }

/**
 * Lets whoever is shown the code see some fields of a certificate, once, within sixty seconds. The consent is given now, to
 * the bearer of this one code. For the holder and who acts for him. Refuses `certificates.absent`, `identity.sign_in_first`,
 * `not_permitted`, `parties.ended`, `certificates.cannot_show`, and as input faults `certificates.field_unknown`,
 * `certificates.purpose_unknown`. Source: Personal Information Protection Law, art. 13 and 14.
 */
export async function offer(act: Act, { id, fields, purpose, viewer }: Offer): Promise<Offered> {
  const certificate = await get(act.tx, id)
  permit(await speaksForHolder(act, certificate.holder))
  await livingParty(act, certificate.holder)
  const now = standing(certificate, act.at)
  if (now !== 'valid') throw new Refusal('conflict', 'certificates.cannot_show', { standing: now })
  const wished = [...new Set(fields)]
  for (const [place, field] of wished.entries()) if (certificate.fields[field] === undefined) throw unfit(`/fields/${place}`, 'certificates.field_unknown')
  if (currentRelease().get(Purposes, purpose) === undefined) throw unfit('/purpose', 'certificates.purpose_unknown')
  const showing = randomUUID()
  const endsAt = endOf(act.at)
  const { id: consent } = await give(onBehalf(act, certificate.holder), {
    basis: 'consent', grantor: certificate.holder, grantee: bearerOf(showing), elements: elementsOf(certificate.type, wished).map((element) => `${SOURCE}.${element}`), purpose, case: null, notAfter: endsAt, maxUses: 1,
  })
  const { long, digits } = newShowCode()
  const offered = { id: showing, certificate: id, fields: wished, purpose, viewer: viewer ?? null, shownBy: act.actor.id, shownAt: act.at, endsAt, consent, codeDigest: digestOf(long), digitsDigest: digestOf(digits) }
  await store.addShowing(act.tx, offered)
  await enter(act, { kind: 'showing', about: showing, digest: digestOfShowing(offered) })
  await act.record({ type: 'certificates.offered', subject: id, case: null, data: { type: certificate.type, purpose } })
  return { id: showing, code: long, digits, endsAt, seconds: Math.round((endsAt.getTime() - act.at.getTime()) / 1000) }
}

const SOURCE = 'certificates'

/** The certificate itself, and each field of it. */
const elementsOf = (type: string, fields: readonly string[]): string[] => [type, ...fields.map((field) => `${type}.${field}`)]

/** The same act, said to be on behalf of the holder: whoever acts for him was asked for his right to before. */
const onBehalf = (act: Act, holder: string): Act => ({ ...act, actor: { ...act.actor, behalf: holder } })

/** The code that was shown, and who looks, in his own words; an officer and whoever is signed in need not say. */
export type Look = { readonly code: string; readonly name?: string | undefined }

/** What whoever looked gets: the verdict, the fields that were shown, and for whom, for what, when and until when. */
export type Copy = Verification & {
  readonly copy: { readonly viewer: string; readonly checked: boolean; readonly purpose: Bilingual; readonly meantFor: string | null; readonly seenAt: string; readonly keepUntil: string; readonly withheld: number }
}

/**
 * Uses a one-time code: tells what the holder let be seen and writes the use into his log, in one act; of two at once the
 * second is refused. Open to all. A code that is unknown, used or over is refused alike, so that nobody learns which.
 * Refuses `certificates.show_code_gone`, `certificates.name_needed`.
 */
export async function see(act: Act, look: Look): Promise<Copy> {
  const { name: viewer, agency, checked } = await viewerOf(act, look.name)
  const showing = await liveShowing(act, look.code)
  const certificate = await get(act.tx, showing.certificate)
  const purpose = purposeNow(showing.purpose)
  const keepUntil = addDays(dayOf(act.at), purpose.keep_days - 1)
  const { use: entry } = await use(act, { subject: certificate.holder, grantee: bearerOf(showing.id), source: SOURCE, elements: elementsOf(certificate.type, showing.fields), purpose: showing.purpose, case: null })
  const seen = { showing: showing.id, seenAt: act.at, seenBy: act.actor.id, agency, viewerName: viewer, keepUntil, use: entry }
  await store.addSighting(act.tx, seen)
  await enter(act, { kind: 'copy', about: showing.id, digest: digestOfSighting(seen) })
  await act.record({ type: 'certificates.shown', subject: certificate.id, case: null, data: { type: certificate.type, issuer: certificate.issuer, purpose: showing.purpose } })
  return {
    ...(await shownOf(act, certificate, showing.fields)),
    copy: { viewer, checked, purpose: purpose.title, meantFor: showing.viewer, seenAt: act.at.toISOString(), keepUntil, withheld: Object.keys(certificate.fields).length - showing.fields.length },
  }
}

/** Exactly one showing that can still be used, held for this act. */
async function liveShowing(act: Act, typed: string): Promise<Showing> {
  const meant = showCodeMeant(typed)
  const live = meant === undefined ? [] : await store.holdLive(act.tx, { kind: meant.kind, digest: digestOf(meant.code) }, act.at)
  // Should two codes of one minute have the same digits, neither may open the wrong one.
  const [showing] = live
  if (showing === undefined || live.length > 1 || (await store.findSighting(act.tx, showing.id)) !== undefined) throw new Refusal('gone', 'certificates.show_code_gone')
  return showing
}

/** Who looks: an agency and a person the house knows by themselves, anybody else by the name he gives. */
async function viewerOf(act: Act, said: string | undefined): Promise<{ name: string; agency: string | null; checked: boolean }> {
  const { actor } = act
  if (isOfficer(actor)) {
    const agency = agenciesOf(act).find(({ id }) => id === actor.agency)
    return { name: agency?.name.zh ?? actor.agency, agency: actor.agency, checked: true }
  }
  if (actor.kind === 'person' && actor.id !== 'visitor') return { name: (await partyOf(act, actor.behalf ?? actor.id)).name, agency: null, checked: true }
  if (said === undefined || said === '') throw unfit('/name', 'certificates.name_needed')
  return { name: said, agency: null, checked: false }
}

/** The verdict with the holder's name and the fields he let be seen, instead of what everybody may see. */
async function shownOf(act: Act, certificate: Certificate, fields: readonly string[]): Promise<Verification> {
  const verdict = await verdictOn(act, certificate)
  if (verdict.standing === null) return verdict
  const kind = await kindOf(act, certificate)
  return { ...verdict, holderName: certificate.holderName, holderCode: kind?.holder.public === true ? certificate.holderCode : null, fields: shownFields(kind, certificate).filter(({ id }) => fields.includes(id)) }
}

const purposeNow = (id: string): Purpose => currentRelease().get(Purposes, id)?.value ?? { title: { zh: id, en: id }, keep_days: 1 }

/** What certificates are shown for, those first that let the least be kept. */
export const purposes = (): { readonly id: string; readonly title: Bilingual; readonly keepDays: number }[] =>
  currentRelease().all(Purposes).map(({ id, value }) => ({ id, title: value.title, keepDays: value.keep_days })).toSorted((a, b) => a.keepDays - b.keepDays || a.id.localeCompare(b.id))

/** A use of a showing as the holder reads it. */
export type Shown = { readonly id: string; readonly viewer: string; readonly checked: boolean; readonly agency: string | null; readonly meantFor: string | null; readonly purpose: Bilingual; readonly fields: readonly Bilingual[]; readonly seenAt: Date; readonly keepUntil: string; readonly use: string }

/** Where a showing stands, for the holder who waits beside it. Refuses `certificates.absent`, `not_permitted`, `certificates.showing_absent`. */
export async function showingOf(act: Act, { id, showing }: { id: string; showing: string }): Promise<{ state: ShowingState; endsAt: Date; seen: Shown | null }> {
  const certificate = await get(act.tx, id)
  permit(await speaksForHolder(act, certificate.holder))
  const found = await store.findShowing(act.tx, id, showing)
  if (found === undefined) throw new Refusal('absent', 'certificates.showing_absent')
  const sighting = (await store.findSighting(act.tx, showing)) ?? null
  return { state: stateOf(found, sighting, act.at), endsAt: found.endsAt, seen: sighting === null ? null : await seenOf(act, certificate, { ...sighting, ...found }) }
}

const SEEN_MAX = 100

/** What was shown of a certificate, newest first; the caller has made sure that the actor may know. */
export async function shownTo(act: Act, certificate: Certificate): Promise<Shown[]> {
  const seen: Shown[] = []
  for (const one of await store.sightingsOf(act.tx, certificate.id, SEEN_MAX)) seen.push(await seenOf(act, certificate, one))
  for (const one of await dutyCopiesOf(act.tx, [certificate.id], SEEN_MAX)) seen.push(await copiedFor(act, certificate, one))
  return seen.toSorted((a, b) => b.seenAt.getTime() - a.seenAt.getTime()).slice(0, SEEN_MAX)
}

/** A copy that an officer made by his duty, as the holder reads it. */
async function copiedFor(act: Act, certificate: Certificate, one: DutyCopy): Promise<Shown> {
  const kind = await kindOf(act, certificate)
  const fields = (kind?.fields ?? []).filter(({ id }) => one.fields.includes(id)).map(({ label }) => label)
  const agency = agenciesOf(act).find(({ id }) => id === one.agency)
  const purpose = titleAt(currentRelease(), `matters/${one.purpose}/matter.yaml`) ?? { zh: one.purpose, en: one.purpose }
  return { id: one.id, viewer: agency?.name.zh ?? one.agency, checked: true, agency: one.agency, meantFor: null, purpose, fields, seenAt: one.madeAt, keepUntil: one.keepUntil, use: one.use }
}

async function seenOf(act: Act, certificate: Certificate, one: store.Seen): Promise<Shown> {
  const kind = await kindOf(act, certificate)
  const fields = (kind?.fields ?? []).filter(({ id }) => one.fields.includes(id)).map(({ label }) => label)
  return { id: one.showing, viewer: one.viewerName, checked: one.seenBy !== 'visitor', agency: one.agency, meantFor: one.viewer, purpose: purposeNow(one.purpose).title, fields, seenAt: one.seenAt, keepUntil: one.keepUntil, use: one.use }
}
