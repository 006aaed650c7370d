import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { createHash, X509Certificate } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, suite, test } from 'node:test'

import fc from 'fast-check'

import { perform, type Act } from '#kernel/act'
import { house } from '#kernel/actor'
import { serve, type Server } from '#kernel/http'
import { setPorts } from '#kernel/ports'
import { authorityCertificate, keyOf, ledger, retireKey, signDocument, signedBy, stampedAt, timeStamp, validationMaterial } from '#modules/ledger'
import { bareLedger } from '#tests/ledger'

const clerk = house('clerk', ['ledger.retire-key'])
const act = <T>(deed: (act: Act) => Promise<T>): Promise<T> => perform(clerk, deed)
const sha256 = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest()
const signer = { owner: 'agency:test', subject: { name: '蓬江区市场监督管理局', organisationCode: '11440703MB2D00000X' } } as const
const letter = Buffer.from('准予登记\n'.repeat(50))

suite('time stamps and signed documents, checked by openssl', () => {
  const folder = mkdtempSync(join(tmpdir(), 'pki-'))
  const file = (name: string, bytes: Uint8Array | string): string => { writeFileSync(join(folder, name), bytes); return join(folder, name) }
  const openssl = (...words: string[]): string => execFileSync('openssl', words, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
  let close = async (): Promise<void> => undefined
  let server: Server
  before(async () => {
    ;({ close } = await bareLedger())
    server = await serve([ledger], async () => ({ actor: clerk, by: 'token' }))
    file('authority.pem', (await server.inject('/ledger/authority.pem')).body)
    file('letter', letter)
  })
  after(async () => { await server.close(); await close(); rmSync(folder, { recursive: true }) })

  const ask = async (payload: Buffer): Promise<Buffer> =>
    (await server.inject({ method: 'POST', url: '/ledger/timestamps', payload, headers: { 'content-type': 'application/timestamp-query' } })).rawPayload

  for (const digest of ['sha256', 'sha384', 'sha512']) {
    test(`openssl asks for a time stamp over ${digest} and finds it good, and not for another document`, async () => {
      openssl('ts', '-query', '-data', 'letter', `-${digest}`, '-cert', '-out', 'query')
      file('reply', await ask(readFileSync(join(folder, 'query'))))
      assert.match(openssl('ts', '-verify', '-queryfile', 'query', '-in', 'reply', '-CAfile', 'authority.pem'), /Verification: OK/)
      assert.match(openssl('ts', '-reply', '-in', 'reply', '-text'), /Status: Granted[\s\S]*Policy OID: [\s\S]*Ordering: no/)
      file('other', 'something else')
      assert.throws(() => openssl('ts', '-verify', '-data', 'other', '-in', 'reply', '-CAfile', 'authority.pem'))
    })
  }

  test('what cannot be stamped is answered as the standard says, and no bytes make it fall over', async () => {
    openssl('ts', '-query', '-data', 'letter', '-sha1', '-out', 'weak')
    const refusal = (bytes: Buffer): string => openssl('ts', '-reply', '-in', file('refused', bytes), '-text')
    assert.match(refusal(await ask(readFileSync(join(folder, 'weak')))), /Status: Rejected[\s\S]*unrecognized or unsupported algorithm identifier/)
    openssl('ts', '-query', '-data', 'letter', '-sha256', '-tspolicy', '1.2.3.4', '-out', 'policy')
    assert.match(refusal(await ask(readFileSync(join(folder, 'policy')))), /requested TSA policy is not supported/)
    openssl('ts', '-query', '-data', 'letter', '-sha256', '-out', 'query')
    const query = readFileSync(join(folder, 'query'))
    assert.match(refusal(await ask(query.subarray(0, 20))), /Status: Rejected/)
    await fc.assert(fc.asyncProperty(fc.uint8Array({ maxLength: 100 }), async (bytes) => { assert.match(refusal(await ask(Buffer.from(bytes))), /Status: Rejected/) }), { numRuns: 15 })
  })

  test('openssl finds a signed document good, by the authority, and its list takes back what a retired key signs later', async () => {
    const message = await act((a) => signDocument(a, signer, sha256(letter)))
    file('message', message)
    assert.match(openssl('cms', '-cmsout', '-print', '-inform', 'DER', '-in', 'message'), /id-smime-aa-signingCertificateV2[\s\S]*id-smime-aa-timeStampToken/)
    const check = (): string => openssl('cms', '-verify', '-binary', '-inform', 'DER', '-in', 'message', '-content', 'letter', '-CAfile', 'authority.pem', '-purpose', 'any', '-out', 'read')
    check()
    assert.deepEqual(readFileSync(join(folder, 'read')), letter)
    const authority = new X509Certificate(await act(authorityCertificate))
    const { certificate } = signedBy(message, { digest: sha256(letter), authority })!
    const id = (await act((a) => keyOf(a, signer.owner))).id
    await act((a) => retireKey(a, id, '更换密钥'))
    const { lists } = await act(validationMaterial)
    file('list.crl', lists[0]!)
    const listed = openssl('crl', '-inform', 'DER', '-in', 'list.crl', '-CAfile', 'authority.pem', '-text', '-noout')
    assert.match(listed, /Cessation Of Operation/)
    assert.ok(listed.replaceAll(/[\s:]/g, '').includes(certificate.serialNumber))
    file('other', 'another letter')
    assert.throws(() => openssl('cms', '-verify', '-binary', '-inform', 'DER', '-in', 'message', '-content', 'other', '-CAfile', 'authority.pem', '-purpose', 'any'))
  })

  test('our own reading says who and when, and not one flipped bit passes', async () => {
    const authority = new X509Certificate(await act(authorityCertificate))
    const [message, at] = await act(async (a) => [await signDocument(a, signer, sha256(letter)), a.at] as const)
    const known = signedBy(message, { digest: sha256(letter), authority })
    assert.match(known?.certificate.subject ?? '', /NTRCN-11440703MB2D00000X[\s\S]*蓬江区市场监督管理局/)
    assert.equal(known?.stamp === null, false)
    assert.equal(stampedAt(known!.stamp!, { digest: sha256(known!.signature), authority })?.at.getTime(), at.getTime())
    assert.equal(signedBy(message, { digest: sha256(Buffer.from('other')), authority }), null)
    const whole = (bytes: Buffer): boolean => {
      const found = signedBy(bytes, { digest: sha256(letter), authority })
      return found?.stamp != null && stampedAt(found.stamp, { digest: sha256(found.signature), authority }) !== null
    }
    const passed = Array.from({ length: message.length }, (_, place) => flipped(message, place)).filter(whole).length
    assert.equal(passed, 0)
  })

  test('a stamp of another house is not ours, and a certificate that signs documents stamps nothing', async () => {
    const authority = new X509Certificate(await act(authorityCertificate))
    const digest = sha256(letter)
    const stamp = await act((a) => timeStamp(a, { algorithm: 'sha256', digest, nonce: 7n, certified: true }))
    assert.ok(stampedAt(stamp, { digest, authority }))
    setPorts({ addressOf: () => '', masterKey: () => Buffer.alloc(32, 1), publicAddress: 'http://localhost', node: 'shenzhen', demo: true })
    const other = new X509Certificate(await act(authorityCertificate))
    assert.equal(stampedAt(stamp, { digest, authority: other }), null)
    assert.equal(stampedAt(await act((a) => signDocument(a, signer, digest)).catch(() => Buffer.alloc(0)), { digest, authority }), null)
  })
})

function flipped(bytes: Buffer, place: number): Buffer {
  const copy = Buffer.from(bytes)
  copy[place]! ^= 1
  return copy
}
