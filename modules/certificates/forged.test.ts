// What somebody tries who wants a document to pass that is not one: each of these once passed, or brought the house down.
import assert from 'node:assert/strict'
import { createHash, generateKeyPairSync, sign as signBytes, X509Certificate } from 'node:crypto'
import { before, suite, test } from 'node:test'

import { now, type Act } from '#kernel/act'
import { faultInValue } from '#kernel/body'
import { authorityCertificate, keyOf, sign, signDocument, takenBackList, timeStamp, validationMaterial, verify } from '#modules/ledger'
import { testHouse } from '#tests/house'
import { sequenced } from '#tests/ledger'

import { certificateOf } from '../ledger/pki/certificate.ts'
import { signedData } from '../ledger/pki/cms.ts'
import { crlOf } from '../ledger/pki/crl.ts'
import { NAMES } from '../ledger/pki/names.ts'
import { stampOf, unsignedStamp } from '../ledger/pki/stamp.ts'
import { credentialOf, issuerOf } from './actions/credential.ts'
import { documentOf } from './actions/document.ts'
import { verifyInHand } from './actions/in-hand.ts'
import { TYP } from './actions/issue.ts'
import { verifyPresented } from './actions/presented.ts'
import { trustFrom, trustList } from './actions/trust.ts'
import { at, decider, firm, licenceFor, licensed } from './cast.test.ts'
import { compactTexts } from './compact/form.ts'
import { issue, verifyByCode } from './index.ts'
import { signFile, type Signing } from './pdf/document.ts'
import { compact } from './sdjwt/issue.ts'

const sha256 = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest()

suite('documents that are not what they say', () => {
  let house: Awaited<ReturnType<typeof testHouse>>
  let made: Awaited<ReturnType<typeof licensed>>
  let file: Buffer
  let trust: NonNullable<ReturnType<typeof trustFrom>>
  const settle = (code: string) => sequenced(async () => (await house.act(decider, (act) => verifyByCode(act, code))).proof)
  const inHand = (bytes: Buffer | string) => house.act(decider, (act) => verifyInHand(act, Buffer.from(bytes)))
  before(async () => {
    house = await testHouse(['parties', 'ledger', 'grants', 'certificates'])
    made = await house.act(decider, (act) => licensed(act))
    await settle(made.licence.code)
    file = (await house.act({ ...at(made.chief), behalf: made.licence.holder }, (act) => documentOf(act, made.licence.id))).bytes
    trust = trustFrom(await house.act(decider, trustList))!
  })

  test('the file of a certificate that is signed by SM2 is checked like any other', async () => {
    const { seal, chief } = await house.act(decider, async (act) => {
      const one = await firm(act)
      const fields = { name: one.firm.name, socialCreditCode: one.code, sealName: '公章', sealCode: '4407030000001', keyId: 'K1', madeOn: '2026-03-02' }
      return { chief: one.chief, seal: await issue(act, licenceFor(act, one, { type: 'electronic-seal', fields: fields as never })) }
    })
    assert.match(Buffer.from(seal.jws.split('.')[0]!, 'base64url').toString(), /"alg":"SM2"/)
    await settle(seal.code)
    const { bytes } = await house.act({ ...at(chief), behalf: seal.holder }, (act) => documentOf(act, seal.id))
    assert.deepEqual([(await inHand(bytes)).code, (await verifyPresented(bytes, trustFrom(await house.act(decider, trustList))!, now())).valid], ['certificates.valid', true])
  })

  test('an agency speaks in its own name only, in a code, in a file and in a credential', async () => {
    const claims = made.licence.payload.replace('有限责任公司', '股份有限公司')
    const jws = (await house.act(decider, (act) => sign(act, { owner: 'agency:jiangmen-tax', payload: claims, typ: TYP }))).jws
    const fresh = trustFrom(await house.act(decider, trustList))!
    const [header, payload, signature] = jws.split('.').map((part) => Buffer.from(part, 'base64url'))
    const { kid, alg } = JSON.parse(header!.toString()) as { kid: string; alg: string }
    const text = compactTexts({ key: kid, algorithm: alg, payload: payload!, signature: signature!, proof: null }).join('\n')
    assert.deepEqual([(await verifyPresented(Buffer.from(text), fresh, now())).code, (await inHand(text)).code], ['certificates.signature_wrong', 'certificates.signature_wrong'])
    const genuine = await house.act({ ...at(made.chief), behalf: made.licence.holder }, (act) => credentialOf(act, { id: made.licence.id }))
    const { status } = JSON.parse(Buffer.from(genuine.split('.')[1]!, 'base64url').toString()) as { status: object }
    const forged = { iss: issuerOf('pengjiang-market'), vct: 'urn:tongban:certificate:business-licence', iat: 1_700_000_000, status, holderName: '冒名者', number: '999' }
    const foreign = compact((await house.act(decider, (act) => sign(act, { owner: 'agency:jiangmen-tax', payload: JSON.stringify(forged), typ: 'dc+sd-jwt' }))).jws, [])
    assert.deepEqual([(await inHand(foreign)).valid, (await verifyPresented(Buffer.from(foreign), fresh, now())).valid], [false, false])
    const own = compact((await house.act(decider, (act) => sign(act, { owner: 'agency:pengjiang-market', payload: JSON.stringify(forged), typ: 'dc+sd-jwt' }))).jws, [])
    assert.deepEqual([(await inHand(own)).code, (await inHand(genuine)).code], ['certificates.tampered', 'certificates.valid'])
  })

  test('with the issuer’s key alone, an authority that somebody made himself is worth nothing', async () => {
    const { jwk } = await house.act(decider, (act) => keyOf(act, `agency:${made.licence.issuer}`))
    const forged = await signFile(file.subarray(0, file.indexOf('%%EOF\n') + 6), now(), await ownAuthority(made.licence.issuerCode))
    assert.deepEqual([(await verifyPresented(forged, { issuerKey: async () => ({ jwk, agency: null }) }, now())).code, (await verifyPresented(forged, trust, now())).code], ['certificates.pdf_other_signer', 'certificates.pdf_signature'])
  })

  test('without a list of its days, or with something added to what it is checked by, a file is not good', async () => {
    const base = file.subarray(0, file.indexOf('%%EOF\n') + 6)
    const authority = await house.act(decider, authorityCertificate)
    const signed = (material: Signing['material']) => house.act(decider, (act) => signFile(base, act.at, signing(act, made.licence.issuer, made.licence.issuerCode, material)))
    const codeOf = async (material: Signing['material']) => (await verifyPresented(await signed(material), trust, now())).code
    const { certificates, lists } = await house.act(decider, validationMaterial)
    assert.equal(await codeOf(async () => ({ certificates, lists })), 'certificates.signature_good')
    assert.equal(await codeOf(async () => ({ certificates, lists: [] })), 'certificates.pdf_taken_back')
    const month = 30 * 86_400_000
    const old = await house.act({ ...decider }, (act) => takenBackList({ ...act, at: new Date(act.at.getTime() - month) }))
    assert.equal(await codeOf(async () => ({ certificates, lists: [old] })), 'certificates.pdf_taken_back')
    const stranger = await ownAuthority('91440703MA00000000')
    assert.equal(await codeOf(async () => ({ certificates: [authority, ...(await stranger.material()).certificates], lists })), 'certificates.pdf_changed')
  })

  test('what is made to keep a reader busy is refused before it is read', async () => {
    assert.deepEqual(await verify('.'.repeat(2_000_000), { kty: 'OKP', crv: 'Ed25519', x: 'A'.repeat(43) }), { valid: false, code: 'ledger.jws_form' })
    const { publicKey } = generateKeyPairSync('ed25519')
    const jwk = publicKey.export({ format: 'jwk' })
    for (const text of ['.'.repeat(2_000_000), `${'A'.repeat(3_000_000)}.e30.AA`]) assert.deepEqual(await verify(text, jwk), { valid: false, code: 'ledger.jws_form' })
    assert.deepEqual(await verify('e30.e30.AA', { kty: 'RSA', n: 'A'.repeat(1_900_000), e: 'AQAB' }), { valid: false, code: 'ledger.jws_key' })
    assert.equal(faultInValue(Buffer.alloc(4_000_000)), null)
    for (const kid of ['\u0000', 'x'.repeat(3_000_000)]) assert.equal((await inHand(`${Buffer.from(JSON.stringify({ alg: 'ES256', kid })).toString('base64url')}.e30.AA~`)).code, 'certificates.paper_key')
    assert.equal((await inHand(`${Buffer.from('['.repeat(2_900_000)).toString('base64url')}.e30.AA~`)).code, 'certificates.paper_key')
  })
})

/** How an agency of the house signs, with material of somebody's choosing. */
const signing = (act: Act, issuer: string, organisationCode: string, material: Signing['material']): Signing => ({
  signer: '市场监督管理局', material,
  sign: (digest) => signDocument(act, { owner: `agency:${issuer}`, subject: { name: '江门市蓬江区市场监督管理局', organisationCode } }, digest),
  stamp: (digest) => timeStamp(act, { algorithm: 'sha256', digest, nonce: null, certified: true }),
})

/** An authority, a clock and an agency that somebody made himself, the last in the name of a real one. */
async function ownAuthority(organisationCode: string): Promise<Signing> {
  const keyed = () => {
    const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    return { jwk: publicKey.export({ format: 'jwk' }), sign: async (bytes: Buffer) => signBytes('sha256', bytes, privateKey) }
  }
  const [root, agency, clock] = [keyed(), keyed(), keyed()]
  const days = { from: new Date('2026-01-01'), until: new Date('2036-01-01'), listAt: 'http://localhost/x' }
  const authority = await certificateOf({ purpose: 'authority', subject: { name: 'mine' }, jwk: root.jwk, ...days }, root.sign)
  const documents = await certificateOf({ purpose: 'documents', subject: { name: '江门市蓬江区市场监督管理局', organisationCode }, jwk: agency.jwk, issuer: authority, ...days }, root.sign)
  const stamps = await certificateOf({ purpose: 'timestamps', subject: { name: 'clock' }, jwk: clock.jwk, issuer: authority, ...days }, root.sign)
  assert.ok(new X509Certificate(stamps).checkIssued(new X509Certificate(authority)))
  const stamp = (digest: Buffer): Promise<Buffer> => stampOf({ request: { algorithm: 'sha256', digest, nonce: null, certified: true }, at: now(), serial: 1n, certificate: stamps }, clock.sign)
  return {
    signer: '市场监督管理局', stamp,
    sign: (digest) => signedData({ contentType: NAMES.data, digest, certificate: documents, unsigned: async (signature) => unsignedStamp(await stamp(sha256(signature))) }, agency.sign),
    material: async () => ({ certificates: [authority], lists: [await crlOf({ authority, takenBack: [], at: now(), next: new Date(now().getTime() + 86_400_000), number: 1n }, root.sign)] }),
  }
}
