// The one place where the ledger speaks to other nodes, outside every transaction.
import { Outage } from '#kernel/refusal'

import { addCheckpointBody, readAnswer, type AddCheckpoint, type WitnessAnswer } from './message.ts'

const TIMEOUT_MS = 5000
/** A bundle of 256 leaves of 65,535 bytes each is the most that a log may send. */
const BYTES_MAX = 17_000_000

/** Asks a witness at this address (its submission prefix, no trailing slash) to cosign. Throws `Outage` where it does not answer. */
export async function askWitness(address: string, ask: AddCheckpoint): Promise<WitnessAnswer> {
  const answer = await reached(`${address}/add-checkpoint`, { method: 'POST', body: addCheckpointBody(ask), headers: { 'content-type': 'text/plain; charset=utf-8' } })
  return readAnswer(answer.status, answer.headers.get('content-type') ?? '', (await bytesOf(answer)).toString('utf8'))
}

/** The bytes at a path of a log at this address (no trailing slash). Throws `Outage` where they cannot be had. */
export async function fetchFrom(address: string, path: string): Promise<Buffer> {
  const answer = await reached(`${address}/${path}`, { method: 'GET' })
  if (answer.status !== 200) throw new Outage('ledger', `${path} answered ${answer.status}`)
  return bytesOf(answer)
}

async function reached(url: string, init: RequestInit): Promise<Response> {
  // Whatever keeps an answer away is an outage of the other side.
  try {
    return await fetch(url, { ...init, redirect: 'error', signal: AbortSignal.timeout(TIMEOUT_MS) })
  } catch (error) {
    throw new Outage('ledger', String(error))
  }
}

/** The body, read no further than a log may send. */
async function bytesOf(answer: Response): Promise<Buffer> {
  const parts: Uint8Array[] = []
  let size = 0
  // A body that breaks off is an outage too.
  try {
    for await (const part of answer.body ?? []) {
      size += part.length
      if (size > BYTES_MAX) break
      parts.push(part)
    }
  } catch (error) {
    throw new Outage('ledger', String(error))
  }
  if (size > BYTES_MAX) throw new Outage('ledger', 'it sends too much')
  return Buffer.concat(parts)
}
