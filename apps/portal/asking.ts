import type { ProblemDocument } from './api.ts'
import { Problem, type Ask } from './visit.ts'

type Send = (method: 'GET' | 'POST' | 'PUT', path: string, body: unknown, key?: string) => Promise<{ status: number; text: string }>

/** The API as the pages ask it: what it answers, or a `Problem` where it refuses. */
export function asking(send: Send): Ask {
  const asked = async <T>(method: 'GET' | 'POST' | 'PUT', path: string, body?: unknown, key?: string): Promise<T> => {
    const { status, text } = await send(method, path, body, key)
    const said: unknown = jsonOf(text)
    if (status >= 400) throw new Problem(problemOf(status, said))
    return said as T
  }
  return {
    get: (path) => asked('GET', path),
    post: (path, body, key) => asked('POST', path, body, key),
    put: (path, body) => asked('PUT', path, body),
  }
}

/** What was answered. What is no JSON comes from something that is not our API, and is treated like one that is down. */
export function jsonOf(text: string): unknown {
  try {
    return text === '' ? null : JSON.parse(text)
  } catch {
    return null
  }
}

/** The refusal in an answer; one that does not say what it is gets the code of its status. */
export function problemOf(status: number, said: unknown): ProblemDocument {
  const known = said as Partial<ProblemDocument> | null
  return typeof known?.code === 'string' ? { ...(known as ProblemDocument), status } : { title: '', status, code: `kernel.status_${status}`, detail: '' }
}
