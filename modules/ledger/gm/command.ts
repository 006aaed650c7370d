import { existsSync, writeFileSync } from 'node:fs'

import { readBytes, show, showVerdict, UnfitInput, wordsIn, type Command } from '#kernel/command'
import { Refusal } from '#kernel/refusal'

import { decryptSm2, encryptSm2, type CiphertextForm } from './encryption.ts'
import { encodedIn, givenIn, handed } from './given.ts'
import { keyPairFrom, newKeyPair, privatePem, publicKeyFrom, publicPem } from './keys.ts'
import { signSm2, verifySm2 } from './signature.ts'
import { sm3 } from './sm3.ts'
import { BLOCK_BYTES, decryptSm4, encryptSm4, IV_BYTES, newIv, type Sm4Mode } from './sm4.ts'

/** `tongban gm …`: the commercial cryptography of China, for whoever holds a file and a key. A private key goes to a file and is never printed. */
export const gmCommands: Readonly<Record<string, Command>> = {
  'gm digest': { help: 'FILE  the SM3 of a file', run: digest },
  'gm key': { help: 'FILE  makes an SM2 key pair: the private key goes to a new file (PKCS#8), the public one is printed', run: makeKey },
  'gm sign': { help: 'FILE --key PEM [--id USER] [--out FILE]  an SM2 signature in DER', run: sign },
  'gm verify': { help: 'FILE --key PEM --signature FILE|TEXT [--id USER]  checks an SM2 signature', run: verify },
  'gm encrypt': { help: 'FILE --key PEM [--form der|raw] | --key SM4KEY [--mode gcm|cbc] [--iv TEXT] [--aad TEXT]  [--out FILE]  encrypts with SM2 or SM4', run: encrypt },
  'gm decrypt': { help: 'FILE --key PEM | --key SM4KEY [--mode gcm|cbc] [--iv TEXT] [--tag TEXT] [--aad TEXT]  [--out FILE]  decrypts what was encrypted so', run: decrypt },
}

async function digest(words: readonly string[]): Promise<number> {
  return show({ algorithm: 'SM3', digest: sm3(readBytes(wordsIn(words, []).file)).toString('hex') })
}

async function makeKey(words: readonly string[]): Promise<number> {
  const { file } = wordsIn(words, [])
  if (file === undefined || file === '-') throw new UnfitInput('Name a new file for the private key; it is not printed. 请给出存放私钥的新文件名；私钥不会打印。')
  const pair = newKeyPair()
  write(file, privatePem(pair), { flag: 'wx', mode: 0o600 })
  return show({ algorithm: 'SM2', privateKey: file, publicKey: publicPem(pair.point) })
}

async function sign(words: readonly string[]): Promise<number> {
  const { file, options } = wordsIn(words, ['key', 'id', 'out'])
  const signature = signSm2(readBytes(file), keyPairFrom(pemIn(options.key)), options.id)
  return show({ algorithm: 'SM2', ...put('signature', signature, options.out) })
}

async function verify(words: readonly string[]): Promise<number> {
  const { file, options } = wordsIn(words, ['key', 'signature', 'id'])
  if (options.signature === undefined) throw new UnfitInput('Give the signature: --signature FILE, or its base64 or hex. 请给出签名：--signature 文件，或其 Base64、十六进制文本。')
  const point = publicKeyFrom(pemIn(options.key))
  const signature = existsSync(options.signature) || options.signature === '-' ? encodedIn(readBytes(options.signature), 'signature') : givenIn(options.signature)
  return showVerdict(verifySm2(readBytes(file), signature ?? Buffer.alloc(0), point, options.id))
}

async function encrypt(words: readonly string[]): Promise<number> {
  const { file, options } = wordsIn(words, ['key', 'form', 'mode', 'iv', 'aad', 'out'])
  const key = keyIn(options.key)
  if (typeof key === 'string') {
    const form = oneOf<CiphertextForm>(['der', 'raw'], options.form ?? 'der')
    return show({ algorithm: 'SM2', form, ...put('ciphertext', encryptSm2(readBytes(file), publicKeyFrom(key), form), options.out) })
  }
  const mode = modeIn(options.mode)
  const iv = options.iv === undefined ? newIv(mode) : ivIn(options.iv, mode)
  const { ciphertext, tag } = encryptSm4(readBytes(file), { key, mode, iv, aad: Buffer.from(options.aad ?? '') })
  return show({ algorithm: `SM4-${mode.toUpperCase()}`, iv: iv.toString('base64'), ...put('ciphertext', ciphertext, options.out), ...(tag && { tag: tag.toString('base64') }) })
}

async function decrypt(words: readonly string[]): Promise<number> {
  const { file, options } = wordsIn(words, ['key', 'mode', 'iv', 'tag', 'aad', 'out'])
  const key = keyIn(options.key)
  const bytes = readBytes(file)
  const ciphertext = encodedIn(bytes, 'ciphertext')
  if (typeof key === 'string') return tell(decryptSm2(ciphertext, keyPairFrom(key)), options.out)
  const beside = handed(bytes)
  const mode = modeIn(options.mode ?? /^SM4-(GCM|CBC)$/.exec(beside?.['algorithm'] ?? '')?.[1]?.toLowerCase())
  const tag = givenIn(options.tag ?? beside?.['tag'] ?? '', BLOCK_BYTES)
  const terms = { key, mode, iv: ivIn(options.iv ?? beside?.['iv'], mode), aad: Buffer.from(options.aad ?? '') }
  if (mode === 'gcm' && tag === undefined) throw new Refusal('unfit', 'ledger.gm_tag', { bytes: BLOCK_BYTES })
  return tell(decryptSm4({ ciphertext, ...(tag && { tag }) }, terms), options.out)
}

/** What was decrypted, as base64 and, where it is text, as that; or the one answer for everything that could not be. */
function tell(message: Buffer | undefined, out: string | undefined): number {
  if (message === undefined) return showVerdict({ valid: false, code: 'ledger.gm_undecryptable' })
  const text = message.toString('utf8')
  return show({ ...put('plaintext', message, out, 0o600), ...(out === undefined && Buffer.from(text).equals(message) ? { text } : {}) })
}

/** Bytes as base64 under their name; or written to a file, and where they are. */
function put(name: string, bytes: Buffer, out: string | undefined, mode = 0o644): Readonly<Record<string, string>> {
  if (out === undefined) return { [name]: bytes.toString('base64') }
  write(out, bytes, { flag: 'w', mode })
  return { out }
}

function write(file: string, content: string | Buffer, how: { readonly flag: string; readonly mode: number }): void {
  // A file that is there already, or cannot be written, is the caller's to mend.
  try {
    writeFileSync(file, content, how)
  } catch (error) {
    throw new UnfitInput(`${file} cannot be written: ${(error as Error).message}. 无法写入该文件。`)
  }
}

/** The key of `--key`: PEM as text, an SM4 key as 16 bytes. The word itself is an SM4 key or a file; it is never repeated, for it may be the key. */
function keyIn(word: string | undefined): string | Buffer {
  if (word === undefined) throw new UnfitInput('Give the key: --key FILE. 请给出密钥：--key 文件。')
  const literal = givenIn(word, BLOCK_BYTES)
  if (literal !== undefined) return literal
  if (word !== '-' && !existsSync(word)) throw new Refusal('unfit', 'ledger.gm_key_absent')
  const bytes = readBytes(word)
  const text = bytes.toString('utf8')
  if (text.includes('-----BEGIN ')) return text
  const key = bytes.length === BLOCK_BYTES ? bytes : givenIn(text.trim(), BLOCK_BYTES)
  if (key === undefined) throw new Refusal('unfit', 'ledger.gm_sm4_key')
  return key
}

function pemIn(word: string | undefined): string {
  const key = keyIn(word)
  if (typeof key !== 'string') throw new Refusal('unfit', 'ledger.gm_key_form')
  return key
}

const modeIn = (word = 'gcm'): Sm4Mode => oneOf<Sm4Mode>(['gcm', 'cbc'], word)

function ivIn(word: string | undefined, mode: Sm4Mode): Buffer {
  const iv = givenIn(word ?? '', IV_BYTES[mode])
  if (iv === undefined) throw new Refusal('unfit', 'ledger.gm_iv', { bytes: IV_BYTES[mode] })
  return iv
}

function oneOf<Choice extends string>(choices: readonly Choice[], word: string): Choice {
  const found = choices.find((choice) => choice === word)
  if (found === undefined) throw new UnfitInput(`There is ${choices.join(' or ')}, not "${word}". 只能是 ${choices.join(' 或 ')}。`)
  return found
}
