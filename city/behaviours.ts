import type { Behaviour } from './faults.ts'
import type { Control } from './store/control.ts'

/** How departments behave, by scope: `*`, `population` or `population/person`; the nearer scope wins fact by fact. */
export type Behaviours = {
  of(department: string, endpoint: string): Behaviour
  set(scope: string, change: Record<string, unknown>, nowMs: number): Behaviour
  /** True when this order's answer is to be lost; counts down. */
  losesAnswer(department: string, endpoint: string): boolean
  forget(): void
}

/** Reads the behaviours that were set before, and keeps new ones in the city, so that a restart changes nothing. */
export function behavioursOf(control: Control): Behaviours {
  const scopes = new Map(control.behaviours().map((one) => [one.scope, JSON.parse(one.settings) as Behaviour]))
  const resolved = new Map<string, Behaviour>()
  const keep = (scope: string, behaviour: Behaviour): void => {
    scopes.set(scope, behaviour)
    resolved.clear()
    control.behave(scope, behaviour)
  }
  const scopesFor = (department: string, endpoint: string): string[] => [`${department}/${endpoint}`, department, '*']
  return {
    of(department, endpoint) {
      const key = `${department}/${endpoint}`
      const known = resolved.get(key)
      if (known) return known
      const merged: Behaviour = { ...scopes.get('*'), ...scopes.get(department), ...scopes.get(key) }
      resolved.set(key, merged)
      return merged
    },
    set(scope, change, nowMs) {
      const behaviour = change['clear'] === true ? {} : { ...scopes.get(scope), ...settingsIn(change, nowMs) }
      keep(scope, behaviour)
      return behaviour
    },
    losesAnswer(department, endpoint) {
      const scope = scopesFor(department, endpoint).find((one) => (scopes.get(one)?.loseAnswers ?? 0) > 0)
      if (scope === undefined) return false
      const behaviour = scopes.get(scope) ?? {}
      keep(scope, { ...behaviour, loseAnswers: (behaviour.loseAnswers ?? 1) - 1 })
      return true
    },
    forget() {
      scopes.clear()
      resolved.clear()
    },
  }
}

/** Whether the scope is down or hanging now. */
export function isDown(behaviour: Behaviour, nowMs: number): boolean {
  return behaviour.down === true || (behaviour.downUntil ?? 0) > nowMs
}

/** Whether the scope swallows requests now. */
export function isHanging(behaviour: Behaviour, nowMs: number): boolean {
  return behaviour.hang === true || (behaviour.hangUntil ?? 0) > nowMs
}

function settingsIn(change: Record<string, unknown>, nowMs: number): Behaviour {
  const behaviour: Behaviour = {}
  for (const name of ['latencyMs', 'wrongRate', 'staleRate', 'loseAnswers'] as const) {
    if (change[name] !== undefined) behaviour[name] = Number(change[name])
  }
  for (const [name, until, ms] of [
    ['down', 'downUntil', 'downMs'],
    ['hang', 'hangUntil', 'hangMs'],
  ] as const) {
    if (change[name] !== undefined) behaviour[name] = change[name] === true
    if (change[ms] !== undefined) behaviour[until] = nowMs + Number(change[ms])
    if (change[until] !== undefined) behaviour[until] = instantIn(change[until])
    // Switching it off switches it off, whatever end was set before.
    if (change[name] === false) behaviour[until] = 0
  }
  return behaviour
}

function instantIn(value: unknown): number {
  return typeof value === 'number' ? value : Date.parse(String(value)) || 0
}
