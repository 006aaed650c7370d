import { createInterface } from 'node:readline'
import { connect, createServer, type Server, type Socket } from 'node:net'

import { PublicJwk, type Algorithm } from '../model.ts'
import type { Kept, Vault } from './vault.ts'

/*
 * What is spoken between the house and its signer: one line of JSON each way over a socket of the file system, bytes in base64. Whoever may
 * open the socket may sign; the rights on its folder say who that is.
 */

type Question = { readonly n: number; readonly do: 'make' | 'sign' | 'public'; readonly algorithm: Algorithm; readonly id?: string; readonly sealed?: string; readonly bytes?: string }
type Reply = { readonly n: number; readonly fault?: string; readonly id?: string; readonly sealed?: string; readonly jwk?: unknown; readonly signature?: string }

/** What is signed has some kilobytes; a line that goes on and on is nobody's of ours. */
const LINE_MAX = 4_000_000
/** A device may take its time; longer than this it is away, and acts that wait would hold what they have locked. */
const PATIENCE_MS = 10_000

/** Lets whoever opens this socket use a vault. */
export function serveVault(vault: Vault, socket: string): Promise<Server> {
  const server = createServer((client) => {
    let held = 0
    const lines = createInterface({ input: client, crlfDelay: Infinity })
    lines.on('error', () => client.destroy()).on('line', (line) => { held = 0; void answer(vault, line, client) })
    client.on('data', (part: Buffer) => { held = part.includes(10) ? 0 : held + part.length; if (held > LINE_MAX) client.destroy() })
    client.on('error', () => client.destroy()) // Who hangs up in the middle gets no answer.
  })
  return new Promise((resolve, reject) => { server.once('error', reject).listen(socket, () => resolve(server)) })
}

const answer = async (vault: Vault, line: string, client: Socket): Promise<void> => { client.write(`${JSON.stringify(await answered(vault, line))}\n`) }

async function answered(vault: Vault, line: string): Promise<Reply> {
  let n = 0
  // Whatever goes wrong is said without a word about keys, and the next one is served.
  try {
    const question = JSON.parse(line) as Question
    ;({ n } = question)
    return { n, ...(await done(vault, question)) }
  } catch (error) {
    return { n, fault: (error as Error).message }
  }
}

async function done(vault: Vault, { do: deed, algorithm, id = '', sealed = '', bytes = '' }: Question): Promise<Omit<Reply, 'n'>> {
  if (deed === 'make') {
    const made = await vault.make(algorithm)
    return { id: made.id, jwk: made.jwk, sealed: made.sealed.toString('base64') }
  }
  const key = { id, sealed: Buffer.from(sealed, 'base64') }
  if (deed === 'public') return { jwk: await vault.publicOf(key, algorithm) }
  return { signature: (await vault.sign(key, algorithm, Buffer.from(bytes, 'base64'))).toString('base64') }
}

/** A signer that does not answer; what was to be signed is undone and can be done again. */
export class SignerAway extends Error {
  override name = 'SignerAway'
}

/** A vault in another process. It connects when it is first needed, and again after the other was away. */
export function vaultAt(socket: string): Vault & { readonly close: () => void } {
  const waiting = new Map<number, { readonly resolve: (reply: Reply) => void; readonly reject: (error: Error) => void }>()
  let line: Socket | undefined
  let count = 0
  const drop = (error: Error): void => {
    line?.destroy()
    line = undefined
    for (const { reject } of waiting.values()) reject(new SignerAway(`the signer is away: ${error.message}`))
    waiting.clear()
  }
  const open = (): Socket => {
    const made = connect(socket)
    const lost = (error: Error): void => { if (line === made) drop(error) }
    made.on('error', lost).on('close', () => lost(new Error('it hung up')))
    createInterface({ input: made }).on('error', lost).on('line', (text) => {
      const reply = replyIn(text)
      if (reply === null) return lost(new Error('it speaks otherwise'))
      waiting.get(reply.n)?.resolve(reply)
      waiting.delete(reply.n)
    })
    made.unref()
    return made
  }
  const ask = async (question: Omit<Question, 'n'>): Promise<Reply> => {
    line ??= open()
    const n = ++count
    line.ref()
    const late = setTimeout(() => drop(new Error('it does not answer')), PATIENCE_MS)
    const reply = await new Promise<Reply>((resolve, reject) => { waiting.set(n, { resolve, reject }); line!.write(`${JSON.stringify({ n, ...question })}\n`) }).finally(() => clearTimeout(late))
    if (waiting.size === 0) line?.unref()
    if (reply.fault !== undefined) throw new RangeError(reply.fault)
    return reply
  }
  const named = ({ id, sealed }: Kept): { id: string; sealed: string } => ({ id, sealed: sealed.toString('base64') })
  return {
    make: async (algorithm) => {
      const { id, jwk, sealed } = await ask({ do: 'make', algorithm })
      return { id: id!, jwk: PublicJwk.parse(jwk), sealed: Buffer.from(sealed!, 'base64') }
    },
    sign: async (key, algorithm, bytes) => Buffer.from((await ask({ do: 'sign', algorithm, ...named(key), bytes: Buffer.from(bytes).toString('base64') })).signature!, 'base64'),
    publicOf: async (key, algorithm) => PublicJwk.parse((await ask({ do: 'public', algorithm, ...named(key) })).jwk),
    close: () => drop(new Error('closed')),
  }
}

function replyIn(text: string): Reply | null {
  // A line that is no JSON does not come from a signer.
  try {
    return JSON.parse(text) as Reply
  } catch {
    return null
  }
}
