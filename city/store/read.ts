import type { Book, Row } from './open.ts'

/** A person as the truth holds one; days are whole numbers, `null` is unknown or none. */
export type Person = {
  n: number
  id_number: string
  name: string
  male: number
  born: number
  died: number | null
  hukou: string
  address: string
  marital: string
  spouse_id: string | null
  mobile: string
  capacity: string | null
  version: number
}

/** A firm as the register holds one. */
export type Firm = {
  n: number
  code: string
  name: string
  region: string
  brand: string
  industry: string
  form: string
  division: string
  address_code: string | null
  legal_rep_id: string | null
  state: string
  registered: number
  capital: number
  scope: string
  ended: number | null
}

/** A standard address with the number of trading firms registered there. */
export type Address = { n: number; code: string; text: string; division: string; kind: string; illegal: number; occupancy: number }

/** A spell of insured work with one employer; base in fen a month. */
export type Spell = { employer: string; firm_name: string; began: number; ended: number | null; base: number }

/** A provident-fund account; balance in fen. */
export type Fund = {
  account: string
  unit: string
  balance: number
  settled: number
  state: string
  loan: number
  defaulted: number
  ended: number | null
}

/** A trading firm's trade name among those a new name is compared with. */
export type Rival = { brand: string; pinyin: string; name: string }

/** The questions the departments put to the truth. */
export type Reader = ReturnType<typeof readerOf>

/** Prepares every question once. */
export function readerOf(book: Book) {
  return { ...peopleReader(book), ...firmReader(book), ...workReader(book) }
}

function peopleReader(book: Book) {
  const person = book.prepare(`
    select p.n, p.id_number, p.name, p.male, p.born, p.died, p.hukou, a.text as address, p.marital,
           s.id_number as spouse_id, p.mobile, p.capacity, p.version
    from people p join addresses a on a.n = p.address left join people s on s.n = p.spouse where p.id_number = ?`)
  const cohort = book.prepare(`
    select id_number, born from people indexed by people_by_birth
    where (born, id_number) > (?, ?) and born <= ? and hukou >= ? and hukou < ? and (died is null or died > ?)
    order by born, id_number limit ?`)
  const overlay = book.prepare('select changes, as_of, version from overlays where department = ? and id_number = ? order by by_order')
  const cards = book.prepare('select number, bank, class from cards where person = ? order by number')
  const card = book.prepare('select person from cards where number = ?')
  const dishonest = book.prepare('select since, case_number from dishonest where person = ?')
  const crime = book.prepare('select offence, judged from crimes where person = ?')
  const relatives = book.prepare('select id_number from people where father = ?1 or mother = ?1 order by n')
  return {
    person: (idNumber: string) => person.get(idNumber) as Person | undefined,
    cohort: (after: readonly [born: number, id: string], bornTo: number, prefix: string, today: number, limit: number) =>
      cohort.all(after[0], after[1], bornTo, prefix, `${prefix}~`, today, limit) as { id_number: string; born: number }[],
    /** What a department's record says instead of the truth; the later entry counts. */
    overlays: (department: string, idNumber: string) => overlay.all(department, idNumber) as { changes: string; as_of: string | null; version: number }[],
    cards: (n: number) => cards.all(n) as { number: string; bank: string; class: string }[],
    cardHolder: (number: string) => (card.get(number) as { person: number } | undefined)?.person,
    dishonest: (n: number) => dishonest.get(n) as { since: number; case_number: string } | undefined,
    crime: (n: number) => crime.get(n) as { offence: string; judged: number } | undefined,
    children: (n: number) => (relatives.all(n) as { id_number: string }[]).map((one) => one.id_number),
  }
}

function firmReader(book: Book) {
  const columns = `f.n, f.code, f.name, f.region, f.brand, f.industry, f.form, f.division, a.code as address_code,
    p.id_number as legal_rep_id, f.state, f.registered, f.capital, f.scope, f.ended`
  const joins = 'firms f left join addresses a on a.n = f.address left join people p on p.n = f.legal_rep'
  const firm = book.prepare(`select ${columns} from ${joins} where f.code = ?`)
  const named = book.prepare(`select ${columns} from ${joins} where f.name = ?`)
  const responsible = book.prepare(`select ${columns} from ${joins} where f.responsible = ? and f.state = '吊销' order by f.ended desc`)
  const rivals = book.prepare("select brand, pinyin, name from firms where state = '存续' and industry = ? and region >= ? and region <= ?")
  const withAddress = `select a.n, a.code, a.text, a.division, a.kind, a.illegal,
    (select count(*) from firms f where f.address = a.n and f.state = '存续') as occupancy from addresses a`
  const address = book.prepare(`${withAddress} where a.code = ?`)
  // The inner question is answered from the index alone, which a scan of a whole city's addresses needs.
  const search = book.prepare(`${withAddress} where a.n in (
    select n from addresses where division >= ? and division < ? and instr(text, ?) > 0 limit 10) order by a.code`)
  return {
    firm: (code: string) => firm.get(code) as Firm | undefined,
    firmNamed: (name: string) => named.get(name) as Firm | undefined,
    revokedBy: (n: number) => responsible.all(n) as Firm[],
    ...rivalLists((industry, from, to) => rivals.all(industry, from, to) as Rival[]),
    address: (code: string) => address.get(code) as Address | undefined,
    addressesLike: (text: string, prefix: string) => search.all(prefix, `${prefix}~`, text) as Address[],
  }
}

/** Keeps the lists of rivals in memory, because a name is compared with thousands and they seldom change. */
function rivalLists(fetch: (industry: string, from: string, to: string) => Rival[]) {
  const lists = new Map<string, { industry: string; from: string; to: string; rivals: Rival[] }>()
  return {
    /** The trading firms of an industry whose name carries a region between both codes, ends included. */
    rivals(industry: string, from: string, to: string): readonly Rival[] {
      const key = `${industry}/${from}/${to}`
      const list = lists.get(key) ?? { industry, from, to, rivals: fetch(industry, from, to) }
      lists.set(key, list)
      return list.rivals
    },
    /** A new firm joins the lists it belongs to. */
    rivalAdded(industry: string, region: string, rival: Rival): void {
      for (const list of lists.values()) {
        if (list.industry === industry && list.from <= region && region <= list.to) list.rivals.push(rival)
      }
    },
    /** After a reset the lists are fetched again. */
    forgetRivals: () => lists.clear(),
  }
}

function workReader(book: Book) {
  const spells = book.prepare(`
    select f.code as employer, f.name as firm_name, s.began, s.ended, s.base
    from spells s join firms f on f.n = s.firm where s.person = ? order by s.began`)
  const fund = book.prepare(`
    select u.account, f.code as unit, u.balance, u.settled, u.state, u.loan, u.defaulted, u.ended
    from funds u join firms f on f.n = u.firm where u.person = ?`)
  const pension = book.prepare('select retired, monthly from pensions where person = ?')
  const unit = book.prepare('select number from units where firm = ? and kind = ?')
  const booked = book.prepare('select time from bookings where branch = ?')
  return {
    spells: (n: number) => spells.all(n) as Spell[],
    fund: (n: number) => fund.get(n) as Fund | undefined,
    pension: (n: number) => pension.get(n) as { retired: number; monthly: number } | undefined,
    unit: (firm: string, kind: string) => (unit.get(firm, kind) as { number: string } | undefined)?.number,
    booked: (branch: string) => (booked.all(branch) as { time: string }[]).map((one) => one.time),
  }
}

/** Every table's number of rows, for a first look at a city. */
export function countRows(book: Book): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const table of ['people', 'addresses', 'firms', 'spells', 'funds', 'pensions', 'cards']) {
    counts[table] = Number((book.prepare(`select count(*) as rows from ${table}`).get() as Row)['rows'])
  }
  return counts
}
