const STATUS = { unsigned: 401, forbidden: 403, absent: 404, conflict: 409, gone: 410, unfit: 422, busy: 429, down: 503 } as const

/** One fault in what was sent: where (RFC 6901 pointer), which rule, with the values its sentence needs. */
export type InputFault = { readonly pointer: string; readonly code: string; readonly details?: Details }

/** Values that a sentence may name. Never personal text: the sentence may be logged. */
export type Details = Readonly<Record<string, string | number | boolean>>

/**
 * The house says no, on purpose. Anything else that is thrown is a fault in the house.
 * The code names a sentence in `content/base/locales/<language>/`; the sentence is never written in code.
 * Thrown, because a throw also undoes the transaction.
 */
export class Refusal extends Error {
  readonly kind: keyof typeof STATUS
  readonly status: number
  readonly code: string
  readonly details: Details
  readonly faults: readonly InputFault[]

  constructor(kind: keyof typeof STATUS, code: string, details: Details = {}, faults: readonly InputFault[] = []) {
    super(code)
    this.kind = kind
    this.status = STATUS[kind]
    this.code = code
    this.details = details
    this.faults = faults
  }
}

/** What the policy has established about the actor, the compiler then knows too. Refuses `not_permitted`. */
export function permit(allowed: boolean, power?: string): asserts allowed {
  if (!allowed) throw new Refusal('forbidden', 'not_permitted', power === undefined ? {} : { power })
}

/** Refuses input with one fault at one place. */
export const unfit = (pointer: string, code: string, details: Details = {}): Refusal =>
  new Refusal('unfit', 'not_understood', {}, [{ pointer, code, details }])

/** Someone outside is down. Thrown only where jobs reach outside; jobs retry it. */
export class Outage extends Error {
  readonly system: string
  constructor(system: string, why: string) {
    super(`${system}: ${why}`)
    this.system = system
  }
}
