import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import { parse } from 'yaml'

import { now } from '#kernel/act'
import { readInput, readJson, show, UnfitInput, type Command } from '#kernel/command'

import { verifySdJwt, type Jwk } from './verify.ts'

/** `tongban certificates verify FILE --issuer-key JWK [--at TIME]`: whether an SD-JWT is good, by its issuer's public key alone. */
export const verifyCommand: Command = {
  help: 'FILE --issuer-key JWK [--at TIME]  checks an SD-JWT credential (RFC 9901)',
  run: async ([file, ...options]) => {
    const [key, time] = [optionIn(options, '--issuer-key'), optionIn(options, '--at')]
    if (key === undefined) throw new UnfitInput('Name the issuer’s public key: --issuer-key FILE. 请给出签发机关的公钥文件。')
    const at = time === undefined ? now() : new Date(time)
    if (Number.isNaN(at.getTime())) throw new UnfitInput('--at takes a moment such as 2026-11-28T09:00:00+08:00. --at 须为时间。')
    const verdict = await verifySdJwt(readInput(file).trim(), { key: readJson(key) as Jwk, at })
    return show({ ...verdict, detail: told(verdict.code, verdict.valid ? '' : verdict.at) }, verdict.valid)
  },
}

const optionIn = (options: readonly string[], name: string): string | undefined => {
  const at = options.indexOf(name)
  return at < 0 ? undefined : options[at + 1]
}

/** The sentence of a code in both languages, read from the files: a verdict needs no house. */
function told(code: string, at: string): string {
  const locales = join(import.meta.dirname, '../../../content/base/locales')
  const said = ['zh', 'en'].map((language) => (parse(readFileSync(join(locales, language, `${code.split('.')[0]}.yaml`), 'utf8')) as Record<string, string>)[code] ?? code)
  return said.join(' ').replaceAll('{at}', at)
}
