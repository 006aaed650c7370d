import { dayText } from './days.ts'
import type { Day } from './days.ts'
import type { Effects } from './store/effects.ts'
import type { Person, Reader } from './store/read.ts'

/** The moment a request plays at: an ISO text in Beijing time and its day. */
export type Moment = { text: string; day: Day }

/** Who asks, why, and when. */
export type Asking = { moment: Moment; caseId: string | null; purpose: string | null }

/** The named facts of a record or the parameters of a request, as JSON has them. */
export type Facts = Record<string, unknown>

/** What a department says: a record, or that there is none (with a reason where one helps). */
export type Answer = { found: boolean; record?: Facts; reason?: string; asOf?: string; version?: number }

/** One endpoint of a department. */
export type Endpoint = (asking: Asking, parameters: Facts) => Answer

/** A simulated department: what may be asked of it, and what may be ordered (exactly once per key). */
export type Department = { name: string; questions: Record<string, Endpoint>; orders: Record<string, Endpoint> }

/** What a department works with. */
export type Desk = { reader: Reader; effects: Effects }

/** The digits every division inside this one starts with: `4403` for 440300, `440304` for itself. */
export function divisionPrefix(code: string): string {
  return code.replace(/(00){1,2}$/, '')
}

/** The answer that nothing is there. */
export function absent(reason: string): Answer {
  return { found: false, reason }
}

/** The answer that holds a record. */
export function present(record: Facts): Answer {
  return { found: true, record }
}

/** A text parameter; empty when it is missing or something else. */
export function textIn(parameters: Facts, name: string): string {
  const value = parameters[name]
  return typeof value === 'string' ? value.trim() : ''
}

/** A list parameter; empty when it is missing or something else. */
export function listIn(parameters: Facts, name: string): readonly unknown[] {
  const value = parameters[name]
  return Array.isArray(value) ? value : []
}

/** A whole-number parameter, from a number or digits; undefined otherwise. */
export function wholeIn(parameters: Facts, name: string): number | undefined {
  const value = Number(parameters[name])
  return parameters[name] !== undefined && Number.isSafeInteger(value) ? value : undefined
}

/** A citizen number said either as a text or as an object that holds `idNumber`. */
export function idNumberIn(value: unknown): string {
  if (typeof value === 'string') return value
  return typeof value === 'object' && value !== null ? textIn(value as Facts, 'idNumber') : ''
}

/** A day that had come by then; what happened later is unknown to a department asked at an earlier moment. */
export function known(day: Day | null, asking: Asking): Day | null {
  return day !== null && day <= asking.moment.day ? day : null
}

/** The ISO text of a day, or nothing at all, ready to be spread into a record. */
export function dated(name: string, day: Day | null | undefined): Facts {
  return day === null || day === undefined ? {} : { [name]: dayText(day) }
}

/**
 * Answers a question about one person: the record made from the truth, with what this department's own record says
 * instead laid over it. A person the city does not know is absent.
 */
export function aboutPerson(desk: Desk, department: string, recordOf: (person: Person, asking: Asking) => Facts): Endpoint {
  return (asking, parameters) => {
    const idNumber = textIn(parameters, 'idNumber')
    const person = desk.reader.person(idNumber)
    if (!person) return absent('unknown-person')
    return overlaid(desk, department, idNumber, { found: true, record: recordOf(person, asking), version: person.version })
  }
}

/** Lays over an answer what the department's record says instead of the truth; the overlay's age becomes the record's. */
export function overlaid(desk: Desk, department: string, idNumber: string, answer: Answer): Answer {
  const overlays = desk.reader.overlays(department, idNumber)
  if (overlays.length === 0) return answer
  let { record, asOf, version = 1 } = answer
  for (const one of overlays) {
    record = { ...record, ...(JSON.parse(one.changes) as Facts) }
    asOf = one.as_of ?? asOf
    version += one.version - 1
  }
  return { ...answer, ...(record ? { record } : {}), ...(asOf === undefined ? {} : { asOf }), version }
}
