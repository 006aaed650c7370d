import { dayOf, dayText } from './days.ts'
import type { Answer, Facts, Moment } from './department.ts'
import { fractionOf, hashOf } from './random.ts'

/** How a department or endpoint misbehaves; times are milliseconds since 1970 on the real clock. */
export type Behaviour = {
  latencyMs?: number
  /** Accepts and answers 503 until then; `down: true` means until told otherwise. */
  downUntil?: number
  down?: boolean
  /** Accepts and never answers. */
  hangUntil?: number
  hang?: boolean
  /** Share of subjects whose record is wrong or old; the same subjects every time. */
  wrongRate?: number
  staleRate?: number
  /** So many of the next orders are carried out and their answers thrown away. */
  loseAnswers?: number
}

const OPPOSITES: Readonly<Record<string, string>> = {
  male: 'female',
  female: 'male',
  married: 'unmarried',
  unmarried: 'married',
  widowed: 'married',
  divorced: 'married',
  full: 'limited',
  limited: 'full',
  none: 'limited',
  normal: 'sealed',
  sealed: 'normal',
  closed: 'normal',
  illegal: 'normal',
}
const NEVER_WRONG = new Set(['idNumber', 'socialCreditCode', 'code', 'addressCode', 'account', 'next'])

/** Makes the answer wrong or stale when the subject is among the chosen share; the choice depends on the subject only. */
export function withFaults(answer: Answer, endpoint: string, subject: string, behaviour: Behaviour, moment: Moment): Answer {
  if (!answer.found || !answer.record) return answer
  if (fractionOf(`stale/${endpoint}/${subject}`) < (behaviour.staleRate ?? 0)) return stale(answer, answer.record, endpoint + subject, moment)
  if (fractionOf(`wrong/${endpoint}/${subject}`) < (behaviour.wrongRate ?? 0)) return { ...answer, record: wrong(answer.record, endpoint + subject) }
  return answer
}

/** The record with one fact changed; which fact and how follows from the subject. */
export function wrong(record: Facts, subject: string): Facts {
  const names = Object.keys(record).filter((name) => !NEVER_WRONG.has(name) && canBeWrong(record[name]))
  const name = names[hashOf(`fact/${subject}`) % Math.max(names.length, 1)]
  return name === undefined ? record : { ...record, [name]: wrongly(record[name]) }
}

function canBeWrong(value: unknown): boolean {
  return typeof value === 'boolean' || typeof value === 'number' || (typeof value === 'string' && value !== '') || (Array.isArray(value) && value.length > 0)
}

function wrongly(value: unknown): unknown {
  if (typeof value === 'boolean') return !value
  if (typeof value === 'number') return value + Math.max(1, Math.floor(value / 10))
  if (Array.isArray(value)) return value.slice(1)
  const text = String(value)
  if (/^\d{4}-\d{2}-\d{2}$/.test(text)) return dayText(dayOf(text) + 1)
  if (/\d$/.test(text)) return text.slice(0, -1) + String((Number(text.at(-1)) + 1) % 10)
  return OPPOSITES[text] ?? text.slice(0, -1) + (text.endsWith('文') ? '雯' : '文')
}

/** The record as it stood half a year to two years ago: what happened since is not in it. */
function stale(answer: Answer, record: Facts, subject: string, moment: Moment): Answer {
  const day = moment.day - 180 - (hashOf(`age/${subject}`) % 550)
  const asOf = dayText(day)
  const then = { ...record }
  const undo = (date: string, facts: Facts) => {
    if (typeof then[date] !== 'string' || then[date] <= asOf) return
    delete then[date]
    Object.assign(then, facts)
  }
  undo('deathDate', { alive: true })
  undo('retiredOn', { retired: false })
  undo('since', { listed: false })
  undo('employmentEndedOn', {})
  undo('endedOn', { state: '存续' })
  return { ...answer, record: then, asOf: `${asOf}T00:00:00+08:00`, version: Math.max(1, (answer.version ?? 1) - 1) }
}
