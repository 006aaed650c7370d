import type { Book } from './open.ts'

/** A person as the generator writes one down; `null` means unknown or none. */
export type NewPerson = {
  n: number
  idNumber: string
  name: string
  male: boolean
  born: number
  died: number | null
  hukou: string
  address: number
  marital: string
  spouse: number | null
  father: number | null
  mother: number | null
  mobile: string
  capacity: string | null
}

/** A standard address as the generator writes one down. */
export type NewAddress = { n: number; code: string; text: string; division: string; kind: string; illegal: boolean }

/** A firm as the generator or the register writes one down; capital in fen. */
export type NewFirm = {
  n: number
  code: string
  name: string
  region: string
  brand: string
  pinyin: string
  industry: string
  form: string
  division: string
  address: number | null
  legalRep: number | null
  state: string
  registered: number
  capital: number
  scope: string
  ended: number | null
  responsible: number | null
  byOrder: boolean
}

/** A provident-fund account; balance in fen. */
export type NewFund = {
  person: number
  account: string
  firm: number
  balance: number
  settled: number
  state: string
  loan: boolean
  defaulted: boolean
  ended: number | null
}

/** Writers for every kind of row, with their statements prepared once. */
export type Loader = ReturnType<typeof loaderFor>

/** Prepares the writers of the bulk load. */
export function loaderFor(book: Book) {
  const person = book.prepare('insert into people values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1)')
  const address = book.prepare('insert into addresses values (?, ?, ?, ?, ?, ?)')
  const spell = book.prepare('insert into spells values (?, ?, ?, ?, ?, 0)')
  const fund = book.prepare('insert into funds values (?, ?, ?, ?, ?, ?, ?, ?, ?)')
  const pension = book.prepare('insert into pensions values (?, ?, ?)')
  const card = book.prepare('insert into cards values (?, ?, ?, ?)')
  const dishonest = book.prepare('insert into dishonest values (?, ?, ?)')
  const crime = book.prepare('insert into crimes values (?, ?, ?)')
  const overlay = book.prepare('insert into overlays values (?, ?, ?, ?, 1, 0)')
  return {
    person: (one: NewPerson) =>
      void person.run(
        one.n,
        one.idNumber,
        one.name,
        one.male ? 1 : 0,
        one.born,
        one.died,
        one.hukou,
        one.address,
        one.marital,
        one.spouse,
        one.father,
        one.mother,
        one.mobile,
        one.capacity,
      ),
    address: (one: NewAddress) => void address.run(one.n, one.code, one.text, one.division, one.kind, one.illegal ? 1 : 0),
    firm: firmWriter(book),
    spell: (who: number, began: number, at: number, ended: number | null, base: number) => void spell.run(who, began, at, ended, base),
    fund: (one: NewFund) => void fund.run(one.person, one.account, one.firm, one.balance, one.settled, one.state, one.loan ? 1 : 0, one.defaulted ? 1 : 0, one.ended),
    pension: (who: number, retired: number, monthly: number) => void pension.run(who, retired, monthly),
    card: (number: string, who: number, bank: string, kind: string) => void card.run(number, who, bank, kind),
    dishonest: (who: number, since: number, caseNumber: string) => void dishonest.run(who, since, caseNumber),
    crime: (who: number, offence: string, judged: number) => void crime.run(who, offence, judged),
    overlay: (department: string, idNumber: string, changes: object, asOf: string | null) => void overlay.run(department, idNumber, JSON.stringify(changes), asOf),
  }
}

/** The writer of firms, used by the bulk load and by the register of firms. */
export function firmWriter(book: Book): (one: NewFirm) => void {
  const firm = book.prepare('insert into firms values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)')
  return (one) =>
    void firm.run(
      one.n,
      one.code,
      one.name,
      one.region,
      one.brand,
      one.pinyin,
      one.industry,
      one.form,
      one.division,
      one.address,
      one.legalRep,
      one.state,
      one.registered,
      one.capital,
      one.scope,
      one.ended,
      one.responsible,
      one.byOrder ? 1 : 0,
    )
}

/** Starts and ends the transactions of the bulk load, so that no transaction grows without limit. */
export function batches(book: Book, rowsPerBatch: number): { count(rows: number): void; finish(): void } {
  let open = 0
  book.exec('begin')
  return {
    count(rows) {
      open += rows
      if (open < rowsPerBatch) return
      book.exec('commit; begin')
      open = 0
    },
    finish() {
      book.exec('commit')
    },
  }
}

/** A text that two cities share exactly when all their truth is the same; row order is fixed by the keys. */
export function* everyRow(book: Book): Generator<string> {
  for (const table of ['people', 'addresses', 'firms', 'spells', 'funds', 'pensions', 'cards', 'dishonest', 'crimes', 'overlays']) {
    yield table
    for (const row of book.prepare(`select * from ${table} order by 1, 2`).iterate()) yield JSON.stringify(row)
  }
}
