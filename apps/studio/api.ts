import type { Bi } from '../portal/api.ts'

export type Outcome = 'GRANT' | 'RETURN' | 'ROUTE'
export type Value = string | number | boolean | null | readonly unknown[] | object

/** A table in the list. */
export type Listed = { readonly id: string; readonly path: string; readonly title: Bi; readonly effective: { readonly from: string; readonly to: string | null }; readonly hitPolicy: string; readonly rows: number; readonly version: string; readonly inForce: boolean; readonly halted: boolean; readonly decisions: number }

/** One thing wrong with a table: where, by a JSON pointer into its text, and what. */
export type Fault = { readonly pointer: string; readonly code: string; readonly detail: string; readonly details?: Readonly<Record<string, unknown>> }

export type Combination = Readonly<Record<string, Value>>
export type Coverage = { readonly missing: 'complete' | 'unknown' | Combination; readonly unreachable: readonly { readonly row: number; readonly after: readonly number[] }[]; readonly overlaps: readonly { readonly rows: readonly [number, number]; readonly at: Combination }[] }
export type Stretch = { readonly value: Value; readonly named: boolean; readonly outcome: Outcome | null; readonly rows: readonly string[]; readonly values: Readonly<Record<string, Value>> }
export type NumberLine = { readonly input: string; readonly held: Combination; readonly stretches: readonly Stretch[] }
export type Example = { readonly index: number; readonly holds: boolean; readonly is: Bi | null; readonly asOf: string; readonly given: Readonly<Record<string, Value>>; readonly expect: { readonly outcome?: Outcome | null; readonly row?: string; readonly values?: Readonly<Record<string, Value>> }; readonly outcome: Outcome | null; readonly values: Readonly<Record<string, Value>>; readonly rows: readonly string[] }

/** What can be said of the text of a table, by the rules of `day`: today where it is in force, else its first. */
export type Inspection = { readonly readable: boolean; readonly day: string; readonly faults: readonly Fault[]; readonly coverage: Coverage | null; readonly lines: readonly NumberLine[]; readonly examples: readonly Example[] }

/** A table as it is opened. */
export type Opened = Omit<Listed, 'inForce'> & Inspection & { readonly text: string; readonly examplesPath: string | null; readonly examplesText: string | null }

type Cell = { readonly input: string; readonly test: string; readonly value: Value; readonly verdict: boolean | 'undetermined' }
/** What a text of a table decides on given values. */
export type Tried = { readonly outcome: Outcome | null; readonly to: string | null; readonly values: Readonly<Record<string, Value>>; readonly reasons: readonly { readonly row: string; readonly text: Bi; readonly law?: Bi; readonly input: string | null }[]; readonly trace: readonly { readonly row: string; readonly cells: readonly Cell[] }[]; readonly nearMisses: readonly string[] }

type Begun = { readonly id: string; readonly total: number; readonly done: number; readonly unchanged: number; readonly endedAt: string | null }
/** Decisions that come out otherwise, by how and why and where. */
export type Group = { readonly was: Outcome | null; readonly now: Outcome | null; readonly reasonWas: string | null; readonly reasonNow: string | null; readonly agency: string | null; readonly count: number }
export type Flip = Omit<Group, 'count'> & { readonly receipt: string; readonly caseId: string; readonly caseNumber: string | null; readonly valuesChanged: boolean }

/** A changed table, or changed examples, that wait to be published. */
export type Waiting = { readonly id: string; readonly path: string; readonly kind: 'table' | 'examples'; readonly table: string | null; readonly title: Bi | null; readonly reason: string; readonly at: string; readonly own: boolean; readonly preview: (Begun & { readonly signed: boolean }) | null }
export type Draft = Omit<Waiting, 'preview'> & { readonly text: string; readonly current: string | null; readonly published: boolean; readonly decisions: number; readonly needsPreview: boolean; readonly trial: TrialSoFar | null; readonly shadows: readonly Shadow[]; readonly shadowUntil: string; readonly preview: (Begun & { readonly changed: number; readonly groups: readonly Group[]; readonly words: Words; readonly signoff: { readonly signedAt: string; readonly note: string } | null }) | null }

/** What codes of reasons say. */
export type Words = Readonly<Record<string, Bi>>

/** What a table asks of a trial before it is published, how far its trials came, and whether that is enough. */
export type TrialSoFar = { readonly days: number; readonly least: number; readonly agreement: number; readonly ran: number; readonly compared: number; readonly agreed: number | null; readonly met: boolean }
/** A draft that decides silently beside the table in force: how far it agrees with what was decided, and between which rates the true one lies. */
export type Shadow = { readonly id: string; readonly tableId: string; readonly draft: string; readonly begunAt: string; readonly until: string; readonly own: boolean; readonly running: boolean; readonly compared: number; readonly agreed: number; readonly open: number; readonly agreement: number | null; readonly low: number; readonly high: number; readonly confidence: number }
export type Titled = { readonly title: Bi }
/** One way in which a shadow says something else than was decided. */
export type Way = { readonly shadow: Outcome | null; readonly decided: Outcome; readonly reason: string | null; readonly by: 'machine' | 'person' }
export type ShadowSeen = Shadow & Titled & { readonly trial: Pick<TrialSoFar, 'days' | 'least' | 'agreement'> | null; readonly clusters: readonly (Way & { readonly count: number })[]; readonly words: Words }
export type ShadowCase = { readonly receipt: string; readonly caseId: string; readonly caseNumber: string | null; readonly agency: string | null; readonly decidedAt: string }

export type Halt = Titled & { readonly id: string; readonly tableId: string; readonly kind: 'hand' | 'quality'; readonly reason: string; readonly haltedAt: string; readonly haltedBy: string; readonly resumedAt: string | null; readonly resumption: string | null }
export type Rate = Titled & { readonly tableId: string; readonly looked: number; readonly errors: number; readonly open: number; readonly rate: number | null; readonly low: number; readonly high: number; readonly errorLimit: number; readonly confidence: number }

/** A table as its text says it, as far as the studio shows it. */
export type Input = { readonly id: string; readonly label: Bi; readonly type: string; readonly is: string; readonly allowed?: readonly (string | number | boolean)[]; readonly nullable?: boolean; readonly whole?: boolean }
export type Row = { readonly id: string; readonly when?: Readonly<Record<string, string>>; readonly outcome?: Outcome; readonly to?: string; readonly reason?: string; readonly text?: Bi; readonly fix?: Bi; readonly law?: Bi; readonly set?: Readonly<Record<string, string>> }
export type Table = { readonly table: string; readonly title: Bi; readonly effective: { readonly from: string; readonly to: string | null }; readonly hitPolicy: string; readonly numbers?: Readonly<Record<string, readonly { readonly from: string; readonly is: number | string; readonly law?: Bi }[]>>; readonly inputs: readonly Input[]; readonly outputs?: readonly { readonly id: string; readonly label?: Bi; readonly type: string }[]; readonly rows: readonly Row[] }
