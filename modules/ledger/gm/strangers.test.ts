// What others sign and encrypt is good here, and what is made here is good for them: the openssl of the system, and sm-crypto-v2.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'

import fc from 'fast-check'
import * as peer from 'sm-crypto-v2'

import { bytesOf, pointBytes } from './curve.ts'
import { decryptSm2, encryptSm2 } from './encryption.ts'
import { keyPairFrom, newKeyPair, privatePem, publicKeyFrom, publicPem } from './keys.ts'
import { signSm2, USER_ID, verifySm2 } from './signature.ts'
import { sm3 } from './sm3.ts'
import { decryptSm4, encryptSm4, newIv } from './sm4.ts'

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')
const folder = mkdtempSync(join(tmpdir(), 'tongban-gm-'))
after(() => rmSync(folder, { recursive: true, force: true }))

/** Runs openssl on files of the folder; its standard output, or null where it says no. */
function openssl(words: readonly string[], files: Readonly<Record<string, string | Uint8Array>> = {}): Buffer | null {
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content)
  const ran = spawnSync('openssl', words, { cwd: folder })
  return ran.status === 0 ? ran.stdout : null
}

/** Why the openssl of this system cannot be asked; false where it can. */
function unfit(): string | false {
  const version = spawnSync('openssl', ['version']).stdout?.toString() ?? ''
  if (!/^OpenSSL [3-9]/.test(version)) return `there is no openssl 3 on this machine (${version.trim() || 'none'})`
  return openssl(['genpkey', '-algorithm', 'SM2', '-out', 'probe.pem']) === null ? 'the openssl of this machine was built without SM2' : false
}
const skip = unfit()

test('the keys of openssl are read, in all its spellings, and it reads ours', { skip }, () => {
  for (const words of [['genpkey', '-algorithm', 'SM2'], ['genpkey', '-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:SM2'], ['ecparam', '-name', 'SM2', '-genkey']]) {
    openssl([...words, '-out', 'key.pem'])
    const made = keyPairFrom(readFileSync(join(folder, 'key.pem'), 'utf8'))
    assert.equal(publicKeyFrom(openssl(['pkey', '-in', 'key.pem', '-pubout'])!.toString()).equals(made.point), true, words.join(' '))
  }
  const own = newKeyPair()
  assert.equal(openssl(['pkey', '-in', 'own.pem', '-pubout', '-check'], { 'own.pem': privatePem(own) })?.toString().includes(publicPem(own.point)), true)
})

test('openssl checks our signatures and we check its own, under the usual user id and another', { skip }, () => {
  const own = newKeyPair()
  for (const [message, id] of [['message digest', USER_ID], ['证照 7', 'jiangmen@gov.example']] as const) {
    const how = ['-rawin', '-digest', 'sm3', '-in', 'message', '-pkeyopt', `distid:${id}`]
    const given = { message, 'own.pem': privatePem(own), 'open.pem': publicPem(own.point) }
    const theirs = openssl(['pkeyutl', '-sign', '-inkey', 'own.pem', ...how], given)!
    assert.deepEqual(verifySm2(Buffer.from(message), theirs, own.point, id), { valid: true })
    assert.equal(verifySm2(Buffer.from(message), theirs, own.point, `${id}x`).valid, false)
    const check = ['pkeyutl', '-verify', '-pubin', '-inkey', 'open.pem', '-sigfile', 'ours.sig', ...how]
    assert.ok(openssl(check, { 'ours.sig': signSm2(Buffer.from(message), own, id) }), 'openssl accepts ours')
    assert.equal(openssl(check, { 'ours.sig': signSm2(Buffer.from(message), own, `${id}x`) }), null)
  }
})

test('openssl opens what we encrypted and we open what it encrypted, with SM2 and with SM4', { skip }, () => {
  const own = newKeyPair()
  const message = '统一社会信用代码'
  const theirs = openssl(['pkeyutl', '-encrypt', '-pubin', '-inkey', 'open.pem', '-in', 'message'], { message, 'open.pem': publicPem(own.point) })!
  assert.equal(decryptSm2(theirs, own)?.toString(), message)
  assert.equal(openssl(['pkeyutl', '-decrypt', '-inkey', 'own.pem', '-in', 'sealed'], { 'own.pem': privatePem(own), sealed: encryptSm2(Buffer.from(message), own.point) })?.toString(), message)
  const terms = { key: sm3(Buffer.from('key')).subarray(0, 16), mode: 'cbc' as const, iv: newIv('cbc') }
  assert.deepEqual(openssl(['enc', '-sm4-cbc', '-K', hex(terms.key), '-iv', hex(terms.iv), '-in', 'message']), encryptSm4(Buffer.from(message), terms).ciphertext)
  assert.equal(openssl(['dgst', '-sm3', '-binary', 'message'])?.equals(sm3(Buffer.from(message))), true)
})

test('sm-crypto-v2 and we agree on digests, signatures, ciphertexts and SM4 in both modes', () => {
  // Of a byte or two the stream that hides them is all zeros now and then; GB/T 32918.4 has it drawn anew and never taken, and the peer takes it.
  fc.assert(fc.property(fc.uint8Array({ minLength: 8, maxLength: 200 }), fc.string({ minLength: 1, maxLength: 30, unit: 'grapheme-ascii' }), (message, userId) => {
    const own = newKeyPair()
    const [secret, open] = [hex(bytesOf(own.secret)), hex(pointBytes(own.point))]
    assert.equal(hex(sm3(message)), peer.sm3(message))
    const theirs = peer.sm2.doSignature(message, secret, { der: true, hash: true, publicKey: open, userId })
    assert.deepEqual(verifySm2(message, Buffer.from(theirs, 'hex'), own.point, userId), { valid: true })
    assert.equal(peer.sm2.doVerifySignature(message, hex(signSm2(message, own, userId)), open, { der: true, hash: true, userId }), true)

    // It writes the raw form without the 04 in front of the point.
    assert.deepEqual(decryptSm2(Buffer.from(`04${peer.sm2.doEncrypt(message, open, 1)}`, 'hex'), own), Buffer.from(message))
    assert.deepEqual(decryptSm2(Buffer.from(peer.sm2.doEncrypt(message, open, 1, { asn1: true }), 'hex'), own), Buffer.from(message))
    assert.deepEqual(Buffer.from(peer.sm2.doDecrypt(hex(encryptSm2(message, own.point, 'raw')).slice(2), secret, 1, { output: 'array' })), Buffer.from(message))
    assert.deepEqual(Buffer.from(peer.sm2.doDecrypt(hex(encryptSm2(message, own.point)), secret, 1, { output: 'array', asn1: true })), Buffer.from(message))

    const key = sm3(message).subarray(0, 16)
    const [cbc, gcm] = [{ key, mode: 'cbc' as const, iv: newIv('cbc') }, { key, mode: 'gcm' as const, iv: newIv('gcm'), aad: Buffer.from(userId) }]
    assert.equal(hex(encryptSm4(message, cbc).ciphertext), peer.sm4.encrypt(message, key, { mode: 'cbc', iv: cbc.iv }))
    const sealed = peer.sm4.encrypt(message, key, { mode: 'gcm', iv: gcm.iv, associatedData: gcm.aad, output: 'array', outputTag: true })
    assert.deepEqual(decryptSm4({ ciphertext: Buffer.from(sealed.output), tag: Buffer.from(sealed.tag!) }, gcm), Buffer.from(message))
  }), { numRuns: 25 })
})
