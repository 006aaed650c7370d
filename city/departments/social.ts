import { ageOn, dayOf, dayText } from '../days.ts'
import { aboutPerson, absent, dated, idNumberIn, known, listIn, overlaid, present, textIn, wholeIn } from '../department.ts'
import type { Answer, Asking, Department, Desk, Facts } from '../department.ts'
import type { Person, Spell } from '../store/read.ts'

/** The social insurance fund: who is insured where, and the registration of units and their staff. Bases are fen a month. */
export function socialInsurance(desk: Desk): Department {
  return {
    name: 'social-insurance',
    questions: { person: aboutPerson(desk, 'social-insurance', (person, asking) => insuredRecord(desk, asking, person)) },
    orders: { register: (asking, parameters) => register(desk, asking, parameters) },
  }
}

function insuredRecord(desk: Desk, asking: Asking, person: Person): Facts {
  const spells = desk.reader.spells(person.n).map((one) => ({ ...one, ended: known(one.ended, asking) }))
  return {
    idNumber: person.id_number,
    spells: spells.map((one) => ({
      employer: one.employer,
      employerName: one.firm_name,
      from: dayText(one.began),
      ...dated('to', one.ended),
      base: one.base,
    })),
    insuredAt: spells.filter(isOpen).map((one) => one.employer),
  }
}

function isOpen(spell: Spell): boolean {
  return spell.ended === null
}

function register(desk: Desk, asking: Asking, parameters: Facts): Answer {
  const code = textIn(parameters, 'socialCreditCode')
  const firm = desk.reader.firm(code)
  if (!firm) return absent('unknown-firm')
  const unitKnown = desk.reader.unit(code, 'social-insurance')
  const unitNumber = unitKnown ?? `${firm.division}${String(desk.effects.next(`social-insurance/${firm.division}`)).padStart(6, '0')}`
  if (unitKnown === undefined) desk.effects.unitOpened(code, 'social-insurance', unitNumber)
  const employees = listIn(parameters, 'employees').map((one) => insure(desk, asking, code, one))
  return present({ unitNumber, employees })
}

/** Registers one employee, or says why not; one refusal does not touch the others. */
function insure(desk: Desk, asking: Asking, firm: string, said: unknown): Facts {
  const idNumber = idNumberIn(said)
  const facts = typeof said === 'object' && said !== null ? (said as Facts) : {}
  const person = desk.reader.person(idNumber)
  const reason = person ? obstacleToInsuring(desk, asking, firm, person) : 'unknown-person'
  if (reason !== undefined || !person) return { idNumber, registered: false, reason }
  const from = textIn(facts, 'from') || asking.moment.text
  desk.effects.insured(person.n, dayOf(from), firm, wholeIn(facts, 'base') ?? 0)
  return { idNumber, registered: true }
}

function obstacleToInsuring(desk: Desk, asking: Asking, firm: string, person: Person): string | undefined {
  const years = ageOn(person.born, asking.moment.day)
  if (known(person.died, asking) !== null) return 'deceased'
  // Labour Law article 15: nobody under sixteen is employed.
  if (years < 16) return 'under-age'
  if (known(desk.reader.pension(person.n)?.retired ?? null, asking) !== null) return 'retired'
  const record = overlaid(desk, 'social-insurance', person.id_number, present(insuredRecord(desk, asking, person))).record ?? {}
  const insuredAt = listIn(record, 'insuredAt')
  if (insuredAt.includes(firm)) return 'already-insured-here'
  return insuredAt.length > 0 ? 'insured-elsewhere' : undefined
}

/** The provident fund: accounts, the opening of unit accounts, withdrawals that close an account. */
export function providentFund(desk: Desk): Department {
  return {
    name: 'provident-fund',
    questions: { person: (asking, parameters) => fundOf(desk, asking, parameters) },
    orders: {
      open: (_asking, parameters) => openUnit(desk, parameters),
      withdraw: (asking, parameters) => withdraw(desk, asking, parameters),
    },
  }
}

function fundOf(desk: Desk, asking: Asking, parameters: Facts): Answer {
  return aboutPerson(desk, 'provident-fund', (person) => {
    const fund = desk.reader.fund(person.n)
    if (!fund) return { idNumber: person.id_number }
    return {
      idNumber: person.id_number,
      account: fund.account,
      unit: fund.unit,
      balanceFen: fund.balance,
      lastSettledOn: dayText(fund.settled),
      state: fund.state,
      loan: fund.loan === 1,
      loanInDefault: fund.defaulted === 1,
      ...dated('employmentEndedOn', known(fund.ended, asking)),
    }
  })(asking, parameters)
}

function openUnit(desk: Desk, parameters: Facts): Answer {
  const code = textIn(parameters, 'socialCreditCode')
  const firm = desk.reader.firm(code)
  if (!firm) return absent('unknown-firm')
  const rate = Number(parameters['rate'])
  // Regulations on the provident fund, article 18, and the 12 % ceiling of 2005: five to twelve per cent.
  if (!(rate >= 5 && rate <= 12)) return absent('rate-out-of-range')
  const unitKnown = desk.reader.unit(code, 'provident-fund')
  if (unitKnown !== undefined) return { found: false, reason: 'already-open', record: { unitAccount: unitKnown } }
  const unitAccount = `${firm.division}${String(desk.effects.next(`provident-fund/${firm.division}`)).padStart(8, '0')}`
  desk.effects.unitOpened(code, 'provident-fund', unitAccount)
  return present({ unitAccount })
}

function withdraw(desk: Desk, asking: Asking, parameters: Facts): Answer {
  const idNumber = textIn(parameters, 'idNumber')
  const person = desk.reader.person(idNumber)
  const fund = fundOf(desk, asking, parameters).record
  if (!person || !fund) return absent('unknown-person')
  if (fund['account'] === undefined) return absent('no-account')
  if (fund['state'] === 'closed') return absent('closed')
  if (fund['loanInDefault'] === true) return absent('loan-in-default')
  const receipt = `TQ${asking.moment.text.slice(0, 10).replaceAll('-', '')}${String(desk.effects.next('withdrawal')).padStart(6, '0')}`
  desk.effects.fundClosed(person.n, idNumber, asking.moment.day)
  return present({ receipt, closed: true, balanceFen: fund['balanceFen'] })
}
