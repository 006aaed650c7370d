import { existsSync, readFileSync, writeFileSync } from 'node:fs'

import { show, showVerdict, UnfitInput, wordsIn, type Command } from '#kernel/command'

import { namedIn, type NamedLeaf } from '../model.ts'
import { parseCosignerKey } from '../note/cosignature.ts'
import { parseVerifierKey, type NoteVerifier } from '../note/note.ts'
import { LogFault, readOn, type Read } from '../tiles/reading.ts'
import { fetchFrom } from './reach.ts'

/** `tongban ledger monitor`: an agency reads any log for what stands there in its name, needing nothing of the node that keeps it. */
export const monitorCommand: Command = {
  help: '--log URL --key KEY --issuer CODE[,CODE] [--known FILE] [--state FILE] [--witnesses KEY[,KEY]] [--cosigned N]  reads a log, checks it, and tells what stands there in the name of an agency',
  run: monitor,
}

type State = { readonly size: number; readonly root: string }

/** Exit code 1 where the log does not hold, or has an entry of which the register in `--known` (a commitment in hex a line) knows nothing. */
async function monitor(words: readonly string[]): Promise<number> {
  const { options } = wordsIn(words, ['log', 'key', 'issuer', 'known', 'state', 'witnesses', 'cosigned'])
  const verifier = parseVerifierKey(options.key ?? '')
  if (options.log === undefined || verifier === undefined || options.issuer === undefined) throw new UnfitInput('Give --log URL, --key KEY as its node publishes it at /ledger/verifier-key, and --issuer CODE. 请给出账本地址 --log、公钥 --key 和机关的统一社会信用代码 --issuer。')
  const known = options.known === undefined ? null : new Set(readFileSync(options.known, 'utf8').split(/\s+/))
  const state = options.state !== undefined && existsSync(options.state) ? (JSON.parse(readFileSync(options.state, 'utf8')) as State) : null
  const issuers = options.issuer.split(',')
  const named: NamedLeaf[] = []
  const reading = {
    fetch: (path: string) => fetchFrom(options.log!.replace(/\/$/, ''), path), log: verifier, known: state && { size: state.size, root: Buffer.from(state.root, 'base64') },
    witnesses: witnessesIn(options.witnesses), cosignersMin: Number(options.cosigned ?? 0), heed: (leaf: { leafIndex: number; bytes: Buffer }) => { named.push(...namedIn(leaf, issuers)) },
  }
  // What a log is found wanting in is the answer.
  try {
    return told(await readOn(reading), named, known, options.state)
  } catch (fault) {
    if (!(fault instanceof LogFault)) throw fault
    return showVerdict({ valid: false, code: fault.code })
  }
}

function told({ checkpoint, cosigned }: Read, named: readonly NamedLeaf[], known: ReadonlySet<string> | null, state: string | undefined): number {
  const root = checkpoint.root.toString('base64')
  if (state !== undefined) writeFileSync(state, JSON.stringify({ size: checkpoint.size, root }))
  const unexpected = known === null ? [] : named.filter(({ commitment }) => !known.has(commitment))
  return show({ valid: unexpected.length === 0, log: checkpoint.origin, size: checkpoint.size, root, cosigned, seen: named, unexpected }, unexpected.length === 0)
}

function witnessesIn(keys: string | undefined): NoteVerifier[] {
  return (keys?.split(',') ?? []).map((key) => {
    const witness = parseCosignerKey(key)
    if (witness === undefined) throw new UnfitInput(`${key} is no key of a witness; its node publishes it at /ledger/witness-key. 这不是见证人公钥。`)
    return witness
  })
}
