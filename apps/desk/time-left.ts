import { useEffect, useState } from 'react'

import type { Voice } from '../portal/voice.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS

/** How much time is left until a moment, or how long it has been over, in the largest unit that says something. */
export function timeLeft({ t }: Voice, due: string, now: number): string {
  const left = new Date(due).getTime() - now
  const over = left < 0 ? 'over' : 'left'
  const ms = Math.abs(left)
  if (ms >= DAY_MS) return t(`desk.${over}_days`, { count: Math.floor(ms / DAY_MS), hours: Math.floor((ms % DAY_MS) / HOUR_MS) })
  if (ms >= HOUR_MS) return t(`desk.${over}_hours`, { count: Math.floor(ms / HOUR_MS), minutes: Math.floor((ms % HOUR_MS) / MINUTE_MS) })
  return t(`desk.${over}_minutes`, { count: Math.floor(ms / MINUTE_MS) })
}

const nowMs = (): number => performance.timeOrigin + performance.now()

/** How many of so many seconds are left since this was drawn first, told anew every second. */
export function useSecondsLeft(seconds: number): number {
  const [left, setLeft] = useState(seconds)
  // Time passes outside of what React draws.
  useEffect(() => {
    const end = performance.now() + seconds * 1000
    const timer = setInterval(() => setLeft(Math.max(0, Math.ceil((end - performance.now()) / 1000))), 1000)
    return () => clearInterval(timer)
  }, [seconds])
  return left
}

/** The time, told anew every half minute. */
export function useNow(): number {
  const [now, setNow] = useState(nowMs)
  // Time passes outside of what React draws.
  useEffect(() => {
    const timer = setInterval(() => setNow(nowMs()), MINUTE_MS / 2)
    return () => clearInterval(timer)
  }, [])
  return now
}
