import { randomBytes } from 'node:crypto'

import { z } from 'zod'

import { addDays } from '#kernel/calendar'
import { parseCitizenId } from '#kernel/codes/citizen-id'
import { isSocialCreditCode } from '#kernel/codes/social-credit-code'
import type { ContentFault, ContentKind, Found, Release } from '#kernel/content'
import { opposites } from '#kernel/duties'
import { bilingual } from '#kernel/shapes'

/** Somebody who can act or be acted for. `name` is the newest one; `ended` says since when and why the party is no more. */
export type Party = {
  readonly id: string
  readonly kind: 'person' | 'firm' | 'agency' | 'system'
  readonly name: string
  readonly nameEn: string | null
  readonly identifiers: readonly Identifier[]
  readonly ended: { readonly at: Date; readonly reason: string } | null
}

/** A number by which others know a party: `citizen-id`, `social-credit-code`, `mobile`, `mail` … */
export type Identifier = { readonly type: string; readonly value: string }

/** `from` is the `kind` of `to`, from the day `since` to the day `until`, both included; null: no end is known. */
export type Relation = {
  readonly id: string
  readonly from: string
  readonly to: string
  readonly kind: RelationKind
  readonly since: string
  readonly until: string | null
  readonly source: string
  readonly case: string | null
}

/** The ways one party can stand to another. */
export const RELATION_KINDS = ['legal-representative', 'shareholder', 'director', 'supervisor', 'manager', 'liaison', 'finance-officer', 'guardian', 'spouse', 'parent', 'employee', 'branch'] as const
/** One of `RELATION_KINDS`. */
export type RelationKind = (typeof RELATION_KINDS)[number]

/** A role that a person holds at an agency, with the powers of that role in the content in force. */
export type Post = {
  readonly id: string
  readonly person: string
  readonly agency: string
  readonly role: string
  readonly division: string
  readonly powers: readonly string[]
  readonly since: Date
}

/** The grantee may act for the grantor. `until` is the last day; null for a mandate that the law gives. */
export type Mandate = {
  readonly id: string
  readonly grantor: string
  readonly grantee: string
  readonly matters: readonly string[] | 'all'
  readonly until: string | null
  readonly basis: 'granted' | 'legal-representative' | 'guardian'
}

/** For whom a person may act, and why: what a reader chooses from. `until` is the last day; `matters` says in what. */
export type Principal = {
  readonly id: string
  readonly kind: 'firm' | 'child' | 'ward' | 'person'
  readonly name: string
  readonly nameEn: string | null
  readonly basis: Mandate['basis']
  readonly matters: Mandate['matters']
  readonly until: string | null
}

/** Full capacity comes with eighteen years (Civil Code, art. 17). */
const ADULT_YEARS = 18

/** The day on which a person comes of age, by his citizen id; null where he has none. */
export function comesOfAge(identifiers: readonly Identifier[]): string | null {
  const number = identifiers.find(({ type }) => type === 'citizen-id')?.value
  if (number === undefined) return null
  const { birth } = parseCitizenId(number)
  // Written as a day that may not exist (29 February), which still stands between its neighbours when compared as text.
  return `${Number(birth.slice(0, 4)) + ADULT_YEARS}${birth.slice(4)}`
}

/**
 * The last day of a guardian: of a child, the day before it comes of age (Civil Code, art. 17, 23 and 27). One who became
 * guardian later is that of an adult without capacity, and stays (art. 24 and 28).
 */
export function lastGuardianDay(relation: Pick<Relation, 'since' | 'until'>, adultOn: string | null): string | null {
  if (adultOn === null || relation.since >= adultOn) return relation.until
  const last = addDays(adultOn, -1)
  return relation.until !== null && relation.until < last ? relation.until : last
}

/** The divisions of a province with their days and successors (GB/T 2260): `divisions.json`, read by `kernel/codes/division`. */
export const Divisions: ContentKind<{ code: string }[]> = { name: 'divisions', path: /^(divisions)\.json$/, schema: z.array(z.looseObject({ code: z.string().regex(/^\d{2,12}$/) })) }

const Agency = z.strictObject({
  id: z.string().regex(/^[a-z][a-z0-9-]{1,79}$/),
  name: bilingual,
  role: z.string().regex(/^[a-z][a-z-]+$/),
  division: z.string().regex(/^[1-9]\d{5}$/),
  socialCreditCode: z.string().refine(isSocialCreditCode, 'This is no unified social credit code of GB 32100; look at its check character.'),
  phone: z.string().regex(/^[0-9-]{5,13}$/).optional(),
  kiosks: z.array(z.strictObject({ id: z.string().regex(/^[a-z][a-z0-9-]{1,79}$/), name: bilingual })).optional(),
})
/** An agency of government, or a partner that acts beside one (a bank), as the content names it. `division` is of GB/T 2260. */
export type Agency = z.infer<typeof Agency>

/** The agencies of a place: `agencies.yaml`. Ids, codes and a role at one division are each given once. */
export const Agencies: ContentKind<Agency[]> = { name: 'agencies', path: /^(agencies)\.yaml$/, schema: z.array(Agency).min(1), check: agencyFaults }

const Role = z.strictObject({ name: bilingual, powers: z.array(z.string().regex(/^[a-z]+\.[a-z-]+$/)).min(1) })
/** What an official may be, and the powers that come with it. */
export type Role = z.infer<typeof Role>

/** The roles that a post can carry: `roles.yaml`, by id. No role unites two powers that one person may not hold. */
export const Roles: ContentKind<Record<string, Role>> = { name: 'roles', path: /^(roles)\.yaml$/, schema: z.record(z.string().regex(/^[a-z][a-z-]+$/), Role), check: roleFaults }

const faultIn = (file: string, pointer: string, detail: string): ContentFault => ({ file, pointer, code: 'parties.content', detail })

function agencyFaults(found: Found<Agency[]>): ContentFault[] {
  const twice = (what: string, keyOf: (agency: Agency) => string): ContentFault[] => {
    const seen = new Set<string>()
    return found.value.flatMap((agency, place) => {
      const key = keyOf(agency)
      const known = seen.has(key)
      seen.add(key)
      return known ? [faultIn(found.path, `/${place}`, `The ${what} ${key} is given twice; each agency has its own.`)] : []
    })
  }
  return [...twice('id', (agency) => agency.id), ...twice('social credit code', (agency) => agency.socialCreditCode), ...twice('role at a division', (agency) => `${agency.role} ${agency.division}`)]
}

function roleFaults(found: Found<Record<string, Role>>, release: Release): ContentFault[] {
  return Object.entries(found.value).flatMap(([id, role]) => {
    const clash = clashOfDuties(release, role.powers, role.powers)
    return clash ? [faultIn(found.path, `/${id}/powers`, `No person may hold both ${clash.first} and ${clash.second} (separations.yaml); split the role.`)] : []
  })
}

/** The first pair of duties, one held and one asked for, that no person may hold together; undefined where there is none. */
export function clashOfDuties(release: Release, held: readonly string[], asked: readonly string[]): { first: string; second: string } | undefined {
  for (const second of asked) {
    const first = opposites(release, second, 'person').find((duty) => held.includes(duty))
    if (first !== undefined) return { first, second }
  }
  return undefined
}

/** The division itself and those around it, nearest first: 440703 → 440703, 440700, 440000. Longer codes lose their street and village. */
export function enclosing(division: string): readonly string[] {
  const county = division.slice(0, 6)
  return [...new Set([county, `${county.slice(0, 4)}00`, `${county.slice(0, 2)}0000`])]
}

/** Whether `inner` lies in `outer` or is the same (GB/T 2260: a pair of zeros stands for everything below). */
export const liesWithin = (inner: string, outer: string): boolean => enclosing(inner).includes(outer)

/** The eleven digits of a mainland mobile number, however it was written (+86, spaces, dashes, full width); null where it is none. */
export function mobileOf(text: string): string | null {
  const digits = text.normalize('NFKC').replaceAll(/[\s()-]/g, '').replace(/^(?:\+|00)?86(?=1\d{10}$)/, '')
  return /^1[3-9]\d{9}$/.test(digits) ? digits : null
}

/** A number that may be shown to its owner on a screen others can see: the first and last few characters. */
export function masked(identifier: Identifier): Identifier {
  const { type, value } = identifier
  if (type === 'social-credit-code') return identifier // A firm's code is public (GB 32100 clause 1).
  const [head, tail] = type === 'citizen-id' ? [6, 2] : type === 'mobile' ? [3, 2] : [1, 1]
  if (value.length <= head + tail) return { type, value: '*'.repeat(value.length) }
  return { type, value: value.slice(0, head) + '*'.repeat(value.length - head - tail) + value.slice(-tail) }
}

const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

/** A new id: the prefix and 22 random characters, about 131 bits, so that nobody can guess another's. */
export function newId(prefix: string): string {
  let id = prefix
  while (id.length < prefix.length + 22) {
    // Bytes from 248 up are thrown away, or the first eight characters would come more often.
    for (const byte of randomBytes(32)) if (byte < 248 && id.length < prefix.length + 22) id += BASE62.charAt(byte % 62)
  }
  return id
}

/** What a person is called whom somebody named by number only, until a register, his card or he himself says his name. */
export const UNNAMED = '待本人确认'
