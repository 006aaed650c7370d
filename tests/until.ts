import assert from 'node:assert/strict'
import { setTimeout as pause } from 'node:timers/promises'

/** Longer than anything a test waits for takes on a machine that runs everything at once. */
const PATIENCE_MS = 60_000

/**
 * Looks again, every `everyMs`, until there is something to see, and gives that: at most a minute, for other tests share the
 * machine and its database server. What never comes is named in the failure.
 */
export async function until<T>(what: string, look: () => T | Promise<T>, { everyMs = 25 } = {}): Promise<Exclude<T, false | null | undefined>> {
  for (const end = performance.now() + PATIENCE_MS; performance.now() < end; await pause(everyMs)) {
    const seen = await look()
    if (seen !== false && seen !== null && seen !== undefined) return seen as Exclude<T, false | null | undefined>
  }
  return assert.fail(`never came: ${what}`)
}
