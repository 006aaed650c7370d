import { dayText } from './days.ts'
import type { Moment } from './department.ts'

const BEIJING_MS = 8 * 3_600_000
const DAY_MS = 86_400_000

/** The moment in Beijing time of an instant given in milliseconds since 1970. */
export function momentAt(instantMs: number): Moment {
  const local = instantMs + BEIJING_MS
  const day = Math.floor(local / DAY_MS)
  const seconds = Math.floor((local - day * DAY_MS) / 1000)
  const time = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60].map((part) => String(part).padStart(2, '0')).join(':')
  return { text: `${dayText(day)}T${time}+08:00`, day }
}

/** The instant of an ISO text; a bare day means nine in the morning in Beijing; undefined when it is neither. */
export function instantOf(text: string): number | undefined {
  const instant = Date.parse(/^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text}T09:00:00+08:00` : text)
  return Number.isNaN(instant) ? undefined : instant
}
