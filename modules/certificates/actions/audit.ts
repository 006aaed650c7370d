import type { Act } from '#kernel/act'
import { inStretches } from '#kernel/stretches'
import { usesAt } from '#modules/grants'
import { enteredAbout, lostOfKind, verifyOwn } from '#modules/ledger'

import { isWhole } from '../model/certificate.ts'
import { digestOfHappening, digestOfPrint, digestOfRow, digestOfShowing, digestOfSighting } from '../model/evidence.ts'
import { digestOfDuty } from '../model/duty.ts'
import { bearerOf } from '../model/showing.ts'
import * as store from '../store/audit.ts'
import { dutyCopiesAmong, dutyCopiesOf, dutyGaps } from '../store/duty.ts'
import { digestOfBytes } from './document.ts'
import { PRINTING } from './use.ts'

/** Something about a certificate that is not what the ledger knows it by. The code has a sentence in content. */
export type CertificateFault = { readonly what: 'certificate' | 'happening' | 'print' | 'showing' | 'copy' | 'document'; readonly id: string; readonly code: string }

const STRETCH = 500

/**
 * Recomputes every certificate, what was done to it, its prints, its showings, the copies made of it and its file, and compares each with its
 * entry in the ledger and with what its issuer signed; that each copy has a use of its own, and that nothing of it was taken away. Writes nothing.
 */
export async function auditCertificates(act: Act): Promise<{ readonly certificates: number; readonly faults: readonly CertificateFault[] }> {
  const faults: CertificateFault[] = []
  let certificates = 0
  for await (const stretch of inStretches('', STRETCH, (after, limit) => store.certificatesAfter(act.tx, after, limit), ({ id }) => id)) {
    faults.push(...(await faultsOfStretch(act, stretch)))
    certificates += stretch.length
  }
  for (const [kind, what, kept] of KINDS) {
    const lost = await lostOfKind(act, kind, (ids) => kept(act.tx, ids))
    faults.push(...lost.map((id) => ({ what, id, code: 'certificates.row_lost' })))
  }
  faults.push(...(await dutyGaps(act.tx)).map(({ agency, last }): CertificateFault => ({ what: 'copy', id: `${agency} ${last}`, code: 'certificates.copy_gap' })))
  faults.push(...(await store.copiesOfOneUse(act.tx)).map((id): CertificateFault => ({ what: 'copy', id, code: 'certificates.use_shared' })))
  return { certificates, faults }
}

const KINDS = [
  ['certificate', 'certificate', store.certificatesAmong], ['print', 'print', store.printsAmong], ['showing', 'showing', store.showingsAmong], ['copy', 'copy', store.sightingsAmong], ['document', 'document', store.documentsAmong], ['duty-copy', 'copy', dutyCopiesAmong],
] as const

async function faultsOfStretch(act: Act, stretch: readonly store.WholeRow[]): Promise<CertificateFault[]> {
  const ids = stretch.map(({ id }) => id)
  const [happenings, prints, showings] = [await store.happeningsOf(act.tx, ids), await store.printsOfAll(act.tx, ids), await store.showingsOfAll(act.tx, ids)]
  const duties = await dutyCopiesOf(act.tx, ids)
  const copies: CopyMade[] = [
    ...prints.map(({ id, certificate, use }) => ({ id, certificate, use, purpose: PRINTING, grantee: null })),
    ...duties.map(({ id, certificate, use, purpose, agency }) => ({ id, certificate, use, purpose, grantee: agency })),
    ...showings.map(({ id, certificate, purpose, sighting }) => ({ id, certificate, use: sighting?.use ?? null, purpose, grantee: bearerOf(id) })),
  ]
  const entered = Map.groupBy(await enteredAbout(act, [...ids, ...copies.flatMap(({ id, use }) => (use === null ? [id] : [id, use]))]), ({ about }) => about)
  const isEntered = (about: string, digest: string): boolean => entered.get(about)?.some((one) => one.digest === digest) ?? false
  const faults: CertificateFault[] = []
  const compare = (what: CertificateFault['what'], about: string, digest: string, id = about): void => {
    if (!isEntered(about, digest)) faults.push({ what, id, code: 'certificates.row_changed' })
  }
  for (const row of stretch) {
    const code = await faultOfRow(act, row, entered.get(row.id)?.find(({ id }) => id === row.entry)?.digest)
    if (code !== null) faults.push({ what: 'certificate', id: row.id, code })
    else compare('certificate', row.id, digestOfRow(row))
    const done = happenings.filter(({ certificate }) => certificate === row.id)
    for (const one of done) compare('happening', row.id, digestOfHappening(row, one), one.row)
    const withdrawals = (entered.get(row.id) ?? []).filter(({ kind }) => /^certificate-(revoked|suspended|resumed)$/.test(kind))
    if (withdrawals.length > done.length) faults.push({ what: 'happening', id: row.id, code: 'certificates.row_lost' })
  }
  for (const copy of duties) compare('copy', copy.id, digestOfDuty(copy))
  for (const { certificate, digest, bytes, entry } of await store.documentsOf(act.tx, ids)) {
    const known = entered.get(certificate)?.find(({ id }) => id === entry)?.digest
    if (known !== digest || known !== digestOfBytes(bytes)) faults.push({ what: 'document', id: certificate, code: 'certificates.row_changed' })
  }
  for (const print of prints) compare('print', print.id, digestOfPrint(print))
  for (const { sighting, ...showing } of showings) {
    compare('showing', showing.id, digestOfShowing(showing))
    if (sighting) compare('copy', showing.id, digestOfSighting(sighting))
  }
  const isLogged = (use: string): boolean => entered.get(use)?.some(({ kind }) => kind === 'use') ?? false
  return [...faults, ...(await faultsOfCopies(act, stretch, copies, isLogged))]
}

/** A copy or print somebody has: of which certificate, for what, to whom where its row tells, and the look it names. */
type CopyMade = { readonly id: string; readonly certificate: string; readonly use: string | null; readonly purpose: string; readonly grantee: string | null }

/** Whoever has a copy is in the log of the one it is about, with the kind he had a copy of and for what. */
async function faultsOfCopies(act: Act, stretch: readonly store.WholeRow[], copies: readonly CopyMade[], isLogged: (use: string) => boolean): Promise<CertificateFault[]> {
  const of = new Map(stretch.map((one) => [one.id, one]))
  const named = copies.filter((copy): copy is CopyMade & { use: string } => copy.use !== null)
  const looks = await usesAt(act, [...new Set(stretch.map(({ holder }) => holder))], named.map(({ use }) => use))
  return named.flatMap(({ id, certificate, use, purpose, grantee }): CertificateFault[] => {
    if (!isLogged(use)) return [{ what: 'copy', id, code: 'certificates.copy_unlogged' }]
    const [look, { holder, type }] = [looks.get(use), of.get(certificate)!]
    const isOfIt = look?.subject === holder && look.source === 'certificates' && look.elements.includes(type) && look.purpose === purpose && (grantee === null || look.grantee === grantee)
    return isOfIt ? [] : [{ what: 'copy', id, code: 'certificates.use_of_another' }]
  })
}

async function faultOfRow(act: Act, row: store.WholeRow, entered: string | undefined): Promise<string | null> {
  if (!isWhole(row)) return 'certificates.row_changed'
  if (entered !== row.digest) return 'certificates.row_unentered'
  const { verdict, key } = await verifyOwn(act, row.jws)
  const signed = verdict.valid && verdict.payload.toString('utf8') === row.payload && key?.owner === `agency:${row.issuer}`
  return signed ? null : 'certificates.row_unsigned'
}
