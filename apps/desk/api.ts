import type { Bi, Case, Certificate, DeskView, Lamp, Reason, Task } from '../portal/api.ts'
import type { ElementView } from '../ui/fact-value.tsx'
import type { Dispute, Look, Objection as Raised, ObjectionFile as RaisedFile } from '../portal/pages/my-data/answers.ts'

/** Somebody by name. */
export type Named = { readonly id: string; readonly name: string }

/** A task as the queue has it, with who else has it before him now. */
export type Waiting = Task & { readonly contest: string | null; readonly here: readonly Named[] }

/** How many wait, by each thing one may ask for. `version` changes when anything does. */
export type Counts = {
  readonly total: number; readonly all: number; readonly mine: number; readonly free: number; readonly others: number; readonly red: number; readonly yellow: number; readonly green: number
  readonly matters: readonly { readonly id: string; readonly title: Bi; readonly count: number }[]
  readonly reasons: readonly { readonly id: string; readonly text: Bi; readonly count: number }[]
  readonly version: string
}

/** What the queue may be asked for; it stands in the address. */
export type Wish = { readonly whose?: 'mine' | 'free' | 'others'; readonly lamp?: Lamp; readonly matter?: string; readonly why?: string; readonly number?: string; readonly sort?: 'newest' }

/** A case at the desk. */
export type DeskCase = Case & { readonly desk: DeskView }

/** A certificate as a copy for a live case: the fields that its matter maps, and what the copy says of itself. */
export type DutyCopy = Omit<Certificate, 'code' | 'holder' | 'holderCode' | 'case' | 'decision'> & { readonly copy: { readonly id: string; readonly number: number; readonly madeAt: string; readonly keepUntil: string; readonly purpose: string; readonly case: string; readonly use: string }; readonly withheld: number }

/** One thing to be mended. */
export type Fix = { readonly field: string; readonly position?: number; readonly leaf?: string; readonly wrong: string; readonly mend: string }

/** A decision in preparation. */
export type Draft = { readonly outcome: 'GRANT' | 'RETURN' | null; readonly rows: readonly string[]; readonly words: string; readonly fixes: readonly Fix[] }

/** How it stands with a case: who else has it before him, who has it in hand, how it ended. */
export type Standing = DeskView['standing']

/** A contested decision at the desk: what the person says, the decision with its receipt, the facts, and what came of it. */
export type Contest = {
  readonly id: string; readonly case: string; readonly number: string; readonly title: Bi; readonly ground: 'person' | 'decision' | 'fact'; readonly words: string; readonly condition: Bi | null; readonly by: Named | null
  readonly openedAt: string; readonly dueAt: string; readonly lamp: Lamp; readonly outcome: 'upheld' | 'corrected' | 'dropped' | null; readonly answer: string | null; readonly endedAt: string | null
  readonly takenBy: (Named & { readonly at: string }) | null; readonly stands: boolean
  readonly decision: { readonly id: string; readonly outcome: 'GRANT' | 'RETURN'; readonly reasons: readonly Reason[]; readonly mode: string; readonly decidedAt: string; readonly table: Bi; readonly asOf: string; readonly digest: string; readonly entry: string; readonly by: Named | null }
  readonly conditions: DeskView['conditions']; readonly rows: DeskView['rows']; readonly evidence: DeskView['evidence']
  readonly certificates: readonly { readonly id: string; readonly number: string; readonly standing: string; readonly title: Bi }[]
  readonly led: readonly { readonly number: string; readonly title: Bi; readonly outcome: string | null }[]
}

/** A decision drawn for a second look. What was decided is not told. */
export type Sample = { readonly id: string; readonly title: Bi; readonly drawnOn: string; readonly why: 'random' | 'boundary' }

/** The same opened: what the machine was told, and the facts behind it. */
export type SampleFile = {
  readonly id: string; readonly why: 'random' | 'boundary'; readonly drawnOn: string; readonly table: Bi; readonly asOf: string; readonly matter: { readonly id: string; readonly title: Bi } | null
  readonly inputs: readonly { readonly id: string; readonly label: Bi; readonly type: string; readonly value: unknown; readonly lacks: Bi | null }[]
  readonly facts: readonly { readonly id: string; readonly title: Bi; readonly register: boolean; readonly items: readonly (ElementView & { readonly value: unknown })[] }[]
}

/** Told only after one has decided: whether it agrees. */
export type Looked = { readonly agrees: boolean; readonly machine: 'GRANT' | 'RETURN'; readonly halted: string | null }

/** To whom a case may be handed. */
export type Colleagues = { readonly people: readonly (Named & { readonly role: Bi | null })[]; readonly roles: readonly { readonly id: string; readonly name: Bi }[] }

/** What was asked for in another case, by the applicant or for the same place by whomever. `atDesk`: whether it came before an officer. */
export type Earlier = { readonly id: string; readonly number: string; readonly title: Bi; readonly openedAt: string; readonly stage: string; readonly atDesk: boolean; readonly applicant: string }

/** Which objections are to be seen; it stands in the address. */
export type Question = { readonly about?: 'looks'; readonly answered?: true }

/** An objection to a record, as a list has it: who raised it and what he says is told only by opening it. */
export type Objection = Omit<Raised, 'was' | 'proposed' | 'words' | 'answer'> & { readonly mayAnswer: boolean }

/** An objection opened. */
export type ObjectionFile = RaisedFile & { readonly mayAnswer: boolean; readonly subject: { readonly name: string; readonly identifiers: readonly { readonly type: string; readonly value: string }[] } | null }

/** A look that somebody says he does not know of. Who he is need not be known to answer for it. */
export type Questioned = Dispute & { readonly words: string; readonly lamp: Lamp; readonly mayAnswer: boolean; readonly look: Omit<Look, 'subject' | 'dispute'> }
