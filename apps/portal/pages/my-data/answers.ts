import type { ElementView } from '../../../ui/fact-value.tsx'
import type { Bi, Grant, Lamp, Use } from '../../api.ts'

/** What a register says of one thing about me, and what became of it. */
export type KnownElement = ElementView & {
  readonly fact: { readonly id: string; readonly value: unknown; readonly obtainedAt: string; readonly validFrom: string | null; readonly grade: string; readonly case: string | null } | null
  readonly uses: number; readonly lastUsedAt: string | null
  readonly objection: { readonly id: string; readonly number: string; readonly dueAt: string } | null
}
export type KnownSource = {
  readonly id: string; readonly title: Bi; readonly agency: { readonly id: string; readonly name: Bi }; readonly grade: string; readonly law: Bi | null; readonly mayAsk: boolean
  readonly asked: { readonly state: string; readonly at: string } | null; readonly elements: readonly KnownElement[]
}
export type Known = { readonly at: string; readonly party: { readonly id: string; readonly name: string; readonly kind: string }; readonly sources: readonly KnownSource[] }

/** A look with who it was, and what I asked about it. */
export type Look = Use & { readonly looker: 'self' | 'machine' | 'officer' | 'other'; readonly role: Bi | null; readonly subject: string; readonly dispute: Dispute | null }
/** A look that was refused with an alarm: who tried, at what, for which purpose, and why not. `looker`: by name, for who audits. */
export type Alarm = { readonly id: string; readonly at: string; readonly grantee: string; readonly granteeName: Bi | null; readonly role: Bi | null; readonly looker: string | null; readonly elements: readonly string[]; readonly elementLabels: readonly Bi[] | null; readonly purpose: string; readonly purposeTitle: Bi | null; readonly case: string | null; readonly why: string; readonly said: Bi }
export type Dispute = { readonly id: string; readonly number: string; readonly at: string; readonly dueAt: string; readonly outcome: 'explained' | 'unlawful' | null; readonly answer: string | null; readonly answeredAt: string | null }

export type Figures = {
  readonly since: string; readonly today: string; readonly total: number; readonly lately: number; readonly latelyBy: number; readonly last: string | null
  readonly agencies: readonly { readonly id: string; readonly name: Bi | null; readonly own: boolean; readonly count: number }[]
  readonly sources: readonly { readonly id: string; readonly title: Bi | null; readonly count: number }[]
  readonly days: readonly { readonly day: string; readonly count: number; readonly own: number }[]
  readonly number: { readonly count: number; readonly agencies: number; readonly last: string | null }
}

export type Allowance = Grant & { readonly standing: 'live' | 'withdrawn' | 'expired' | 'used-up'; readonly own: boolean }

export type Mandate = {
  readonly id: string; readonly grantor: string; readonly grantee: string; readonly grantorName: string; readonly granteeName: string
  readonly matters: readonly string[] | 'all'; readonly until: string | null; readonly reason: string; readonly live: boolean; readonly revokedAt: string | null
}

export type Objection = {
  readonly id: string; readonly number: string; readonly source: string; readonly sourceTitle: Bi; readonly element: ElementView | null; readonly kind: string; readonly case: string | null
  readonly agency: { readonly id: string; readonly name: Bi }; readonly raisedAt: string; readonly dueAt: string; readonly lamp: Lamp
  readonly state: 'open' | 'corrected' | 'upheld' | 'withdrawn'; readonly answer: string | null; readonly answeredAt: string | null
  readonly was: unknown; readonly proposed: string; readonly words: string
}
export type ObjectionFile = Objection & {
  readonly now: { readonly value: unknown; readonly obtainedAt: string; readonly validFrom: string | null } | null
  readonly consumers: readonly { readonly look: string; readonly at: string; readonly agency: string; readonly agencyName: Bi | null; readonly purpose: string; readonly purposeTitle: Bi | null; readonly case: string | null }[]
}
