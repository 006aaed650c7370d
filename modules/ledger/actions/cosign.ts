import { now, perform, type Act } from '#kernel/act'
import { house } from '#kernel/actor'
import { log } from '#kernel/log'
import { port } from '#kernel/ports'
import { Outage } from '#kernel/refusal'

import { cosignedBy, parseCosignerKey } from '../note/cosignature.ts'
import type { NoteVerifier } from '../note/note.ts'
import { latestCheckpoint } from '../store/tree.ts'
import { addAnswer, answerOf, cosignaturesOf, lastCosigned, newestCosigned } from '../store/witness.ts'
import { witnessing } from '../witness/content.ts'
import type { AddCheckpoint } from '../witness/message.ts'
import { askWitness } from '../witness/reach.ts'
import { againAndAgain } from './again.ts'
import { consistencyBetween, currentCheckpoint } from './proofs.ts'

/** So old may the newest cosigned checkpoint be when it is published before a newer one that no witness has seen yet. */
const COSIGNED_BEHIND_MS = 60_000

/**
 * The checkpoint as it is published, with the signature lines of the witnesses that cosigned it: the newest that one did, and while none
 * answers the newest at all. Refuses `ledger.checkpoint_absent` before the first round.
 */
export async function publishedCheckpoint(act: Act): Promise<string> {
  const newest = await currentCheckpoint(act)
  if (witnessing().witnesses.length === 0) return newest.note
  const cosigned = await newestCosigned(act.tx)
  const shown = cosigned && act.at.getTime() - cosigned.signedAt.getTime() < COSIGNED_BEHIND_MS ? cosigned : newest
  return shown.note + (await cosignaturesOf(act.tx, shown.size)).join('')
}

type Asking = AddCheckpoint & { readonly size: number }

/** Asks one witness to cosign the newest checkpoint, unless it answered for it before. Gives true where there is an answer now. */
export async function askOne(witness: { readonly verifier: NoteVerifier; readonly address: string }): Promise<boolean> {
  const { verifier, address } = witness
  const asking = await perform(house('ledger'), (act) => prepare(act, verifier.name))
  if (asking === null) return true
  let answer = await askWitness(address, asking)
  if ('knownSize' in answer) {
    const { knownSize } = answer
    // It has seen another size than we remember; of a size that we never had it must have been told by somebody with our key.
    const proof = knownSize <= asking.size ? await perform(house('ledger'), (act) => consistencyBetween(act.tx, knownSize, asking.size)) : null
    answer = proof === null ? { refused: 409 } : await askWitness(address, { oldSize: knownSize, proof, note: asking.note })
  }
  const line = 'lines' in answer ? answer.lines.find((one) => cosignedBy(asking.note + one, verifier) !== undefined) : undefined
  const refusal = 'refused' in answer ? answer.refused : 'knownSize' in answer ? 409 : 422
  await perform(house('ledger'), (act) => conclude(act, { witness: verifier.name, size: asking.size, line: line ?? null, refused: line === undefined ? refusal : null }))
  return true
}

async function prepare(act: Act, witness: string): Promise<Asking | null> {
  const newest = await latestCheckpoint(act.tx)
  if (!newest || (await answerOf(act.tx, newest.size, witness)) !== undefined) return null
  const oldSize = await lastCosigned(act.tx, witness)
  return { oldSize, proof: await consistencyBetween(act.tx, oldSize, newest.size), note: newest.note, size: newest.size }
}

async function conclude(act: Act, one: { witness: string; size: number; line: string | null; refused: number | null }): Promise<void> {
  if (!(await addAnswer(act.tx, { ...one, at: act.at })) || one.refused === null) return
  log.error({ witness: one.witness, size: one.size, status: one.refused }, 'a witness refuses our checkpoint')
  await act.record({ type: 'ledger.witness_refused', subject: one.witness, data: { size: one.size, answer: one.refused } })
}

const REST_MAX_MS = 60_000

/**
 * Asks every witness after each seal until `stop`: looks for a new checkpoint every `restMs`. One that does not answer is asked ever more
 * rarely, once a minute at last, and never holds up another.
 */
export function startAsking(restMs = 1000): { stop(): Promise<void> } {
  const rests = new Map<string, { until: number; ms: number }>()
  const askAll = async (): Promise<void> => {
    await Promise.all(witnessing().witnesses.map(async ({ key, system }) => {
      const rest = rests.get(key)
      if (rest && now().getTime() < rest.until) return
      // A witness that is away is asked again; anything else is a fault and said to be one.
      await askOne({ verifier: parseCosignerKey(key)!, address: port().addressOf(system) }).then(() => rests.delete(key)).catch((error: Error) => {
        const ms = Math.min(REST_MAX_MS, 2 * (rest?.ms ?? restMs))
        rests.set(key, { until: now().getTime() + ms, ms })
        log.warn({ witness: key, fault: error instanceof Outage ? error.message : error.stack }, 'a witness could not be asked')
      })
    }))
  }
  return againAndAgain(async () => { await askAll(); return 'rest' }, restMs)
}
