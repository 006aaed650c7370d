import { createHash } from 'node:crypto'
import { behavioursOf } from './behaviours.ts'
import type { Behaviours } from './behaviours.ts'
import type { Answer, Asking, Department, Desk, Endpoint, Facts } from './department.ts'
import { bank } from './departments/bank.ts'
import { electronicSeal, mail, seal, sms } from './departments/deliveries.ts'
import { addresses, court, crime, pension } from './departments/lists.ts'
import { market } from './departments/market.ts'
import { civilAffairs, population } from './departments/population.ts'
import { providentFund, socialInsurance } from './departments/social.ts'
import { tax } from './departments/tax.ts'
import { withFaults } from './faults.ts'
import { controlOf } from './store/control.ts'
import type { Control } from './store/control.ts'
import { effectsOf } from './store/effects.ts'
import type { Effects } from './store/effects.ts'
import { inTransaction } from './store/open.ts'
import type { Book } from './store/open.ts'
import { readerOf } from './store/read.ts'
import type { Reader } from './store/read.ts'

/** The whole city hall: its departments, what they know and do, and how they misbehave. */
export type CityHall = {
  book: Book
  reader: Reader
  effects: Effects
  control: Control
  behaviours: Behaviours
  departments: ReadonlyMap<string, Department>
}

const ROOMS: readonly ((desk: Desk) => Department)[] = [
  population,
  civilAffairs,
  market,
  court,
  crime,
  addresses,
  socialInsurance,
  pension,
  providentFund,
  bank,
  tax,
  seal,
  electronicSeal,
  sms,
  mail,
]

/** Opens every department over one city's database. */
export function openHall(book: Book): CityHall {
  const desk = { reader: readerOf(book), effects: effectsOf(book) }
  const control = controlOf(book)
  const departments = new Map(ROOMS.map((room) => room(desk)).map((one) => [one.name, one] as const))
  return { book, ...desk, control, behaviours: behavioursOf(control), departments }
}

/** Where a path leads: a question or an order of a department, or nowhere. */
export function endpointAt(hall: CityHall, department: string, name: string): { kind: 'question' | 'order'; run: Endpoint } | undefined {
  const room = hall.departments.get(department)
  const question = room?.questions[name]
  if (question) return { kind: 'question', run: question }
  const order = room?.orders[name]
  return order ? { kind: 'order', run: order } : undefined
}

/** Answers a question, with whatever faults the department was told to have. */
export function ask(hall: CityHall, department: string, name: string, run: Endpoint, asking: Asking, parameters: Facts): Answer {
  const subject = subjectOf(parameters)
  return withFaults(run(asking, parameters), `${department}/${name}`, subject, hall.behaviours.of(department, name), asking.moment)
}

/**
 * Carries out an order once for each key and endpoint: a repeated key gets the first answer and has no effect, even
 * when its body differs (which is counted). Everything happens in one transaction, so a crash leaves all or nothing.
 */
export function order(hall: CityHall, department: string, name: string, run: Endpoint, key: string, asking: Asking, parameters: Facts): Answer {
  const endpoint = `${department}/${name}`
  const digest = createHash('sha256').update(canonical(parameters)).digest('hex')
  return inTransaction(hall.book, () => {
    const known = hall.effects.order(endpoint, key)
    if (known) {
      hall.effects.askedAgain(endpoint, key, known.digest !== digest)
      return JSON.parse(known.answer) as Answer
    }
    const answer = { asOf: asking.moment.text, version: 1, ...run(asking, parameters) }
    hall.effects.ordered({
      endpoint,
      key,
      department,
      digest,
      answer: JSON.stringify(answer),
      made_at: asking.moment.text,
      case_id: asking.caseId,
      purpose: asking.purpose,
    })
    return answer
  })
}

function subjectOf(parameters: Facts): string {
  const named = parameters['idNumber'] ?? parameters['socialCreditCode'] ?? parameters['code'] ?? parameters['addressCode']
  return typeof named === 'string' ? named : canonical(parameters)
}

/** The same text for the same facts, whatever order their names come in. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null'
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1))
  return `{${entries.map(([name, one]) => `${JSON.stringify(name)}:${canonical(one)}`).join(',')}}`
}
