import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, suite, test } from 'node:test'
import { deflateRawSync } from 'node:zlib'

import fc from 'fast-check'

import { now, type Act } from '#kernel/act'
import { house as houseActor } from '#kernel/actor'
import { key as keyOf, keyOf as currentKey, retireKey } from '#modules/ledger'
import { endParty } from '#modules/parties'
import { testHouse } from '#tests/house'
import { sequenced } from '#tests/ledger'

import { credentialOf } from './actions/credential.ts'
import { documentOf } from './actions/document.ts'
import { verifyInHand } from './actions/in-hand.ts'
import { verifyPresented } from './actions/presented.ts'
import { trustFrom, trustList } from './actions/trust.ts'
import { allowanceFor, at, decider, keeper, licensed, refusedWith, someone } from './cast.test.ts'
import { fromBase45, toBase45 } from './compact/base45.ts'
import { compactIn, compactTexts } from './compact/form.ts'
import { compactOf } from './compact/make.ts'
import { issue, print, revoke, verifyByCode } from './index.ts'
import { verifyPdf } from './pdf/verify.ts'

suite('a certificate as a file', () => {
  let house: Awaited<ReturnType<typeof testHouse>>
  let file: Buffer
  let licence: Awaited<ReturnType<typeof licensed>>['licence']
  let chief: Awaited<ReturnType<typeof licensed>>['chief']
  let trust: NonNullable<ReturnType<typeof trustFrom>>
  const folder = mkdtempSync(join(tmpdir(), 'document-'))
  const tool = (name: string, ...words: string[]): string => execFileSync(name, words, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
  const settle = ({ code }: { readonly code: string }) => sequenced(async () => (await house.act(decider, (act) => verifyByCode(act, code))).proof)
  before(async () => {
    house = await testHouse(['parties', 'ledger', 'grants', 'certificates'])
    ;({ licence, chief } = await house.act(decider, (act) => licensed(act)))
    await assert.rejects(house.act({ ...at(chief), behalf: licence.holder }, (act) => documentOf(act, licence.id)), refusedWith('certificates.paper_waiting'))
    await settle(licence)
    file = (await house.act({ ...at(chief), behalf: licence.holder }, (act) => documentOf(act, licence.id))).bytes
    trust = trustFrom(await house.act(decider, trustList))!
    writeFileSync(join(folder, 'licence.pdf'), file)
  })
  after(() => rmSync(folder, { recursive: true }))

  test('is made once, for its holder alone, and entered in the log', async () => {
    const again = await house.act({ ...at(chief), behalf: licence.holder }, (act) => documentOf(act, licence.id))
    assert.deepEqual(again.bytes, file)
    assert.equal(again.digest, createHash('sha256').update(file).digest('hex'))
    await assert.rejects(house.act(at(await house.act(decider, (act) => someone(act))), (act) => documentOf(act, licence.id)), refusedWith('not_permitted'))
  })

  test('is found good by the trust list alone, and says what the certificate says', async () => {
    const verdict = await verifyPresented(file, trust, now())
    assert.deepEqual([verdict.valid, verdict.code, verdict.claims?.['number'], verdict.claims?.['holderName']], [true, 'certificates.signature_good', licence.number, licence.holderName])
    const key = await house.act(decider, (act) => currentKey(act, `agency:${licence.issuer}`))
    assert.equal((await verifyPresented(file, { issuerKey: async () => ({ jwk: key.jwk, agency: null }) }, now())).valid, true)
    const stranger = await house.act(decider, (act) => currentKey(act, 'agency:jiangmen-tax'))
    assert.equal((await verifyPresented(file, { issuerKey: async () => ({ jwk: stranger.jwk, agency: null }) }, now())).valid, false)
    assert.equal((await verifyPresented(file, { ...trust, issuerKey: async () => undefined }, now())).code, 'certificates.paper_key')
  })

  test('no byte of it can be another: every flip is refused', async () => {
    const places = Array.from({ length: 400 }, (_, n) => Math.floor((n * file.length) / 400))
    const passed = places.filter((place) => typeof verifyPdf(flipped(file, place), trust) !== 'string')
    assert.deepEqual(passed, [])
  })

  test('what a reader of PDF would let pass is refused: something appended, cut off, or stamped again by anybody', () => {
    const changed = [Buffer.concat([file, Buffer.from('\n')]), Buffer.concat([file, Buffer.from('%%EOF\n')]), file.subarray(0, -1), file.subarray(0, file.indexOf('%%EOF') + 6), Buffer.concat([file, file]), Buffer.alloc(0), Buffer.from('%PDF-1.7\n')]
    assert.deepEqual(changed.filter((bytes) => typeof verifyPdf(bytes, trust) !== 'string').length, 0)
    fc.assert(fc.property(fc.uint8Array({ maxLength: 3000 }), (noise) => typeof verifyPdf(Buffer.concat([Buffer.from('%PDF-1.7\n'), noise]), trust) === 'string'), { numRuns: 200 })
  })

  test('is PDF/A-3 with its data attached, whose Chinese can be read out of it again', { skip: needs('pdftotext') }, () => {
    assert.match(tool('qpdf', '--check', 'licence.pdf'), /No syntax or stream encoding errors found/)
    const text = tool('pdftotext', '-layout', 'licence.pdf', '-')
    for (const words of ['营 业 执 照', licence.holderName, licence.number, '壹佰万元整', '核验页', 'Verification page']) assert.ok(text.includes(words), words)
    assert.match(tool('pdfdetach', '-list', 'licence.pdf'), /certificate\.jws[\s\S]*proof\.json/)
    assert.match(tool('pdfinfo', 'licence.pdf'), /Tagged: +yes[\s\S]*PDF version: +1\.7/)
    assert.match(file.toString('latin1'), /pdfaid:part>3<[\s\S]*pdfaid:conformance>B</)
    assert.ok(!/no\s+\d+ +\d+$/m.test(tool('pdffonts', 'licence.pdf').replaceAll('yes', 'y')), 'every face is embedded')
  })

  test('pdfsig finds the issuer’s signature valid, and openssl the time stamp over the whole file', { skip: needs('pdfsig') }, async () => {
    const said = tool('pdfsig', 'licence.pdf')
    assert.match(said, /Signature #1:[\s\S]*江门市蓬江区市场监督管理局[\s\S]*ETSI\.CAdES\.detached[\s\S]*Signature Validation: Signature is Valid\.[\s\S]*Signature #2:[\s\S]*Total document signed/)
    const { range, message } = lastSeal(file)
    writeFileSync(join(folder, 'stamp'), message)
    writeFileSync(join(folder, 'stamped'), Buffer.concat([file.subarray(0, range[1]), file.subarray(range[2])]))
    writeFileSync(join(folder, 'authority.pem'), (await house.act(decider, trustList)).authority)
    assert.match(tool('openssl', 'ts', '-verify', '-data', 'stamped', '-in', 'stamp', '-token_in', '-CAfile', 'authority.pem'), /Verification: OK/)
  })

  test('a key taken out of use signs nothing more: a later file with it is not good, an earlier one stays good', async () => {
    const { licence: other, chief: owner } = await house.act(decider, (act) => licensed(act))
    await settle(other)
    const id = (await house.act(decider, (act) => currentKey(act, `agency:${other.issuer}`))).id
    const early = (await house.act({ ...at(owner), behalf: other.holder }, (act) => documentOf(act, other.id))).bytes
    await house.act(houseActor('clerk', ['ledger.retire-key']), (act) => retireKey(act, id, '更换密钥'))
    assert.equal((await house.act(decider, (act) => verifyInHand(act, early))).code, 'certificates.valid')
    assert.ok((await house.act(decider, (act) => keyOf(act, id))).retiredAt)
    const late = await house.act(decider, (act) => issue(act, { ...other, validUntil: '2099-12-31', case: `${other.case}-2` }))
    await settle(late)
    const { bytes } = await house.act({ ...at(owner), behalf: other.holder }, (act) => documentOf(act, late.id))
    assert.equal((await house.act(decider, (act) => verifyInHand(act, bytes))).code, 'certificates.valid')
  })

  test('what a dissolved firm had is frozen: no file, no credential, no print', async () => {
    const { licence: other, chief: owner, firm } = await house.act(decider, (act) => licensed(act))
    await settle(other)
    await house.act(decider, (act) => endParty(act, { party: firm.id, reason: '注销' }))
    const deeds: ((act: Act) => Promise<unknown>)[] = [(act: Act) => documentOf(act, other.id), (act: Act) => credentialOf(act, { id: other.id }), (act: Act) => print(act, { id: other.id, place: 'pengjiang-market' })]
    for (const deed of deeds) await assert.rejects(house.act({ ...at(owner), behalf: other.holder }, deed), refusedWith('parties.ended'))
  })

  test('on the record: a file of a revoked certificate is known for what it is, and nobody gets it any more', async () => {
    const { licence: other, chief: owner } = await house.act(decider, (act) => licensed(act))
    await settle(other)
    const { bytes } = await house.act({ ...at(owner), behalf: other.holder }, (act) => documentOf(act, other.id))
    await house.act(keeper(), (act) => revoke(act, { id: other.id, reason: '提供虚假材料', law: '行政许可法第六十九条' }))
    const verdict = await house.act(decider, (act) => verifyInHand(act, bytes))
    assert.deepEqual([verdict.valid, verdict.code, verdict.form], [false, 'certificates.revoked', 'pdf'])
    await assert.rejects(house.act({ ...at(owner), behalf: other.holder }, (act) => documentOf(act, other.id)), refusedWith('certificates.not_takeable'))
  })
})

suite('the code on paper', () => {
  let house: Awaited<ReturnType<typeof testHouse>>
  let licence: Awaited<ReturnType<typeof licensed>>['licence']
  let trust: NonNullable<ReturnType<typeof trustFrom>>
  let texts: string[]
  before(async () => {
    house = await testHouse(['parties', 'ledger', 'grants', 'certificates'])
    ;({ licence } = await house.act(decider, (act) => licensed(act)))
    const proof = await sequenced(async () => (await house.act(decider, (act) => verifyByCode(act, licence.code))).proof)
    trust = trustFrom(await house.act(decider, trustList))!
    const [entry] = await house.act(decider, (act) => act.tx<{ salt: Buffer }>`select salt from ledger.entries where id = ${licence.entry}::uuid`)
    texts = compactTexts(compactOf(licence.jws, { proof, salt: entry!.salt }))
  })

  test('carries the certificate, its signature and its proof, and is checked by the trust list alone', async () => {
    const verdict = await verifyPresented(Buffer.from(texts.join('\n')), trust, now())
    assert.deepEqual([verdict.valid, verdict.code, verdict.proven, verdict.jws], [true, 'certificates.signature_good', true, licence.jws])
    assert.deepEqual((await house.act(decider, (act) => verifyInHand(act, Buffer.from(texts.join('\n'))))).code, 'certificates.valid')
    assert.match(texts[0]!, /^TB1:[0-9A-Z $%*+\-./:]+$/)
  })

  test('with one letter changed it is not good, and says why', async () => {
    const text = texts[0]!
    const codes = new Set<string>()
    for (let place = 4; place < text.length; place += 7) {
      const verdict = await verifyPresented(Buffer.from(text.slice(0, place) + (text[place] === 'A' ? 'B' : 'A') + text.slice(place + 1)), trust, now())
      assert.equal(verdict.valid, false, `letter ${place}`)
      codes.add(verdict.code)
    }
    assert.ok([...codes].every((code) => /^(certificates\.paper_|ledger\.|certificates\.no_certificate)/.test(code)), [...codes].join())
  })

  test('a long certificate takes several codes, which may come in any order, and with one missing none is good', async () => {
    const long = await house.act(decider, async (act) => (await licensed(act, { fields: { ...licence.fields, scope: '技术开发、技术咨询、'.repeat(60) + randomBytes(1500).toString('hex') } })).licence)
    const many = compactTexts({ ...compactIn(texts.join('\n'))!, payload: Buffer.from(long.payload), signature: Buffer.from(long.jws.split('.')[2]!, 'base64url'), proof: null })
    assert.ok(many.length > 1)
    for (const joined of [many.join('\n'), many.toReversed().join('\r\n'), many.join('')]) assert.equal((await verifyPresented(Buffer.from(joined), trust, now())).jws, long.jws)
    assert.equal((await verifyPresented(Buffer.from(many.slice(1).join('\n')), trust, now())).code, 'certificates.paper_form')
  })

  test('bombs and noise are an answer: nothing unpacks to more than a certificate has', () => {
    assert.equal(compactIn(`TB1:${toBase45(deflateRawSync(Buffer.alloc(50_000_000)))}`), null)
    const nested = Buffer.concat([Buffer.alloc(10_000, 0x81), Buffer.from([0x00])])
    assert.equal(compactIn(`TB1:${toBase45(deflateRawSync(nested))}`), null)
    assert.equal(compactIn(`TB1:${toBase45(deflateRawSync(Buffer.from('9b00000000ffffffff', 'hex')))}`), null)
    fc.assert(fc.property(fc.string({ maxLength: 300 }), (noise) => compactIn(`TB1:${noise}`) === null), { numRuns: 300 })
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => Buffer.from(fromBase45(toBase45(bytes))!).equals(Buffer.from(bytes))))
    // RFC 9285, section 4.3.
    assert.deepEqual([toBase45(Buffer.from('AB')), toBase45(Buffer.from('Hello!!')), toBase45(Buffer.from('base-45')), fromBase45('GGW'), fromBase45('QED8WEX0')?.toString()], ['BB8', '%69 VD92EX0', 'UJCLQE7W581', null, 'ietf!'])
  })

  test('of a person it names nobody to whom the paper was not shown', async () => {
    const paper = await house.act(decider, async (act) => issue(act, allowanceFor(act, await someone(act))))
    const verdict = await house.act(decider, (act) => verifyInHand(act, Buffer.from(compactTexts({ key: 'unknown', algorithm: 'ES256', payload: Buffer.from(paper.payload), signature: Buffer.alloc(64), proof: null })[0]!)))
    assert.deepEqual([verdict.valid, verdict.code, verdict.holderName, verdict.fields], [false, 'certificates.paper_key', null, []])
  })
})

function flipped(bytes: Buffer, place: number): Buffer {
  const copy = Buffer.from(bytes)
  copy[place]! ^= 1
  return copy
}

/** What the last signature in a file covers, and the signature. */
function lastSeal(bytes: Buffer): { readonly range: readonly number[]; readonly message: Buffer } {
  const range = [.../\/ByteRange \[(\d+) (\d+) (\d+) (\d+)\]/.exec(bytes.subarray(bytes.lastIndexOf('/ByteRange')).toString('latin1'))!].slice(1).map(Number)
  const hex = bytes.subarray(range[1]! + 1, range[2]! - 1).toString('latin1')
  const message = Buffer.from(hex, 'hex')
  return { range, message: message.subarray(0, 4 + message.readUInt16BE(2)) }
}

/** Why a test with a stranger's program is left out, outside the checks that every change goes through. */
function needs(program: string): string | false {
  return existsSync(`/usr/bin/${program}`) || process.env['CI'] !== undefined ? false : `${program} is not installed`
}
