import type { ProblemDocument } from '../portal/api.ts'
import { jsonOf, problemOf } from '../portal/asking.ts'

/** The API said no, or could not be reached (`status` 0). Pages turn it into words. */
export class Refused extends Error {
  readonly status: number
  readonly document: ProblemDocument
  constructor(document: ProblemDocument) {
    super(document.code)
    this.status = document.status
    this.document = document
  }
}

/** What was answered, with the tag by which the server knows it again; `null` where it is still what `tag` says. */
export type Answered<T> = { readonly body: T | null; readonly tag: string | null }

type Wish = { readonly method?: 'GET' | 'POST' | 'PUT'; readonly body?: unknown; readonly tag?: string | null; readonly signal?: AbortSignal; readonly key?: string; /** Whether the page is being left, so that the browser sends it all the same. */ readonly leaving?: boolean }

/**
 * Asks the public API with the session of this browser, as any other client of it would. The server knows by the
 * `Origin` that browsers send themselves that a write comes from here. Throws `Refused`.
 */
export async function ask<T>(path: string, wish: Wish = {}): Promise<Answered<T>> {
  const { method = 'GET', body, tag, signal, key, leaving = false } = wish
  const headers = { accept: 'application/json', ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...(tag ? { 'if-none-match': tag } : {}), ...(key === undefined ? {} : { 'idempotency-key': key }) }
  const answer = await reach(path, { method, headers, cache: 'no-store', keepalive: leaving, ...(signal ? { signal } : {}), ...(body === undefined ? {} : { body: JSON.stringify(body) }) })
  if (answer.status === 304) return { body: null, tag: tag ?? null }
  const said: unknown = jsonOf(await answer.text())
  if (!answer.ok) throw new Refused(problemOf(answer.status, said))
  return { body: said as T, tag: answer.headers.get('etag') }
}

/** Reads something. */
export const get = async <T>(path: string, signal?: AbortSignal): Promise<T> => (await ask<T>(path, signal ? { signal } : {})).body!

/** Does something. The same `key` does it once, however often it is sent. */
export const post = async <T>(path: string, body: unknown = {}, key?: string): Promise<T> => (await ask<T>(path, { method: 'POST', body, ...(key === undefined ? {} : { key }) })).body!

/** Keeps something. */
export const put = async <T>(path: string, body: unknown, leaving = false): Promise<T> => (await ask<T>(path, { method: 'PUT', body, leaving })).body!

// A network that is gone is a state of the desk like any other, and said in words.
async function reach(path: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(path, init)
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error
    throw new Refused({ title: '', status: 0, code: 'unreached', detail: '' })
  }
}
