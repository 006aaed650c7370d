import assert from 'node:assert/strict'
import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { createPublicKey, randomBytes, verify } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, suite, test } from 'node:test'

import { verify as verifyJws } from '../actions/sign.ts'
import type { Algorithm } from '../model.ts'
import { softwareVault, type Vault } from './vault.ts'
import { SignerAway, vaultAt } from './wire.ts'

const folder = mkdtempSync(join(tmpdir(), 'signer-'))
after(() => rmSync(folder, { recursive: true, force: true }))

/** A compact JWS over a text, signed by a vault, and whether anybody with the public key finds it good. */
async function signsWell(vault: Vault, algorithm: Algorithm): Promise<boolean> {
  const made = await vault.make(algorithm)
  const input = `${Buffer.from(JSON.stringify({ alg: algorithm })).toString('base64url')}.${Buffer.from('准予登记').toString('base64url')}`
  const jws = `${input}.${(await vault.sign(made, algorithm, Buffer.from(input))).toString('base64url')}`
  assert.deepEqual(await vault.publicOf(made, algorithm), made.jwk)
  return (await verifyJws(jws, made.jwk)).valid && !(await verifyJws(jws, (await vault.make(algorithm)).jwk)).valid
}

/** The signer as the house starts it: a program of its own. */
async function signerIn(name: string, env: Record<string, string> = {}, ...more: string[]): Promise<{ child: ChildProcess; socket: string; place: string }> {
  const [socket, place] = [join(folder, `${name}.socket`), join(folder, name)]
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', join(import.meta.dirname, 'process.ts'), '--socket', socket, '--folder', place, '--follow-parent', ...more], { stdio: ['pipe', 'pipe', 'inherit'], env: { ...process.env, ...env } })
  await Promise.race([once(child.stdout!, 'data'), once(child, 'exit').then(() => assert.fail('the signer did not start'))])
  return { child, socket, place }
}

async function ended({ child }: { child: ChildProcess }): Promise<void> {
  child.stdin!.end()
  if (child.exitCode === null) await once(child, 'exit')
}

suite('whoever keeps private keys', () => {
  test('signs with each algorithm, and nobody without his secret can use what he hands out', async () => {
    const [one, other] = [softwareVault(() => [Buffer.alloc(32, 1)]), softwareVault(() => [Buffer.alloc(32, 2)])]
    for (const algorithm of ['ES256', 'Ed25519', 'SM2'] as const) {
      assert.ok(await signsWell(one, algorithm), algorithm)
      const key = await one.make(algorithm)
      await assert.rejects(other.sign(key, algorithm, Buffer.from('x')), /not sealed here/)
      await assert.rejects(one.sign({ ...key, id: `${key.id}x` }, algorithm, Buffer.from('x')), /not sealed here/)
    }
  })

  test('a replaced secret opens what the one before sealed', async () => {
    const [old, young] = [randomBytes(32), randomBytes(32)]
    const key = await softwareVault(() => [old]).make('ES256')
    assert.equal((await softwareVault(() => [young, old]).sign(key, 'ES256', Buffer.from('x'))).length, 64)
  })

  test('in a process of its own: its secret and its socket are nobody else’s, and noise on the line does it no harm', async () => {
    const signer = await signerIn('own')
    const vault = vaultAt(signer.socket)
    for (const algorithm of ['ES256', 'Ed25519', 'SM2'] as const) assert.ok(await signsWell(vault, algorithm), algorithm)
    assert.deepEqual([statSync(join(signer.place, 'secret')).mode & 0o77, statSync(signer.socket).mode & 0o77], [0, 0])
    const noise = connect(signer.socket)
    noise.write('no json\n{"n":1,"do":"sign","algorithm":"ES256","id":"a","sealed":"AAAA"}\n')
    const [said] = await once(noise, 'data') as [Buffer]
    assert.match(said.toString(), /fault/)
    assert.doesNotMatch(said.toString(), new RegExp(readFileSync(join(signer.place, 'secret')).toString('hex').slice(0, 12)))
    noise.destroy()
    const many = await Promise.all(Array.from({ length: 50 }, () => vault.make('Ed25519')))
    assert.equal(new Set(many.map(({ id }) => id)).size, 50)
    vault.close()
    await ended(signer)
  })

  test('a signer that is gone is said to be away, and one that came back signs with the keys of before', async () => {
    const signer = await signerIn('gone')
    const vault = vaultAt(signer.socket)
    const key = await vault.make('ES256')
    signer.child.kill('SIGKILL')
    await once(signer.child, 'exit')
    await assert.rejects(vault.sign(key, 'ES256', Buffer.from('x')), SignerAway)
    const again = await signerIn('gone')
    assert.equal((await vault.sign(key, 'ES256', Buffer.from('x'))).length, 64)
    vault.close()
    await ended(again)
  })

  test('keys sealed under the master key, from before a house had a signer, are used still', async () => {
    const master = join(folder, 'master')
    mkdirSync(folder, { recursive: true })
    writeFileSync(master, randomBytes(32))
    const key = await softwareVault(() => [readFileSync(master)]).make('ES256')
    const signer = await signerIn('legacy', {}, '--legacy', master)
    const vault = vaultAt(signer.socket)
    assert.equal((await vault.sign(key, 'ES256', Buffer.from('x'))).length, 64)
    await assert.rejects(softwareVault(() => [readFileSync(master)]).sign(await vault.make('ES256'), 'ES256', Buffer.from('x')), /not sealed here/)
    vault.close()
    await ended(signer)
  })

  const module = ['/usr/lib/softhsm/libsofthsm2.so', '/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so'].find((path) => existsSync(path))
  test('in a device by PKCS #11 (SoftHSM): keys are made there, never leave it, and outlive the signer', { skip: module !== undefined || process.env['CI'] !== undefined ? false : 'softhsm2 is not installed' }, async () => {
    assert.ok(module, 'SoftHSM is installed where changes are checked')
    const conf = join(folder, 'softhsm2.conf')
    mkdirSync(join(folder, 'tokens'))
    writeFileSync(conf, `directories.tokendir = ${join(folder, 'tokens')}\nobjectstore.backend = file\nlog.level = ERROR\n`)
    const env = { SOFTHSM2_CONF: conf, PKCS11_MODULE: module, PKCS11_TOKEN: 'tongban', PKCS11_PIN: '1234' }
    execFileSync('softhsm2-util', ['--init-token', '--free', '--label', 'tongban', '--so-pin', '5678', '--pin', '1234'], { env: { ...process.env, ...env }, stdio: 'ignore' })
    const signer = await signerIn('device', env)
    const vault = vaultAt(signer.socket)
    for (const algorithm of ['ES256', 'Ed25519'] as const) assert.ok(await signsWell(vault, algorithm), algorithm)
    const key = await vault.make('ES256')
    assert.match(key.sealed.toString(), /^pkcs11:[0-9a-f]{32}$/)
    await assert.rejects(vault.make('SM2'), /no mechanism for SM2/)
    await ended(signer)
    const again = await signerIn('device', env)
    const signature = await vault.sign(key, 'ES256', Buffer.from('x'))
    assert.ok(verify('sha256', Buffer.from('x'), { key: createPublicKey({ key: key.jwk, format: 'jwk' }), dsaEncoding: 'ieee-p1363' }, signature))
    vault.close()
    await ended(again)
    const wrong = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', join(import.meta.dirname, 'process.ts'), '--socket', join(folder, 'w'), '--folder', join(folder, 'wf')], { env: { ...process.env, ...env, PKCS11_PIN: '0000' }, stdio: ['ignore', 'ignore', 'pipe'] })
    assert.equal((await once(wrong, 'exit'))[0] === 0, false)
  })
})
