import { digestOf } from '#kernel/content'

import { canonical } from './canonical.ts'
import type { Certificate } from './certificate.ts'
import type { Showing, Sighting } from './showing.ts'

// What of each row enters the ledger beside the signed text: its digest makes a change of any column provable.

/** The digest of what of a certificate's row is not in its signed text: the code that finds it, its place in the published lists, who issued it. */
export const digestOfRow = ({ id, code, issuedBy, statusNumber }: Pick<Certificate, 'id' | 'code' | 'issuedBy'> & { readonly statusNumber: number }): string =>
  digestOf(canonical({ certificate: id, code, issuedBy, statusNumber }))

/** What was done to a certificate: as much as its row says. */
export type Happened = { readonly kind: 'revoked' | 'suspended' | 'resumed'; readonly at: Date; readonly by: string; readonly reason: string; readonly law: string | null }

/** The digest of what was done to a certificate, bound to what it was when it was issued. */
export const digestOfHappening = ({ id, digest }: Pick<Certificate, 'id' | 'digest'>, { kind, at, by, reason, law }: Happened): string =>
  digestOf(canonical({ certificate: id, was: digest, kind, at: at.toISOString(), by, reason, law }))

/** The digest of a print. */
export const digestOfPrint = (print: { readonly id: string; readonly certificate: string; readonly place: string; readonly by: string; readonly at: Date; readonly use: string | null }): string =>
  digestOf(canonical({ print: print.id, certificate: print.certificate, place: print.place, by: print.by, at: print.at.toISOString(), use: print.use }))

/** The digest of a holder's word that somebody may look once. */
export const digestOfShowing = ({ id, certificate, codeDigest, digitsDigest, fields, purpose, viewer, shownBy, shownAt, endsAt, consent }: Showing & { readonly codeDigest: string; readonly digitsDigest: string }): string =>
  digestOf(canonical({ showing: id, certificate, codeDigest, digitsDigest, fields, purpose, viewer, shownBy, shownAt: shownAt.toISOString(), endsAt: endsAt.toISOString(), consent }))

/** The digest of the copy that was made when somebody looked: by whom, when, for how long. */
export const digestOfSighting = ({ showing, seenAt, seenBy, agency, viewerName, keepUntil, use }: Sighting): string =>
  digestOf(canonical({ showing, seenAt: seenAt.toISOString(), seenBy, agency, viewerName, keepUntil, use }))
