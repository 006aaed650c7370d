import type { Act } from '#kernel/act'
import type { Release } from '#kernel/content'
import { Refusal } from '#kernel/refusal'
import { currentRelease } from '#kernel/releases'
import type { Bilingual } from '#kernel/shapes'

import { Agencies, enclosing, Roles, type Agency } from '../model.ts'
import { findPublicNames } from '../store.ts'
import { ensure, rename } from './register.ts'

const releaseFrom = (from: Act | Release): Release => ('tx' in from ? currentRelease() : from)

/** Every agency of the place, in the order of the content. An act reads the content in force, a release its own. */
export const agenciesOf = (from: Act | Release): readonly Agency[] => releaseFrom(from).get(Agencies, 'agencies')?.value ?? []

/** The agency with this id. Refuses (absent) `parties.agency_absent`. */
export function agencyOf(from: Act | Release, id: string): Agency {
  const agency = agenciesOf(from).find((one) => one.id === id)
  if (agency === undefined) throw new Refusal('absent', 'parties.agency_absent', { agency: id })
  return agency
}

/** The roles that a post can carry, in the order of the content: what an author of rules routes to. */
export const rolesIn = (release: Release): { id: string; name: Bilingual }[] => Object.entries(release.get(Roles, 'roles')?.value ?? {}).map(([id, { name }]) => ({ id, name }))

/**
 * The agency in charge: the one with this role at this division (GB/T 2260, longer codes too), else at the city
 * around it, else at the province. Refuses (absent) `parties.no_agency`.
 */
export function agencyFor(from: Act | Release, { role, division }: { role: string; division: string }): Agency {
  const agencies = agenciesOf(from).filter((agency) => agency.role === role)
  for (const place of enclosing(division)) {
    const agency = agencies.find((one) => one.division === place)
    if (agency) return agency
  }
  throw new Refusal('absent', 'parties.no_agency', { role, division })
}

/** Makes every agency of the content a party under its own id, and takes over new names. Safe to repeat; done at each start. */
export async function ensureAgencies(act: Act): Promise<void> {
  for (const agency of agenciesOf(act)) {
    const party = await ensure(act, {
      kind: 'agency', id: () => agency.id, identifier: { type: 'social-credit-code', value: agency.socialCreditCode },
      name: agency.name.zh, nameEn: agency.name.en, source: 'agencies',
    })
    if (party.id !== agency.id) throw new Error(`the code of the agency ${agency.id} belongs to the party ${party.id}`)
    await rename(act, { party: party.id, name: agency.name.zh, nameEn: agency.name.en, source: 'agencies' })
  }
}

/** The names of agencies and systems by id, to show beside what they did. People and firms are left out: their names are not public here. */
export async function agencyNames(act: Act, ids: readonly string[]): Promise<Record<string, Bilingual>> {
  const rows = await findPublicNames(act, ids)
  return Object.fromEntries(rows.map(({ id, name, nameEn }) => [id, { zh: name, en: nameEn ?? name }]))
}
