import type { Transaction } from '#kernel/database'

import type { NamedPerson } from '../model.ts'

/** Puts a person on the demo's page, or replaces what stood there under the same key. */
export async function putDemoPerson(tx: Transaction, person: NamedPerson, place: number): Promise<void> {
  await tx`
    insert into identity.demo_people (key, party, name, line_zh, line_en, "group", place)
    values (${person.key}, ${person.party}, ${person.name}, ${person.line.zh}, ${person.line.en}, ${person.group}, ${place})
    on conflict (key) do update set party = excluded.party, name = excluded.name, line_zh = excluded.line_zh,
      line_en = excluded.line_en, "group" = excluded."group", place = excluded.place`
}

type DemoRow = { key: string; party: string; name: string; lineZh: string; lineEn: string; group: 'citizens' | 'officials' }
const personOf = (row: DemoRow): NamedPerson => ({ key: row.key, party: row.party, name: row.name, line: { zh: row.lineZh, en: row.lineEn }, group: row.group })

/** Everybody on the demo's page, in the order they were remembered. */
export async function demoPeople(tx: Transaction): Promise<NamedPerson[]> {
  const rows = await tx<DemoRow>`select key, party, name, line_zh, line_en, "group" from identity.demo_people order by "group", place, key`
  return rows.map(personOf)
}

/** The demo person with this key. */
export async function demoPerson(tx: Transaction, key: string): Promise<NamedPerson | undefined> {
  const [row] = await tx<DemoRow>`select key, party, name, line_zh, line_en, "group" from identity.demo_people where key = ${key}`
  return row && personOf(row)
}
