import { randomUUID } from 'node:crypto'

import type { Act } from '#kernel/act'
import { standsFor } from '#kernel/actor'
import { permit, Refusal } from '#kernel/refusal'
import type { Bilingual } from '#kernel/shapes'
import { enter } from '#modules/ledger'
import { agenciesOf, livingParty } from '#modules/parties'

import { standing, type Certificate, type Standing } from '../model/certificate.ts'
import { codeMeant, groupedCode } from '../model/code.ts'
import { digestOfPrint } from '../model/evidence.ts'
import { drawn, type DrawnLayout } from '../model/layout.ts'
import { mayPrint, mayReadAsIssuer, powers } from '../policy.ts'
import * as store from '../store/records.ts'
import { holdersFor, speaksForHolder, type Holder } from './holders.ts'
import { shownTo, type Shown as ShownTo } from './showing.ts'
import { KEEPING, noteUse, PRINTING } from './use.ts'
import { kindOf, shownFields, type ShownField } from './verify.ts'
import { deedsOn, type Doable } from './withdraw.ts'

export { PRINTING } from './use.ts'

/** A certificate as its holder sees it, with its code in four groups. */
export type Shown = {
  readonly id: string
  readonly identifier: string
  readonly type: string
  readonly typeName: Bilingual
  /** What it is good for. */
  readonly proves: Bilingual | null
  readonly layout: DrawnLayout | null
  readonly number: string
  readonly version: string
  readonly code: string
  readonly standing: Standing
  readonly holder: string
  readonly holderName: string
  readonly holderCode: string
  readonly fields: readonly ShownField[]
  readonly issuer: { readonly id: string; readonly code: string; readonly name: Bilingual }
  readonly issuedAt: Date
  readonly validFrom: string
  readonly validUntil: string | null
  readonly case: string
  readonly decision: string
}

/**
 * The certificates of a party, of its wards, and of who else it may act for (`holdersFor`), newest first. For the party
 * itself and who acts for it. Refuses `identity.sign_in_first`, `not_permitted`, `parties.absent`.
 */
export async function walletOf(act: Act, party: string, page: { limit: number; after?: string | undefined } = { limit: 200 }): Promise<{ items: Shown[]; next: string | null }> {
  permit(await speaksForHolder(act, party))
  const holders = await holdersFor(act, party)
  const found = await store.ofHolders(act.tx, holders.map(({ id }) => id), placeOf(page.after), page.limit + 1)
  const items: Shown[] = []
  for (const certificate of found.slice(0, page.limit)) items.push(await show(act, certificate))
  const last = found[page.limit - 1]
  return { items, next: found.length > page.limit && last ? `${last.issuedAt.toISOString()}_${last.id}` : null }
}

/** Whose certificates are in the wallet of a party, also of who has none yet. Refuses as `walletOf`. */
export async function holdersOf(act: Act, party: string): Promise<Holder[]> {
  permit(await speaksForHolder(act, party))
  return holdersFor(act, party)
}

/** Where a page begins: the moment and the id of the last one before it. Text that is no such place begins at the top. */
function placeOf(after: string | undefined): { issuedAt: Date; id: string } | null {
  const [, moment, id] = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)_(c_\w{22})$/.exec(after ?? '') ?? []
  return moment === undefined || id === undefined || Number.isNaN(Date.parse(moment)) ? null : { issuedAt: new Date(moment), id }
}

/** A certificate as its holder sees it at the moment of the act. */
export async function show(act: Act, certificate: Certificate): Promise<Shown> {
  const kind = await kindOf(act, certificate)
  const { id, identifier, type, number, version, holder, holderName, holderCode, issuedAt, validFrom, validUntil, decision } = certificate
  return {
    id, identifier, type, number, version, holder, holderName, holderCode, issuedAt, validFrom, validUntil, decision,
    typeName: kind?.name ?? { zh: type, en: type },
    proves: kind?.proves ?? null,
    layout: kind === undefined ? null : drawn(kind.layout),
    code: groupedCode(certificate.code),
    standing: standing(certificate, act.at),
    fields: shownFields(kind, certificate),
    issuer: { id: certificate.issuer, code: certificate.issuerCode, name: certificate.issuerName },
    case: certificate.case,
  }
}

/** A print with the name of the place where it was made. */
export type PlacedPrint = store.Print & { readonly placeName: Bilingual | null }

/**
 * What is on record beside the certificate: what was done to it, to whom it was shown, who printed it where, on which law it rests, and its signed
 * text to take along. Its issuer gets no code, no signed text and no showings: these are the holder's, and whoever has the code can print.
 */
export type Opened = Omit<Shown, 'code'> & Doable & {
  readonly code: string | null; readonly jws: string | null
  readonly ground: Holder['ground'] | null; readonly law: Bilingual | null; readonly open: readonly string[]; readonly happenings: readonly store.Happening[]; readonly prints: readonly PlacedPrint[]
  readonly shown: readonly ShownTo[]; readonly entry: string
}

/**
 * One certificate with everything on record about it: for its holder, who acts for him, and its issuer, whose look then stands in the
 * holder's use log. Refuses `certificates.absent`, `not_permitted`.
 */
export async function open(act: Act, id: string): Promise<Opened> {
  const { actor } = act
  const certificate = await store.get(act.tx, id)
  if (!standsFor(actor, certificate.holder) && mayReadAsIssuer(actor, certificate)) return openKept(act, actor.agency, certificate)
  permit(await speaksForHolder(act, certificate.holder))
  const [about, prints, shown] = [await aboutOf(act, certificate), await store.printsOf(act.tx, id), await shownTo(act, certificate)]
  const ground = (await holdersFor(act, actor.behalf ?? actor.id)).find((holder) => holder.id === certificate.holder)?.ground ?? null
  // An officer who opens what is his own as his agency’s is told why he cannot act on it.
  const doable = mayReadAsIssuer(actor, certificate) ? await deedsOn(act, certificate) : { deeds: [], hindrance: null }
  return { ...about, ...doable, ground, jws: certificate.jws, prints: prints.map((print) => ({ ...print, placeName: placeName(act, print.place) })), shown }
}

async function openKept(act: Act, agency: string, certificate: Certificate): Promise<Opened> {
  await noteUse(act, { holder: certificate.holder, agency, types: [certificate.type], purpose: KEEPING })
  return { ...(await aboutOf(act, certificate)), ...(await deedsOn(act, certificate)), ground: null, code: null, jws: null, prints: [], shown: [] }
}

async function aboutOf(act: Act, certificate: Certificate) {
  const kind = await kindOf(act, certificate)
  const open = (kind?.fields ?? []).filter((field) => field.public).map((field) => field.id)
  return { ...(await show(act, certificate)), law: kind?.law ?? null, open, happenings: await store.happenings(act.tx, certificate.id), entry: certificate.entry }
}

const placeName = (act: Act, place: string): Bilingual | null =>
  agenciesOf(act).flatMap(({ id, name, kiosks = [] }) => [{ id, name }, ...kiosks]).find(({ id }) => id === place)?.name ?? null

/** Which certificate, where (an agency or one of its kiosks; an officer's own where it is not given), and for an officer the code that the holder showed. */
export type Printing = { readonly id: string; readonly place?: string | undefined; readonly code?: string | undefined }

/** What goes on the paper. The issuer is who issued it, wherever it was printed. */
export type Printed = { readonly id: string; readonly certificate: Shown; readonly place: string; readonly printedAt: Date }

/**
 * Prints a certificate. The holder prints for himself at any kiosk; an officer of any agency in any county prints for a
 * holder who shows him the code, which the holder then finds in his use log. Refuses `certificates.absent`,
 * `not_permitted`, `parties.ended`, `certificates.code_wrong`, `certificates.not_valid`, `certificates.no_place`.
 */
export async function print(act: Act, { id, place, code }: Printing): Promise<Printed> {
  const certificate = await store.hold(act.tx, id)
  const officer = mayPrint(act.actor) ? act.actor : null
  if (officer) refuseWrongCode(certificate, code)
  else permit(await speaksForHolder(act, certificate.holder), powers.print)
  await livingParty(act, certificate.holder)
  const at = placeFor(act, officer?.agency ?? null, place)
  const now = standing(certificate, act.at)
  if (now !== 'valid') throw new Refusal('conflict', 'certificates.not_valid', { standing: now })
  const use = officer ? await noteUse(act, { holder: certificate.holder, agency: officer.agency, types: [certificate.type], purpose: PRINTING }) : null
  const printed = { id: randomUUID(), place: at, by: act.actor.id, at: act.at, use }
  await store.addPrint(act.tx, id, printed)
  await enter(act, { kind: 'print', about: printed.id, digest: digestOfPrint({ ...printed, certificate: id }) })
  await act.record({ type: 'certificates.printed', subject: id, case: certificate.case, data: { type: certificate.type, issuer: certificate.issuer, place: at } })
  return { id: printed.id, certificate: await show(act, certificate), place: at, printedAt: act.at }
}

/** An agency or a kiosk that the content knows; for an officer, his agency or one of its kiosks. */
function placeFor(act: Act, agency: string | null, place: string | undefined): string {
  const wanted = place ?? agency
  const known = agenciesOf(act).find(({ id, kiosks }) => id === wanted || kiosks?.some((kiosk) => kiosk.id === wanted))
  if (wanted === null || known === undefined || (agency !== null && known.id !== agency)) throw new Refusal('unfit', 'certificates.no_place')
  return wanted
}

/** The code is what tells a holder at the counter from somebody who knows an id. */
function refuseWrongCode(certificate: Certificate, typed: string | undefined): void {
  if (typed === undefined || codeMeant(typed) !== certificate.code) throw new Refusal('forbidden', 'certificates.code_wrong')
}

/**
 * The newest certificate of a kind that a holder can use now. It asks for no power: whoever calls it has passed the gate
 * (`use` of grants) with the holder and the kind.
 */
export async function usable(act: Act, { holder, type }: { holder: string; type: string }): Promise<Certificate | undefined> {
  return (await store.ofKind(act.tx, holder, type)).find((certificate) => standing(certificate, act.at) === 'valid')
}

/**
 * Every certificate of a kind that a holder has, newest first, each with its standing at the moment of the act. It asks for no power:
 * whoever calls it has passed the gate (`use` of grants) with the holder and the kind.
 */
export async function held(act: Act, { holder, type }: { holder: string; type: string }): Promise<(Certificate & { readonly standing: Standing })[]> {
  return (await store.ofKind(act.tx, holder, type)).map((certificate) => ({ ...certificate, standing: standing(certificate, act.at) }))
}

/** The certificates that came from these cases, oldest first; whoever calls it has made sure that the actor may see the case. */
export const ofCase = (act: Act, ...cases: string[]): Promise<Certificate[]> => store.ofCases(act.tx, cases)
