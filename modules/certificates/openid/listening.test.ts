// A house that listens for wallets of others.
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'

import { visitor, type Actor } from '#kernel/actor'
import { serve, type Server } from '#kernel/http'
import { port, setPorts } from '#kernel/ports'

import { certificates } from '../index.ts'

/** A house that answers over HTTP at an address of its own, where tests say who is at the door. */
export type Listening = { readonly base: string; readonly server: Server; readonly ask: (actor: Actor, method: 'GET' | 'POST', path: string, body?: object) => Promise<{ readonly status: number; readonly body: Record<string, unknown> }>; readonly close: () => Promise<void> }

export async function listening(): Promise<Listening> {
  const actors = new Map<string, Actor>()
  const server: Server = await serve([certificates], async (request) => ({ actor: actors.get(String(request.headers['x-test-actor'])) ?? visitor, by: 'token' }))
  await certificates.doors!(server)
  server.server.listen(0, '127.0.0.1')
  await server.ready()
  if (!server.server.listening) await once(server.server, 'listening')
  const base = `http://localhost:${(server.server.address() as AddressInfo).port}`
  const before = port()
  setPorts({ ...before, publicAddress: base })
  return {
    base,
    server,
    ask: async (actor, method, path, body) => {
      actors.set(actor.id, actor)
      const answer = await fetch(`${base}${path}`, { method, headers: { 'x-test-actor': actor.id, ...(body ? { 'content-type': 'application/json' } : {}) }, ...(body ? { body: JSON.stringify(body) } : {}) })
      return { status: answer.status, body: (await answer.json()) as Record<string, unknown> }
    },
    close: async () => { setPorts(before); await server.close() },
  }
}
