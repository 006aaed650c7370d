import type { Step } from '../api.ts'
import type { Voice } from '../voice.ts'

const OVER: ReadonlySet<string> = new Set(['granted', 'skipped', 'declined', 'void', 'withdrawn'])

/** Whether nothing more happens in a step by itself. */
export const isOver = (step: Step): boolean => OVER.has(step.stage)

/** The steps that this one still waits for. */
export const waitingFor = (step: Step, steps: readonly Step[]): readonly Step[] =>
  step.stage === 'waiting' ? steps.filter((other) => step.after.includes(other.id) && !isOver(other)) : []

/** The steps that begin when this one is done. */
export const nextAfter = (step: Step, steps: readonly Step[]): readonly Step[] => (isOver(step) ? [] : steps.filter((other) => other.after.includes(step.id) && !isOver(other)))

export type Look = 'done' | 'waiting' | 'stuck' | 'busy' | 'skipped'

/** How a step looks, drawn as in words. */
export function lookOf(stage: string): Look {
  if (stage === 'granted' || stage === 'kit') return 'done'
  if (stage === 'waiting' || stage === 'skipped') return stage
  return stage === 'returned' || stage === 'declined' || stage === 'void' || stage === 'withdrawn' ? 'stuck' : 'busy'
}

/** How much time is left of a clock, or by how much it is over, in words; `now` is the time of the house. */
export function timeLeft(voice: Voice, now: string, due: string): string {
  const seconds = (Date.parse(due) - Date.parse(now)) / 1000
  return seconds >= 0 ? voice.t('clock.left', { span: voice.span(seconds) }) : voice.t('clock.over', { span: voice.span(-seconds) })
}

const DAY_SECONDS = 86_400

/** The same, saying of days that they are counted by the calendar, while a promise counts working days. */
export function timeLeftInWords(voice: Voice, now: string, due: string): string {
  const isDays = (Date.parse(due) - Date.parse(now)) / 1000 >= 2 * DAY_SECONDS
  return `${timeLeft(voice, now, due)}${isDays ? voice.t('clock.by_calendar') : ''}`
}

/** A step on the line: in which lane it stands, from which it comes, which lanes go past it, and whether its own goes on. */
export type Placed = { readonly step: Step; readonly lane: number; readonly from: number | null; readonly past: readonly { readonly lane: number; readonly done: boolean }[]; readonly on: boolean }

/**
 * The steps in the order of a line with branches: what follows a step alone stays in its lane, what several follow
 * branches off to the right, each branch with all that hangs on it. A step that waits for several hangs on the last.
 */
export function lined(steps: readonly Step[]): readonly Placed[] {
  const after = Map.groupBy(steps, (step) => step.after.filter((id) => steps.some((other) => other.id === id)).at(-1) ?? null)
  const place = (step: Step, lane: number, from: number | null, past: Placed['past']): Placed[] => {
    const next = after.get(step.id) ?? []
    const [only] = next
    return [
      { step, lane, from, past, on: next.length > 0 },
      ...(next.length === 1 ? place(only!, lane, lane, past) : next.flatMap((one, n) => place(one, lane + 1, lane, n === next.length - 1 ? past : [...past, { lane, done: lookOf(step.stage) === 'done' }]))),
    ]
  }
  return (after.get(null) ?? []).flatMap((step) => place(step, 0, null, []))
}
