import type { Transaction } from '#kernel/database'

import type { Showing, Sighting } from '../model/showing.ts'

/** A showing on the moment it is made, with the digests of its code. */
export type NewShowing = Showing & { readonly codeDigest: string; readonly digitsDigest: string }

export async function addShowing(tx: Transaction, one: NewShowing): Promise<void> {
  await tx`
    insert into certificates.showings (id, certificate, code_digest, digits_digest, fields, purpose, viewer, shown_by, shown_at, ends_at, consent)
    values (${one.id}, ${one.certificate}, ${one.codeDigest}, ${one.digitsDigest}, ${one.fields}, ${one.purpose}, ${one.viewer}, ${one.shownBy}, ${one.shownAt}, ${one.endsAt}, ${one.consent})`
}

/** The showings whose long code has this digest, or whose digits do, that are not over at this moment; each held until the act ends. */
export async function holdLive(tx: Transaction, { kind, digest }: { kind: 'long' | 'digits'; digest: string }, at: Date): Promise<Showing[]> {
  return tx<Showing>`
    select id, certificate, fields, purpose, viewer, shown_by, shown_at, ends_at, consent from certificates.showings
    where ends_at > ${at} and ((${kind === 'long'} and code_digest = ${digest}) or (${kind === 'digits'} and digits_digest = ${digest}))
    for update`
}

/** One showing of a certificate. */
export async function findShowing(tx: Transaction, certificate: string, id: string): Promise<Showing | undefined> {
  const [row] = await tx<Showing>`select id, certificate, fields, purpose, viewer, shown_by, shown_at, ends_at, consent from certificates.showings where id = ${id} and certificate = ${certificate}`
  return row
}

/** The use that was made of a showing, if any. */
export async function findSighting(tx: Transaction, showing: string): Promise<Sighting | undefined> {
  const [row] = await tx<Sighting>`select showing, seen_at, seen_by, agency, viewer_name, keep_until, use from certificates.sightings where showing = ${showing}`
  return row
}

export async function addSighting(tx: Transaction, one: Sighting): Promise<void> {
  await tx`
    insert into certificates.sightings (showing, seen_at, seen_by, agency, viewer_name, keep_until, use)
    values (${one.showing}, ${one.seenAt}, ${one.seenBy}, ${one.agency}, ${one.viewerName}, ${one.keepUntil}, ${one.use})`
}

/** A showing that was used, as the holder reads it. */
export type Seen = Sighting & Pick<Showing, 'fields' | 'purpose' | 'viewer' | 'shownBy'>

/** The uses that were made of the showings of a certificate, newest first. */
export async function sightingsOf(tx: Transaction, certificate: string, limit: number): Promise<Seen[]> {
  return tx<Seen>`
    select g.showing, g.seen_at, g.seen_by, g.agency, g.viewer_name, g.keep_until, g.use, s.fields, s.purpose, s.viewer, s.shown_by
    from certificates.sightings g join certificates.showings s on s.id = g.showing
    where s.certificate = ${certificate} order by g.seen_at desc limit ${limit}`
}
