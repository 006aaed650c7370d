import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'

const root = join(import.meta.dirname, '../../..')
const folder = mkdtempSync(join(tmpdir(), 'tongban-gm-'))
after(() => rmSync(folder, { recursive: true, force: true }))
const at = (name: string): string => join(folder, name)

type Said = { readonly code: number | null; readonly json: Readonly<Record<string, string>>; readonly out: string; readonly err: string }

/** One process that runs these commands one after the other and tells what each printed: to start one for each would take a minute. */
const PROGRAM = `
import { command } from './kernel/command.ts'
import { gmCommands } from './modules/ledger/gm/command.ts'
let said
for (const name of ['stdout', 'stderr']) process[name].write = (text) => { said[name] += text; return true }
process.on('message', async (words) => {
  said = { stdout: '', stderr: '' }
  process.send({ code: await command(words, { commands: gmCommands }), ...said })
})`
const runner = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', '--input-type=module', '-e', PROGRAM], { cwd: root, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
after(() => runner.kill())

/** Runs `tongban gm …`; what is given as input stands in a file for `-`. */
async function gm(words: string, input?: string): Promise<Said> {
  if (input !== undefined) writeFileSync(at('input'), input)
  runner.send(['gm', ...words.split(' ').map((word) => (word === '-' && input !== undefined ? at('input') : word))])
  const [{ code, stdout, stderr }] = (await once(runner, 'message', { signal: AbortSignal.timeout(30_000) })) as [{ code: number; stdout: string; stderr: string }]
  return { code, out: stdout, err: stderr, json: stdout === '' ? {} : (JSON.parse(stdout) as Record<string, string>) }
}

/** Input that cannot be used: exit code 2, one line in both languages on standard error, nothing else, no stack. */
function assertUnfit({ code, out, err }: Said, about: RegExp): void {
  assert.equal(code, 2, err)
  assert.match(err, about)
  assert.match(err, /[一-鿿].*[a-z]{3}|[a-z]{3}.*[一-鿿]/)
  assert.equal(err.trim().split('\n').length, 1, err)
  assert.equal(out, '')
}

const made = await gm(`key ${at('key.pem')}`)
writeFileSync(at('open.pem'), made.json['publicKey']!)
writeFileSync(at('letter'), Buffer.from([0xff, 0x00, 0x80, 0x0a]))

test('the house knows the commands, and the digest of the standard comes out', () => {
  const { status, stdout } = spawnSync(process.execPath, ['--disable-warning=ExperimentalWarning', 'house.ts', 'gm', 'digest', '-'], { cwd: root, input: 'abc' })
  assert.deepEqual([status, JSON.parse(stdout.toString())], [0, { algorithm: 'SM3', digest: '66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0' }])
})

test('a new private key goes to a file of its owner alone, is never printed, and never takes the place of another file', async () => {
  assert.equal(made.code, 0)
  assert.deepEqual(Object.keys(made.json), ['algorithm', 'privateKey', 'publicKey'])
  assert.doesNotMatch(made.out, /PRIVATE/)
  assert.equal(statSync(at('key.pem')).mode & 0o777, 0o600)
  const before = readFileSync(at('key.pem'), 'utf8')
  assertUnfit(await gm(`key ${at('key.pem')}`), /EEXIST.*无法写入/)
  assert.equal(readFileSync(at('key.pem'), 'utf8'), before)
  assertUnfit(await gm('key -'), /not printed/)
})

test('a file of any bytes is signed and checked, by the text, by the file, and by what was printed', async () => {
  const signed = await gm(`sign ${at('letter')} --key ${at('key.pem')}`)
  assert.equal(signed.code, 0)
  writeFileSync(at('letter.json'), signed.out)
  assert.deepEqual((await gm(`sign ${at('letter')} --key ${at('key.pem')} --out ${at('letter.sig')}`)).json, { algorithm: 'SM2', out: at('letter.sig') })
  assert.equal(readFileSync(at('letter.sig')).toString('base64'), signed.json['signature'])
  for (const signature of [signed.json['signature'], Buffer.from(signed.json['signature']!, 'base64').toString('hex'), at('letter.sig'), at('letter.json')]) {
    assert.deepEqual((await gm(`verify ${at('letter')} --key ${at('open.pem')} --signature ${signature}`)).json, { valid: true })
  }
  const wrong = await gm(`verify - --key ${at('open.pem')} --signature ${at('letter.sig')}`, 'another letter')
  assert.deepEqual([wrong.code, wrong.json], [1, { valid: false, code: 'ledger.gm_signature_wrong', detail: '签名与内容、公钥或用户标识不符。 The signature does not fit the content, the public key or the user id.' }])
  assert.equal((await gm(`verify ${at('letter')} --key ${at('open.pem')} --signature ${at('letter.sig')} --id other`)).code, 1)
  assert.equal((await gm(`verify ${at('letter')} --key ${at('open.pem')} --signature nonsense`)).json['code'], 'ledger.gm_signature_form')
})

test('what one command encrypts the next decrypts', async () => {
  const sealed = await gm(`encrypt - --key ${at('open.pem')}`, '门牌 12 号')
  assert.deepEqual((await gm(`decrypt - --key ${at('key.pem')}`, sealed.out)).json, { plaintext: Buffer.from('门牌 12 号').toString('base64'), text: '门牌 12 号' })
  assert.equal((await gm(`encrypt ${at('letter')} --key ${at('open.pem')} --form raw --out ${at('raw')}`)).json['form'], 'raw')
  assert.equal(readFileSync(at('raw'))[0], 4)
  assert.deepEqual((await gm(`decrypt ${at('raw')} --key ${at('key.pem')}`)).json, { plaintext: '/wCACg==' }, 'bytes that are no text are given as base64 only')
  assert.deepEqual((await gm(`decrypt ${at('raw')} --key ${at('key.pem')} --out ${at('back')}`)).json, { out: at('back') })
  assert.deepEqual(readFileSync(at('back')), readFileSync(at('letter')))

  const key = '0123456789abcdeffedcba9876543210'
  writeFileSync(at('sm4.key'), `${Buffer.from(key, 'hex').toString('base64')}\n`)
  for (const mode of ['gcm', 'cbc']) {
    const sealed = await gm(`encrypt - --key ${key} --mode ${mode}`, '水费')
    assert.equal(sealed.json['algorithm'], `SM4-${mode.toUpperCase()}`)
    assert.equal((await gm(`decrypt - --key ${at('sm4.key')}`, sealed.out)).json['text'], '水费')
  }
  const fixed = (await gm(`encrypt - --key ${key} --iv 00001234567800000000abcd --aad case-7`, '水费')).json
  writeFileSync(at('sealed'), Buffer.from(fixed['ciphertext']!, 'base64'))
  const terms = `--iv ${fixed['iv']} --tag ${fixed['tag']}`
  assert.equal((await gm(`decrypt ${at('sealed')} --key ${key} ${terms} --aad case-7`)).json['text'], '水费')
  const forged = await gm(`decrypt ${at('sealed')} --key ${key} ${terms} --aad case-8`)
  const stranger = await gm(`decrypt ${at('sealed')} --key ${at('key.pem')}`)
  assert.deepEqual([forged.code, forged.json['code'], stranger.code], [1, 'ledger.gm_undecryptable', 1])
  assert.deepEqual(forged.json, stranger.json, 'one answer for everything that cannot be decrypted')
  assertUnfit(await gm(`decrypt ${at('sealed')} --key ${key} --iv ${fixed['iv']}`), /16/)
})

test('input that cannot be used ends in one sentence of both languages, and a key is never repeated', async () => {
  const [letter, key, open] = [at('letter'), at('key.pem'), at('open.pem')]
  const cases: readonly (readonly [string, RegExp])[] = [
    [`digest ${at('absent')}`, /cannot be read/], [`digest ${letter} --key x`, /no options/], [`digest ${letter} ${letter}`, /one file/],
    [`sign ${letter}`, /--key/], [`sign ${letter} --key ${open}`, /this is a public one/], [`sign ${letter} --key ${letter}`, /SM4/], [`sign ${letter} --user x`, /--id/],
    [`verify ${letter} --key ${key} --signature x`, /Give a private key to nobody/], [`verify ${letter} --key ${open}`, /--signature/],
    [`encrypt ${letter} --key ${open} --form c1c2c3`, /der or raw/], [`encrypt - --key ${open}`, /empty/],
    [`encrypt ${letter} --key 0123456789abcdeffedcba9876543210 --mode ecb`, /gcm or cbc/], [`encrypt ${letter} --key 0123456789abcdeffedcba9876543210 --iv 00`, /12 bytes/],
  ]
  for (const [words, about] of cases) assertUnfit(await gm(words), about)
  const slip = await gm(`encrypt ${letter} --key 0123456789abcdeffedcba98765432`)
  assertUnfit(slip, /no such key file/)
  assert.doesNotMatch(slip.err, /0123456789/)
})
