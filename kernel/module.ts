import type { Act } from '#kernel/act'
import type { ContentKind } from '#kernel/content'
import type { Server } from '#kernel/http'
import type { Work } from '#kernel/jobs'
import type { Reactions } from '#kernel/reader'

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
  /** Runs beside the workers until stopped. */
  readonly running?: () => { stop(): Promise<void> }
  readonly reactions?: Reactions
  readonly jobs?: Readonly<Record<string, Work>>
  readonly content?: readonly ContentKind[]
}
