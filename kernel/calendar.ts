import { z } from 'zod'

import type { ContentKind, Release } from '#kernel/content'
import { day as Day, bilingual } from '#kernel/shapes'

/** The public holidays of one year and the weekend days worked instead, as the State Council's notice gives them. */
const Year = z.strictObject({
  source: bilingual,
  holidays: z.array(Day),
  workdays: z.array(Day).default([]),
  hours: z.array(z.tuple([z.string().regex(/^\d\d:\d\d$/), z.string().regex(/^\d\d:\d\d$/)])).min(1),
})

/** The years for which the calendar is known, `calendar/<year>.yaml`. */
export const WorkYears: ContentKind<z.infer<typeof Year>> = { name: 'calendar', path: /^calendar\/(\d{4})\.yaml$/, schema: Year }

/** A limit: working days, natural days, working hours or minutes. */
export const limit = z.strictObject({ amount: z.number().positive(), unit: z.enum(['working-day', 'day', 'working-hour', 'minute']) })
export type Limit = z.infer<typeof limit>

const DAY_MS = 86_400_000
const OFFSET_MS = 8 * 3_600_000 // Asia/Shanghai has had no summer time since 1991.

/** The calendar day in Shanghai at this moment, ISO 8601. */
export const dayOf = (at: Date): string => new Date(at.getTime() + OFFSET_MS).toISOString().slice(0, 10)

/** The moment at which a day begins in Shanghai. */
export const startOf = (day: string): Date => new Date(Date.parse(`${day}T00:00:00+08:00`))

/** The day `count` days after (or before). */
export const addDays = (day: string, count: number): string => new Date(Date.parse(`${day}T00:00:00Z`) + count * DAY_MS).toISOString().slice(0, 10)

/** Whether agencies work on this day: not on a holiday, not on a weekend unless it is worked instead. A year without a notice has plain weekends. */
export function isWorkingDay(release: Release, day: string): boolean {
  const year = release.get(WorkYears, day.slice(0, 4))?.value
  if (year?.holidays.includes(day)) return false
  if (year?.workdays.includes(day)) return true
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay()
  return weekday !== 0 && weekday !== 6
}

/**
 * When a limit that starts at `from` runs out. Working days count from the day after (Administrative Licensing
 * Law, art. 82: the limits are in working days, without public holidays) and end with the office hours of the last
 * one; working hours run only inside office hours.
 */
export function dueAt(release: Release, from: Date, limit: Limit): Date {
  if (limit.unit === 'minute') return new Date(from.getTime() + limit.amount * 60_000)
  if (limit.unit === 'day') return new Date(from.getTime() + limit.amount * DAY_MS)
  if (limit.unit === 'working-hour') return addWorkingMinutes(release, from, limit.amount * 60)
  if (!Number.isInteger(limit.amount)) return addWorkingMinutes(release, from, limit.amount * minutesPerDay(release, dayOf(from)))
  let day = dayOf(from)
  for (let left = limit.amount; left > 0; ) {
    day = addDays(day, 1)
    if (isWorkingDay(release, day)) left--
  }
  return atTime(day, hoursOf(release, day).at(-1)![1])
}

const hoursOf = (release: Release, day: string) => release.get(WorkYears, day.slice(0, 4))?.value.hours ?? [['09:00', '12:00'], ['14:00', '18:00']] as [string, string][]
const atTime = (day: string, time: string): Date => new Date(Date.parse(`${day}T${time}:00+08:00`))
const minutesPerDay = (release: Release, day: string): number =>
  hoursOf(release, day).reduce((sum, [from, to]) => sum + (atTime(day, to).getTime() - atTime(day, from).getTime()) / 60_000, 0)

function addWorkingMinutes(release: Release, from: Date, minutes: number): Date {
  let left = minutes
  for (let day = dayOf(from); ; day = addDays(day, 1)) {
    if (!isWorkingDay(release, day)) continue
    for (const [opens, closes] of hoursOf(release, day)) {
      const start = Math.max(from.getTime(), atTime(day, opens).getTime())
      const room = (atTime(day, closes).getTime() - start) / 60_000
      if (room <= 0) continue
      if (left <= room) return new Date(start + left * 60_000)
      left -= room
    }
  }
}

/** The lamp of a clock: green under 60 % of the limit, yellow from 60 %, red once over. */
export function lampOf(from: Date, due: Date, at: Date): 'green' | 'yellow' | 'red' {
  if (at > due) return 'red'
  return at >= warnAt(from, due) ? 'yellow' : 'green'
}

const WARN = 0.6

/** When the lamp of a clock turns yellow: after 60 % of its time. */
export const warnAt = (from: Date, due: Date): Date => new Date(from.getTime() + Math.ceil(WARN * (due.getTime() - from.getTime())))
