import { now } from '#kernel/act'
import { readInput, readJson, show, UnfitInput, wordsIn, type Command } from '#kernel/command'
import { told } from '#kernel/language'

import { verifySdJwt, type Jwk } from './verify.ts'

/** `tongban certificates verify FILE --issuer-key JWK [--at TIME]`: whether an SD-JWT is good, by its issuer's public key alone. */
export const verifyCommand: Command = {
  help: 'FILE --issuer-key JWK [--at TIME]  checks an SD-JWT credential (RFC 9901)',
  run: async (words) => {
    const { file, options: { 'issuer-key': key, at: time } } = wordsIn(words, ['issuer-key', 'at'])
    if (key === undefined) throw new UnfitInput('Name the issuer’s public key: --issuer-key FILE. 请给出签发机关的公钥文件。')
    const at = time === undefined ? now() : new Date(time)
    if (Number.isNaN(at.getTime())) throw new UnfitInput('--at takes a moment such as 2026-11-28T09:00:00+08:00. --at 须为时间。')
    const verdict = await verifySdJwt(readInput(file).trim(), { key: readJson(key) as Jwk, at })
    return show({ ...verdict, detail: told(verdict.code, { at: verdict.valid ? '' : verdict.at }) }, verdict.valid)
  },
}
