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

/** Signs a demo person in and gives the means to call. */
export async function caller(house: TestHouse, person: string, post?: string): Promise<Caller> {
  const given = await house.server.inject({ method: 'POST', url: '/demo/token', payload: { person, ...(post ? { post } : {}) } })
  assert.ok(given.statusCode < 300, `${person}: ${given.body}`)
  const { access_token: token, party } = given.json<{ access_token: string; party: string }>()
  const call = async (method: 'GET' | 'POST' | 'PUT', url: string, payload: object | undefined, status: number | undefined, headers: Record<string, string> = {}): Promise<Answered> => {
    const answer = await house.server.inject({ method, url, headers: { authorization: `Bearer ${token}`, ...headers }, ...(payload ? { payload } : {}) })
    if (status === undefined ? answer.statusCode >= 300 : answer.statusCode !== status) assert.fail(`${method} ${url} answered ${answer.statusCode}: ${answer.body.slice(0, 1500)}`)
    return answer.body === '' ? null : answer.json()
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
