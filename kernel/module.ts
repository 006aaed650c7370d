import type { Act } from '#kernel/act'
import type { ContentKind } from '#kernel/content'
import type { Server } from '#kernel/http'
import type { Work } from '#kernel/jobs'
import type { Reactions } from '#kernel/reader'

/** One figure of the moment. The name says its unit; labels tell figures of one name apart. */
export type Gauge = { readonly name: string; readonly help: string; readonly value: number; readonly labels?: Readonly<Record<string, string>> }

/** What a module shows the house. Everything it does not list here is its own business. */
export type Module = {
  readonly name: string
  /** The modules it may call. Calls go down this list; facts come up it. */
  readonly uses: readonly string[]
  /** The facts it records and the keys each may carry. */
  readonly facts?: Readonly<Record<string, readonly string[]>>
  /** Answers under `/<name>`. */
  readonly routes?: (server: Server) => void
  /** Answers at paths outside `/<name>`, where a standard or a browser wants them. */
  readonly doors?: (server: Server) => void | Promise<void>
  /** Done in one act at each start, after content is published. */
  readonly opening?: (act: Act) => Promise<void>
  /** A program that runs beside the house, for this module: started before the house opens; what it gives back ends it. */
  readonly beside?: (place: { readonly dataDir: string }) => Promise<() => Promise<void>>
  /** Runs beside the workers until stopped. */
  readonly running?: () => { stop(): Promise<void> }
  /** Figures of its own for whoever watches the house, without personal data; asked for now and then, so cheap. */
  readonly gauges?: (act: Act) => Promise<readonly Gauge[]>
  readonly reactions?: Reactions
  readonly jobs?: Readonly<Record<string, Work>>
  readonly content?: readonly ContentKind[]
}
