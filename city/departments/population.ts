import { ageOn, dayOf, dayText } from '../days.ts'
import { aboutPerson, dated, divisionPrefix, known, present, textIn, wholeIn } from '../department.ts'
import type { Answer, Asking, Department, Desk, Facts } from '../department.ts'
import type { Person } from '../store/read.ts'

/** The police register of the population: who is registered where, and who is alive. */
export function population(desk: Desk): Department {
  return {
    name: 'population',
    questions: {
      person: aboutPerson(desk, 'population', personRecord),
      cohort: (asking, parameters) => cohort(desk, asking, parameters),
    },
    orders: {},
  }
}

/** Civil affairs: the second source of deaths, from crematoria and the marriage office. */
export function civilAffairs(desk: Desk): Department {
  const death = (person: Person, asking: Asking): Facts => {
    const died = known(person.died, asking)
    return { idNumber: person.id_number, alive: died === null, ...dated('deathDate', died) }
  }
  return { name: 'civil-affairs', questions: { person: aboutPerson(desk, 'civil-affairs', death) }, orders: {} }
}

/** What the population register says of a person. */
export function personRecord(person: Person, asking: Asking): Facts {
  const died = known(person.died, asking)
  return {
    idNumber: person.id_number,
    name: person.name,
    sex: person.male === 1 ? 'male' : 'female',
    birthDate: dayText(person.born),
    alive: died === null,
    ...dated('deathDate', died),
    hukou: { division: person.hukou, address: person.address },
    maritalStatus: person.marital,
    ...(person.marital === 'married' && person.spouse_id !== null ? { spouseIdNumber: person.spouse_id } : {}),
    capacity: person.capacity ?? capacityAt(ageOn(person.born, asking.moment.day)),
    mobile: person.mobile,
  }
}

/** Civil Code articles 17–20: none below eight, limited below eighteen, full from then on. */
function capacityAt(years: number): 'full' | 'limited' | 'none' {
  if (years < 8) return 'none'
  return years < 18 ? 'limited' : 'full'
}

/** The living people of a division born between two days, both included, in order of birth, page by page. */
function cohort(desk: Desk, asking: Asking, parameters: Facts): Answer {
  const limit = Math.min(Math.max(wholeIn(parameters, 'limit') ?? 500, 1), 5_000)
  const after = textIn(parameters, 'after')
  const [born, idNumber] = after ? after.split('~') : [textIn(parameters, 'bornFrom') || '1850-01-01', '']
  const bornTo = textIn(parameters, 'bornTo')
  const last = bornTo ? dayOf(bornTo) : dayOf('2999-12-31')
  const rows = desk.reader.cohort([dayOf(born ?? ''), idNumber ?? ''], last, divisionPrefix(textIn(parameters, 'hukouDivision')), asking.moment.day, limit + 1)
  const people = rows.slice(0, limit).map((one) => ({ idNumber: one.id_number, birthDate: dayText(one.born) }))
  const end = people.at(-1)
  return present({ people, next: rows.length > limit && end ? `${end.birthDate}~${end.idNumber}` : null })
}
