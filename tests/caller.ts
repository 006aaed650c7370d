import assert from 'node:assert/strict'

import type { TestHouse } from '#tests/house'

// What comes over HTTP is whatever the server says; the assertions of the tests give it its shape.
// oxlint-disable-next-line typescript/no-explicit-any -- see above.
export type Answered = any

/** Somebody who speaks to the house over HTTP with a token of his own. */
export type Caller = {
  readonly party: string
  readonly get: (path: string, status?: number) => Promise<Answered>
  readonly post: (path: string, body?: object, status?: number, headers?: Record<string, string>) => Promise<Answered>
  readonly put: (path: string, body: object, status?: number) => Promise<Answered>
  readonly confirmAndSign: (id: string) => Promise<Answered>
  readonly sign: (id: string) => Promise<Answered>
}

type Send = (method: 'GET' | 'POST' | 'PUT', path: string, body: object | undefined, headers: Record<string, string>) => Promise<{ readonly status: number; readonly text: string }>

/** Signs a demo person in and gives the means to call. */
export const caller = (house: TestHouse, person: string, post?: string): Promise<Caller> => callerBy(async (method, url, payload, headers) => {
  const answer = await house.server.inject({ method, url, headers, ...(payload ? { payload } : {}) })
  return { status: answer.statusCode, text: answer.body }
}, person, post)

/** The same, to a node that runs somewhere. */
export const callerAt = (base: string, person: string): Promise<Caller> => callerBy(async (method, path, body, headers) => {
  const answer = await fetch(`${base}${path}`, { method, headers: { ...headers, ...(body ? { 'content-type': 'application/json' } : {}) }, ...(body ? { body: JSON.stringify(body) } : {}) })
  return { status: answer.status, text: await answer.text() }
}, person)

async function callerBy(send: Send, person: string, post?: string): Promise<Caller> {
  const given = await send('POST', '/demo/token', { person, ...(post ? { post } : {}) }, {})
  assert.ok(given.status < 300, `${person}: ${given.text}`)
  const { access_token: token, party } = JSON.parse(given.text) as { access_token: string; party: string }
  const call = async (method: 'GET' | 'POST' | 'PUT', path: string, body: object | undefined, status: number | undefined, headers: Record<string, string> = {}): Promise<Answered> => {
    const answer = await send(method, path, body, { authorization: `Bearer ${token}`, ...headers })
    if (status === undefined ? answer.status >= 300 : answer.status !== status) assert.fail(`${method} ${path} answered ${answer.status}: ${answer.text.slice(0, 1500)}`)
    return answer.text === '' ? null : JSON.parse(answer.text)
  }
  const me: Caller = {
    party,
    get: (path, status) => call('GET', path, undefined, status),
    post: (path, body, status, headers) => call('POST', path, body, status, headers),
    put: (path, body, status) => call('PUT', path, body, status),
    confirmAndSign: async (id) => { await me.post(`/services/cases/${id}/confirmation`); return me.sign(id) },
    sign: async (id) => { const file = await me.get(`/services/cases/${id}`); return me.post(`/services/cases/${id}/signature`, { digest: file.digest }) },
  }
  return me
}
