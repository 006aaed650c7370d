import { CAST } from './cast.ts'
import { dayOf } from './days.ts'
import { endpointAt } from './counter.ts'
import type { CityHall } from './counter.ts'
import { textIn } from './department.ts'
import type { Facts, Moment } from './department.ts'
import { personRecord } from './departments/population.ts'
import { DECLINING_BRANCH, FIXED_ADDRESSES, FIXED_FIRMS } from './fixed.ts'
import { countRows } from './store/read.ts'
import { metaOf } from './store/open.ts'
import type { PersonColumn } from './store/control.ts'

/** What a control request is answered with. */
export type Reply = { code: number; body: unknown }

/** What a control route needs to know of a request. */
export type ControlRequest = { query: URLSearchParams; body: Facts; moment: Moment; nowMs: number }

type Route = (hall: CityHall, request: ControlRequest) => Reply

/** The controls of tests and demos, by method and path; no department knows of them. */
export const CONTROL_ROUTES: Readonly<Record<string, Route>> = {
  'GET /health': (hall) => done({ status: 'ok', city: metaOf(hall.book, 'city') ?? '', people: Number(metaOf(hall.book, 'people')), firms: Number(metaOf(hall.book, 'firms')) }),
  'GET /counts': (hall) => done(countRows(hall.book)),
  'GET /departments': (hall) => done([...hall.departments.values()].map((one) => ({ name: one.name, questions: Object.keys(one.questions), orders: Object.keys(one.orders) }))),
  'GET /cast': () => done({ people: CAST, addresses: FIXED_ADDRESSES, firms: FIXED_FIRMS, decliningBranch: DECLINING_BRANCH }),
  'GET /effects': (hall, request) => done(effects(hall, request)),
  'GET /log': (hall, request) => done({ requests: hall.control.requests(request.query.get('case') ?? '', limitIn(request)) }),
  'GET /sms': (hall, request) =>
    done({ messages: hall.effects.messages(request.query.get('mobile') ?? '').map((one) => ({ id: String(one.id), mobile: one.mobile, text: one.text, sentAt: one.sent_at })) }),
  'GET /truth/person': truth,
  'POST /control': behave,
  'POST /control/record': changeRecord,
  'POST /control/reset': (hall) => {
    hall.control.reset()
    hall.behaviours.forget()
    hall.reader.forgetRivals()
    return done({ reset: true })
  },
}

function done(body: unknown): Reply {
  return { code: 200, body }
}

function refused(code: string, detail: unknown): Reply {
  return { code: 400, body: { error: code, detail } }
}

function limitIn(request: ControlRequest): number {
  return Number(request.query.get('limit') ?? 1_000)
}

/** How often each key was asked for and that it had its effect once. */
function effects(hall: CityHall, request: ControlRequest): Facts {
  const department = request.query.get('department') ?? ''
  const totals = hall.effects.orderTotals(department)
  const orders = hall.effects.orders(department, limitIn(request)).map((one) => {
    const answer = JSON.parse(one.answer) as Facts
    return {
      endpoint: one.endpoint,
      key: one.key,
      attempts: one.attempts,
      effects: answer['found'] === true ? 1 : 0,
      differing: one.differing,
      at: one.made_at,
      case: one.case_id,
      purpose: one.purpose,
      answer,
    }
  })
  return { department: department || '*', attempts: totals.attempts, effects: hall.effects.effectTotal(department), differing: totals.differing, orders }
}

/** The ground truth of a person beside what each department says when it has no faults. */
function truth(hall: CityHall, request: ControlRequest): Reply {
  const idNumber = request.query.get('idNumber') ?? ''
  const person = hall.reader.person(idNumber)
  const asking = { moment: request.moment, caseId: null, purpose: 'truth' }
  if (!person) return { code: 404, body: { found: false, reason: 'unknown-person' } }
  const records: Facts = {}
  for (const department of hall.departments.values()) {
    for (const [name, question] of Object.entries(department.questions)) {
      const isAboutPeople = ['person', 'dishonest', 'revocations', 'cards', 'record'].includes(name)
      if (isAboutPeople) records[`${department.name}/${name}`] = question(asking, { idNumber })
    }
  }
  return done({ found: true, person: personRecord(person, asking), children: hall.reader.children(person.n), records })
}

function behave(hall: CityHall, request: ControlRequest): Reply {
  const scope = textIn(request.body, 'department')
  const [department = '', endpoint] = scope.split('/')
  const isKnown = scope === '*' || (endpoint === undefined ? hall.departments.has(department) : endpointAt(hall, department, endpoint) !== undefined)
  if (!isKnown) return refused('unknown-department', scope)
  return done({ department: scope, behaviour: hall.behaviours.set(scope, request.body, request.nowMs) })
}

/**
 * Changes a record. Population is the truth about people: a change there is seen by every department, unless
 * `only: true` keeps it to the register's own copy. A change in any other department is that department's alone.
 */
function changeRecord(hall: CityHall, request: ControlRequest): Reply {
  const department = textIn(request.body, 'department') || 'population'
  const idNumber = textIn(request.body, 'idNumber')
  const changes = (request.body['changes'] ?? {}) as Facts
  const person = hall.reader.person(idNumber)
  if (!person) return refused('unknown-person', idNumber)
  if (!hall.departments.has(department)) return refused('unknown-department', department)
  if (department !== 'population' || request.body['only'] === true) {
    hall.control.overlay(department, idNumber, changes, textIn(request.body, 'asOf') || request.moment.text)
    return truthOf(hall, request, idNumber)
  }
  const unknown = Object.keys(changes).filter((name) => !(name in COLUMN_CHANGES))
  if (unknown.length > 0) return refused('unknown-facts', unknown)
  // A date of death says more than `alive: false`, which alone means today, so it is applied after it.
  const inOrder = Object.entries(changes).toSorted(([a], [b]) => Number(a === 'deathDate') - Number(b === 'deathDate'))
  const columns = inOrder.flatMap(([name, value]) => Object.entries(COLUMN_CHANGES[name]?.(value, hall, request.moment) ?? {}))
  hall.control.changePerson(person.n, Object.fromEntries(columns))
  return truthOf(hall, request, idNumber)
}

function truthOf(hall: CityHall, request: ControlRequest, idNumber: string): Reply {
  return truth(hall, { ...request, query: new URLSearchParams({ idNumber }) })
}

type ColumnChange = (value: unknown, hall: CityHall, moment: Moment) => Partial<Record<PersonColumn, string | number | null>>

const COLUMN_CHANGES: Readonly<Record<string, ColumnChange>> = {
  name: (value) => ({ name: String(value) }),
  sex: (value) => ({ male: value === 'male' ? 1 : 0 }),
  birthDate: (value) => ({ born: dayOf(String(value)) }),
  alive: (value, _hall, moment) => ({ died: value === true ? null : moment.day }),
  deathDate: (value) => ({ died: value === null ? null : dayOf(String(value)) }),
  hukou: (value) => ({ hukou: typeof value === 'string' ? value : textIn(value as Facts, 'division') }),
  maritalStatus: (value) => ({ marital: String(value) }),
  spouseIdNumber: (value, hall) => ({ spouse: typeof value === 'string' ? (hall.reader.person(value)?.n ?? null) : null }),
  mobile: (value) => ({ mobile: String(value) }),
  capacity: (value) => ({ capacity: value === null ? null : String(value) }),
}
