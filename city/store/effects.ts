import type { Book } from './open.ts'
import { firmWriter } from './load.ts'

/** An order as it was first carried out, with how often it was asked for. */
export type OrderRow = {
  endpoint: string
  key: string
  department: string
  digest: string
  answer: string
  attempts: number
  differing: number
  made_at: string
  case_id: string | null
  purpose: string | null
}

/** What the departments write when they carry out an order; every caller is already inside a transaction. */
export type Effects = ReturnType<typeof effectsOf>

/** Prepares every effect once. */
export function effectsOf(book: Book) {
  return { ...orderBook(book), ...registers(book), ...people(book) }
}

function orderBook(book: Book) {
  const known = book.prepare('select * from orders where endpoint = ? and key = ?')
  const again = book.prepare('update orders set attempts = attempts + 1, differing = differing + ? where endpoint = ? and key = ?')
  const made = book.prepare('insert into orders values (?, ?, ?, ?, ?, 1, 0, ?, ?, ?)')
  const list = book.prepare("select * from orders where ?1 = '' or department = ?1 order by made_at, endpoint, key limit ?2")
  const totals = book.prepare(
    "select coalesce(sum(attempts), 0) as attempts, count(*) as orders, coalesce(sum(differing), 0) as differing from orders where ?1 = '' or department = ?1",
  )
  const took = book.prepare("select count(*) as effects from orders where (?1 = '' or department = ?1) and json_extract(answer, '$.found') = 1")
  const counter = book.prepare('insert into counters values (?, 1) on conflict (name) do update set value = value + 1 returning value')
  return {
    order: (endpoint: string, key: string) => known.get(endpoint, key) as OrderRow | undefined,
    askedAgain: (endpoint: string, key: string, differs: boolean) => void again.run(differs ? 1 : 0, endpoint, key),
    ordered: (row: Omit<OrderRow, 'attempts' | 'differing'>) => void made.run(row.endpoint, row.key, row.department, row.digest, row.answer, row.made_at, row.case_id, row.purpose),
    orders: (department: string, limit: number) => list.all(department, limit) as OrderRow[],
    orderTotals: (department: string) => totals.get(department) as { attempts: number; orders: number; differing: number },
    /** How many orders had an effect; those answered with a reason instead had none. */
    effectTotal: (department: string) => (took.get(department) as { effects: number }).effects,
    /** The next number of a counter, from 1. */
    next: (name: string) => Number((counter.get(name) as { value: number }).value),
  }
}

function registers(book: Book) {
  const lastFirm = book.prepare('select max(n) as n from firms')
  const seal = book.prepare('insert into seals values (?, ?, ?, ?)')
  const unit = book.prepare('insert into units values (?, ?, ?)')
  const booking = book.prepare('insert into bookings values (?, ?, ?) on conflict do nothing')
  const reservation = book.prepare('insert into reservations (name, until, case_id) values (?, ?, ?) returning id')
  const reserved = book.prepare('select id, until, case_id from reservations where name = ? and until >= ?')
  const message = book.prepare('insert into sms (mobile, text, sent_at) values (?, ?, ?) returning id')
  const messages = book.prepare("select id, mobile, text, sent_at from sms where ?1 = '' or mobile = ?1 order by id")
  return {
    newFirm: firmWriter(book),
    nextFirmNumber: () => Number((lastFirm.get() as { n: number }).n) + 1,
    sealMade: (number: string, firm: string, kind: string, maker: string) => void seal.run(number, firm, kind, maker),
    unitOpened: (firm: string, kind: string, number: string) => void unit.run(firm, kind, number),
    /** True when the slot was free and is now taken. */
    booked: (branch: string, time: string, firm: string) => Number(booking.run(branch, time, firm).changes) === 1,
    reserve: (name: string, until: number, caseId: string | null) => Number((reservation.get(name, until, caseId) as { id: number }).id),
    reservation: (name: string, today: number) => reserved.get(name, today) as { id: number; until: number; case_id: string | null } | undefined,
    sent: (mobile: string, text: string, at: string) => Number((message.get(mobile, text, at) as { id: number }).id),
    messages: (mobile: string) => messages.all(mobile) as { id: number; mobile: string; text: string; sent_at: string }[],
  }
}

function people(book: Book) {
  const spell = book.prepare('insert into spells values (?, ?, (select n from firms where code = ?), null, ?, 1) on conflict do nothing')
  const keep = book.prepare(`
    insert into originals select 'funds', person, json_array(person, account, firm, balance, settled, state, loan, defaulted, ended)
    from funds where person = ? on conflict do nothing`)
  const close = book.prepare("update funds set balance = 0, settled = ?, state = 'closed' where person = ?")
  const forget = book.prepare("delete from overlays where department = 'provident-fund' and by_order = 1 and id_number = ?")
  return {
    insured: (person: number, began: number, firmCode: string, base: number) => void spell.run(person, began, firmCode, base),
    /** Empties and closes a provident-fund account; what it was before is kept for a reset. */
    fundClosed(person: number, idNumber: string, day: number) {
      keep.run(person)
      close.run(day, person)
      forget.run(idNumber)
    },
  }
}
