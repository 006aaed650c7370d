import type { Book } from './open.ts'

/** Everyone and everything of a small city at once, to be looked over by checks; not for large cities. */
export function surveyOf(book: Book) {
  const people = book
    .prepare('select * from people order by n')
    .all()
    .map((row) => ({
      n: Number(row['n']),
      idNumber: String(row['id_number']),
      name: String(row['name']),
      male: row['male'] === 1,
      born: Number(row['born']),
      died: numberOrNull(row['died']),
      marital: String(row['marital']),
      spouse: numberOrNull(row['spouse']),
      father: numberOrNull(row['father']),
      mother: numberOrNull(row['mother']),
    }))
  const firms = book
    .prepare('select code from firms order by n')
    .all()
    .map((row) => String(row['code']))
  const cards = book
    .prepare('select number from cards order by number')
    .all()
    .map((row) => String(row['number']))
  const spells = book
    .prepare('select s.began, s.ended, f.registered from spells s join firms f on f.n = s.firm')
    .all()
    .map((row) => ({
      began: Number(row['began']),
      ended: numberOrNull(row['ended']),
      registered: Number(row['registered']),
    }))
  return { people, firms, cards, spells }
}

function numberOrNull(value: unknown): number | null {
  return value === null ? null : Number(value)
}
