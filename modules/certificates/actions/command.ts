import { now } from '#kernel/act'
import { readBytes, readJson, show, UnfitInput, wordsIn, type Command } from '#kernel/command'
import { told } from '#kernel/language'

import type { TrustedKeys } from '../compact/verify.ts'
import type { PdfTrust } from '../pdf/verify.ts'
import type { Jwk } from './offline.ts'
import { verifyPresented } from './presented.ts'
import { trustFrom } from './trust.ts'

/**
 * `tongban certificates verify FILE [--issuer-key JWK | --trust LIST] [--at TIME]`: whether an SD-JWT, a file or the text of a printed code is
 * good. With a key or a trust list nobody is asked; without, the node at TONGBAN_URL is asked for its trust list, and for nothing else.
 */
export const verifyCommand: Command = {
  help: 'FILE [--issuer-key JWK | --trust LIST] [--at TIME]  checks an SD-JWT credential (RFC 9901), a PDF of a certificate or the text of its printed code',
  run: async (words) => {
    const { file, options: { 'issuer-key': key, trust: list, at: time } } = wordsIn(words, ['issuer-key', 'trust', 'at'])
    const at = time === undefined ? now() : new Date(time)
    if (Number.isNaN(at.getTime())) throw new UnfitInput('--at takes a moment such as 2026-11-28T09:00:00+08:00. --at 须为时间。')
    const trusted = key === undefined ? trustOf(list === undefined ? await askNode() : readJson(list)) : keyAlone(readJson(key) as Jwk)
    const { jws: _, at: where, ...verdict } = await verifyPresented(readBytes(file), trusted, at)
    return show({ ...verdict, ...(where === undefined ? {} : { at: where }), detail: told(verdict.code, { at: where ?? '' }) }, verdict.valid)
  },
}

const keyAlone = (key: Jwk): TrustedKeys & PdfTrust => ({ issuerKey: async () => ({ jwk: key, agency: null }) })

function trustOf(list: unknown): TrustedKeys & PdfTrust {
  const trusted = trustFrom(list)
  if (trusted === null) throw new UnfitInput('This is no trust list: take it from /trust of a node. 这不是信任列表，请从节点的 /trust 下载。')
  return trusted
}

const PATIENCE_MS = 5000

async function askNode(): Promise<unknown> {
  const node = (process.env['TONGBAN_URL'] ?? `http://localhost:${process.env['PORT'] ?? '8080'}`).replace(/\/$/, '')
  // Whatever keeps the list from coming, the reader is told what to do instead.
  try {
    return await (await fetch(`${node}/trust`, { signal: AbortSignal.timeout(PATIENCE_MS) })).json()
  } catch (error) {
    throw new UnfitInput(`No node answers at ${node}. Name the issuer’s public key (--issuer-key FILE) or a trust list (--trust FILE). ${node} 没有响应，请用 --issuer-key 给出签发机关的公钥，或用 --trust 给出信任列表。`, { cause: error })
  }
}
