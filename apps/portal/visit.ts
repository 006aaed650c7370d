import type { ReactNode } from 'react'

import type { ProblemDocument, Session } from './api.ts'
import type { Language, Voice } from './voice.ts'

/** The API said no. Pages turn it into words; a form shows its faults at the fields. */
export class Problem extends Error {
  readonly status: number
  readonly document: ProblemDocument
  constructor(document: ProblemDocument) {
    super(document.code)
    this.status = document.status
    this.document = document
  }
}

/** Asks the API as the reader himself: his session, his language, nothing more. Throws `Problem` where it refuses. */
export type Ask = {
  readonly get: <T>(path: string) => Promise<T>
  readonly post: <T>(path: string, body: unknown, key?: string) => Promise<T>
  readonly put: <T>(path: string, body: unknown) => Promise<T>
}

/** What was typed into a form, by name. A name that stands twice has its values in order. */
export type Typed = ReadonlyMap<string, readonly string[]>

/** One reader at one path. */
export type Visit = {
  readonly language: Language
  /** Whether the reader chose the easy mode: larger, fewer choices, one thing at a time, read aloud. */
  readonly easy: boolean
  readonly voice: Voice
  /** The path asked for, without the query. */
  readonly path: string
  readonly params: Readonly<Record<string, string>>
  readonly query: Readonly<Record<string, string>>
  readonly typed: Typed
  readonly ask: Ask
  readonly session: Session
  /** Where the reader is, to come back to: the path and query of a page, or the page that a form was sent from. */
  readonly here: string
  /** Whether the reader came from a page of ours and not by a link from elsewhere. */
  readonly fromUs: boolean
  /** Where this node is reached from outside, for what is printed; no trailing slash. */
  readonly publicAddress: string
  /** The digest of the stylesheets and scripts that pages name: with it in their address a browser keeps them for good. */
  readonly version: string
  /** The styles themselves, for a browser that has not come by them yet. */
  readonly styles: string | null
}

/** What a page answers with: a page, a part of one, the page of an application, a place to go to, or data for an island. */
export type Answer =
  | { readonly page: ReactNode; readonly title: string; readonly code?: number; readonly islands?: readonly string[]; readonly refresh?: number; readonly wide?: boolean; readonly bare?: boolean; /** Whether this page may ask for the camera. */ readonly camera?: boolean }
  | { readonly fragment: ReactNode }
  | { readonly application: 'desk'; readonly title: string }
  | { readonly to: string; readonly language?: Language; readonly easy?: boolean }
  | { readonly json: unknown }

/** One thing the portal answers to. */
export type Route = { readonly method: 'GET' | 'POST'; readonly path: string; readonly answer: (visit: Visit) => Promise<Answer> }

/** The one value typed under a name, trimmed; empty where there is none. */
export const typed = (visit: Pick<Visit, 'typed'>, name: string): string => visit.typed.get(name)?.[0]?.trim() ?? ''

/** A part of the path that the pattern names. A pattern that does not name it is a fault of ours. */
export function param(visit: Visit, name: string): string {
  const value = visit.params[name]
  if (value === undefined) throw new Error(`the path has no ${name}`)
  return value
}
