import { dayText, yearsAfter } from '../days.ts'
import { aboutPerson, absent, dated, divisionPrefix, known, present, textIn } from '../department.ts'
import type { Answer, Department, Desk, Facts } from '../department.ts'
import type { Address } from '../store/read.ts'

/** The court's list of persons who do not keep judgments (失信被执行人). */
export function court(desk: Desk): Department {
  const dishonest = aboutPerson(desk, 'court', ({ n, id_number: idNumber }, asking) => {
    const entry = desk.reader.dishonest(n)
    if (!entry || known(entry.since, asking) === null) return { idNumber, listed: false }
    return { idNumber, listed: true, since: dayText(entry.since), caseNumber: entry.case_number }
  })
  return { name: 'court', questions: { dishonest }, orders: {} }
}

/**
 * The record of convictions that bar from managing a company: listed means judged less than five years ago
 * (Company Law article 178), and nothing more is told.
 */
export function crime(desk: Desk): Department {
  const record = aboutPerson(desk, 'crime', ({ n, id_number: idNumber }, asking) => {
    const entry = desk.reader.crime(n)
    return { idNumber, listed: entry !== undefined && known(entry.judged, asking) !== null && yearsAfter(entry.judged, 5) > asking.moment.day }
  })
  return { name: 'crime', questions: { record }, orders: {} }
}

/** The library of standard addresses. */
export function addresses(desk: Desk): Department {
  return {
    name: 'addresses',
    questions: {
      address: (_asking, parameters) => {
        const found = desk.reader.address(textIn(parameters, 'code'))
        return found ? present(addressRecord(found)) : absent('unknown-address')
      },
      search: (_asking, parameters) => search(desk, parameters),
    },
    orders: {},
  }
}

function search(desk: Desk, parameters: Facts): Answer {
  const text = textIn(parameters, 'text')
  if (text === '') return present({ addresses: [] })
  const division = divisionPrefix(textIn(parameters, 'division'))
  return present({ addresses: desk.reader.addressesLike(text, division).map(addressRecord) })
}

function addressRecord(one: Address): Facts {
  return {
    code: one.code,
    text: one.text,
    division: one.division,
    kind: one.kind,
    status: one.illegal === 1 ? 'illegal' : 'normal',
    residential: one.kind === 'dwelling',
    occupancy: one.occupancy,
  }
}

/** The pension register: who has retired, since when, with how many fen a month. */
export function pension(desk: Desk): Department {
  const person = aboutPerson(desk, 'pension', ({ n, id_number: idNumber }, asking) => {
    const entry = desk.reader.pension(n)
    if (!entry || known(entry.retired, asking) === null) return { idNumber, retired: false }
    return { idNumber, retired: true, ...dated('retiredOn', entry.retired), monthly: entry.monthly }
  })
  return { name: 'pension', questions: { person }, orders: {} }
}
