import { randomUUID } from 'node:crypto'

import type { Act } from '#kernel/act'
import { port } from '#kernel/ports'
import { permit, Refusal } from '#kernel/refusal'

import { CODE_SECONDS, codeDigest, digitsOf, newCode, TRIES_MAX, TRIES_MINUTES } from '../model.ts'
import { maySitOpposite } from '../policy.ts'
import * as store from '../store/sessions.ts'

/** A code as the phone shows it. */
export type ShownCode = { readonly code: string; readonly until: Date }

/** Makes the reader's one-time code; the one before counts no more. Refuses `identity.sign_in_first`, `not_permitted`. */
export async function showCode(act: Act): Promise<ShownCode> {
  if (act.actor.id === 'visitor') throw new Refusal('unsigned', 'identity.sign_in_first')
  permit(maySitOpposite(act.actor))
  const code = newCode()
  const until = new Date(act.at.getTime() + CODE_SECONDS * 1000)
  await store.addCode(act.tx, { id: randomUUID(), digest: codeDigest(code, port().masterKey()), citizen: act.actor.id, at: act.at, until })
  await act.record({ type: 'counter.code_shown', subject: act.actor.id })
  return { code, until }
}

/** Takes up a code that was scanned or typed. Undefined where it is wrong, too old or was used; whoever calls it then notes the slip with `noteSlip`. */
export async function takeCode(act: Act, typed: string): Promise<string | undefined> {
  const held = await store.holdCode(act.tx, codeDigest(digitsOf(typed), port().masterKey()), act.at)
  if (held === undefined || !(await store.addCodeUse(act.tx, { code: held.id, at: act.at, by: act.actor.id }))) return undefined
  return held.citizen
}

/** Refuses (busy) `counter.too_many_tries` where a clerk was wrong too often of late. */
export async function refuseGuessing(act: Act): Promise<void> {
  await store.holdPeople(act.tx, act.actor.id) // Two guesses at once must not count as one.
  const tries = await store.triesSince(act.tx, act.actor.id, new Date(act.at.getTime() - TRIES_MINUTES * 60_000))
  if (tries >= TRIES_MAX) throw new Refusal('busy', 'counter.too_many_tries', { minutes: TRIES_MINUTES })
}

/** Puts on record that a clerk was wrong about a code or a card: it stays, though the request is refused. */
export async function noteSlip(act: Act, what: 'code' | 'card' | 'screen'): Promise<void> {
  await store.addTry(act.tx, act.actor.id, what, act.at)
  await act.record({ type: 'counter.mistaken', subject: act.actor.id, data: { what } })
}
