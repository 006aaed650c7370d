import assert from 'node:assert/strict'

import { castMember } from '#city/cast'
import { FIXED_ADDRESSES } from '#city/fixed'
import type { Answered } from '#tests/caller'

/** Asks the city itself, or one of its departments, as nobody in the house can. */
export async function askCity(city: string, path: string, body?: object): Promise<Answered> {
  const answer = await fetch(city + path, { ...(body ? { method: 'POST', body: JSON.stringify(body) } : {}), headers: { authorization: 'Bearer tests' } })
  const text = await answer.text()
  assert.equal(answer.status, 200, `${path}: ${text.slice(0, 500)}`)
  return JSON.parse(text)
}

/** Sets how a department behaves; `clear: true` makes it well again. */
export const control = (city: string, settings: { readonly department: string; readonly [how: string]: unknown }): Promise<Answered> => askCity(city, '/control', settings)

/** Changes what is true of a person of the cast, or of anybody by his number. */
export const changePerson = (city: string, person: string, changes: object): Promise<Answered> =>
  askCity(city, '/control/record', { department: 'population', idNumber: /^\d/.test(person) ? person : castMember(person).idNumber, changes })

/** How many firms may share an address. */
const OCCUPANCY_MAX = 5

/** Places for firms in a county: each address where nothing stands in the way, as often as another firm fits in. The fixed ones are left to those who name them. */
export async function freePlaces(city: string, division: string): Promise<string[]> {
  const found = new Map<string, number>()
  for (const word of ['室', '铺', '街', '号']) {
    const { record } = await askCity(city, '/addresses/search', { text: word, division })
    for (const one of (record?.addresses ?? []) as Answered[]) if (one.status === 'normal' && !one.residential && FIXED_ADDRESSES.every((fixed) => fixed.code !== one.code)) found.set(one.code, OCCUPANCY_MAX - one.occupancy)
  }
  return [...found].toSorted(([a], [b]) => (a < b ? -1 : 1)).flatMap(([code, room]) => Array.from({ length: Math.max(0, room) }, () => code))
}
