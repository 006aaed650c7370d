import { inTransaction } from './open.ts'
import type { Book } from './open.ts'

/** One logged call of a department. */
export type RequestRow = { at: string; endpoint: string; case_id: string | null; purpose: string | null; answered: number }

/** What tests and demos do to the city behind the departments' backs. */
export type Control = ReturnType<typeof controlOf>

const PERSON_COLUMNS = ['name', 'male', 'born', 'died', 'hukou', 'marital', 'spouse', 'mobile', 'capacity'] as const

/** Columns of a person that control may change. */
export type PersonColumn = (typeof PERSON_COLUMNS)[number]

/** Prepares the controls. */
export function controlOf(book: Book) {
  const behaviours = book.prepare('select scope, settings from behaviours')
  const behave = book.prepare('insert into behaviours values (?, ?) on conflict (scope) do update set settings = excluded.settings')
  const overlay = book.prepare(`
    insert into overlays values (?, ?, ?, ?, 2, 1) on conflict (department, id_number, by_order) do update
    set changes = json_patch(changes, excluded.changes), as_of = excluded.as_of, version = version + 1`)
  const request = book.prepare('insert into requests values (?, ?, ?, ?, ?)')
  const requests = book.prepare("select * from requests where ?1 = '' or case_id = ?1 order by rowid desc limit ?2")
  return {
    behaviours: () => behaviours.all() as { scope: string; settings: string }[],
    behave: (scope: string, settings: object) => void behave.run(scope, JSON.stringify(settings)),
    overlay: (department: string, idNumber: string, changes: object, asOf: string) => void overlay.run(department, idNumber, JSON.stringify(changes), asOf),
    changePerson: (n: number, changes: Partial<Record<PersonColumn, string | number | null>>) => changePerson(book, n, changes),
    logged: (rows: readonly RequestRow[]) => inTransaction(book, () => rows.forEach((one) => request.run(one.at, one.endpoint, one.case_id, one.purpose, one.answered))),
    requests: (caseId: string, limit: number) => requests.all(caseId, limit) as RequestRow[],
    reset: () => inTransaction(book, () => reset(book)),
  }
}

function changePerson(book: Book, n: number, changes: Partial<Record<PersonColumn, string | number | null>>): void {
  keepPerson(book, n)
  for (const column of PERSON_COLUMNS) {
    const value = changes[column]
    if (value !== undefined) book.prepare(`update people set ${column} = ? where n = ?`).run(value, n)
  }
  book.prepare('update people set version = version + 1 where n = ?').run(n)
}

function keepPerson(book: Book, n: number): void {
  const columns = [...PERSON_COLUMNS, 'version'].map((column) => `'${column}', ${column}`).join(', ')
  book.prepare(`insert into originals select 'people', n, json_object(${columns}) from people where n = ? on conflict do nothing`).run(n)
}

function reset(book: Book): void {
  for (const one of book.prepare("select n, row from originals where kind = 'people'").all() as { n: number; row: string }[]) {
    const row = JSON.parse(one.row) as Record<PersonColumn | 'version', string | number | null>
    for (const column of [...PERSON_COLUMNS, 'version'] as const) book.prepare(`update people set ${column} = ? where n = ?`).run(row[column], one.n)
  }
  for (const one of book.prepare("select row from originals where kind = 'funds'").all() as { row: string }[]) {
    book.prepare('insert or replace into funds values (?, ?, ?, ?, ?, ?, ?, ?, ?)').run(...(JSON.parse(one.row) as (string | number | null)[]))
  }
  book.exec('delete from firms where by_order = 1; delete from spells where by_order = 1; delete from overlays where by_order = 1')
  for (const table of ['orders', 'sms', 'reservations', 'seals', 'units', 'bookings', 'counters', 'originals', 'behaviours', 'requests']) {
    book.exec(`delete from ${table}`)
  }
}
