import assert from 'node:assert/strict'
import { before, test } from 'node:test'

import { now, type Act } from '#kernel/act'
import { house as houseActor, visitor } from '#kernel/actor'
import { digestOf } from '#kernel/content'
import { json } from '#kernel/database'
import { enter, keyOf, retireKey, sign, verifyProof } from '#modules/ledger'
import { testHouse } from '#tests/house'
import { sequenced } from '#tests/ledger'

import { allowanceFor, decider, keeper, licensed, someone } from './cast.test.ts'
import { groupedCode, issue, revoke, verifyByCode, verifyJws, verifyOwnJws, type Certificate, type Verification } from './index.ts'
import { payloadOf } from './model/certificate.ts'
import { newCode } from './model/code.ts'

let house: Awaited<ReturnType<typeof testHouse>>
before(async () => { house = await testHouse(['parties', 'ledger', 'grants', 'certificates']) })

const check = (code: string): Promise<Verification> => house.act(visitor, (act) => verifyByCode(act, code))

class Undo extends Error {}

/** What the check says after the owner of the database changed the record behind our back; the change is undone. */
async function afterChange(licence: Certificate, change: (act: Act) => Promise<unknown>): Promise<Verification> {
  let told: Verification | undefined
  await house.act(decider, async (act) => {
    await act.tx`alter table certificates.certificates disable trigger append_only`
    await change(act)
    told = await verifyByCode({ ...act, actor: visitor }, licence.code)
    throw new Undo()
  }).catch((error: unknown) => { if (!(error instanceof Undo)) throw error })
  return told!
}

test('anyone who is shown the code learns what a licence says, by whom, and that it holds', async () => {
  const { licence, firm, code } = await house.act(decider, (act) => licensed(act))
  for (const typed of [licence.code, groupedCode(licence.code), ` ${licence.code.toLowerCase()} `, licence.code.replaceAll('0', 'o').replaceAll('1', 'l')]) {
    const told = await check(typed)
    assert.deepEqual([told.valid, told.code, told.standing, told.holderName, told.holderCode, told.identifier], [true, 'certificates.valid', 'valid', firm.name, code, licence.identifier], typed)
    assert.equal(told.issuer?.name.zh, '江门市蓬江区市场监督管理局')
    assert.deepEqual(told.fields.map(({ id }) => id), ['name', 'socialCreditCode', 'kind', 'legalRepresentative', 'capital', 'establishedOn', 'address', 'scope', 'term'])
  }
})

test('a person is told to strangers by family name and last digits, and only what his kind makes public', async () => {
  const { allowance, person } = await house.act(decider, async (act) => {
    const one = await someone(act)
    return { person: one, allowance: await issue(act, allowanceFor(act, one)) }
  })
  const told = await check(allowance.code)
  assert.deepEqual(told.fields.map(({ id }) => id), ['level', 'firstMonth'])
  assert.equal(told.holderName, '试**')
  const text = JSON.stringify(told)
  for (const secret of [person.name, person.identifiers[0]!.value, person.id, '87654321', allowance.case, allowance.decision]) assert.equal(text.includes(secret), false, secret)
})

test('a code nobody has, text that is no code and no text get the same answer in the same shape', async () => {
  const { licence } = await house.act(decider, (act) => licensed(act))
  const known = await check(licence.code)
  const answers = await Promise.all([newCode(), 'hello', '', licence.id, licence.number, "' or 1=1 --"].map(check))
  for (const answer of answers) {
    assert.deepEqual({ ...answer, checkedAt: '' }, { ...answers[0], checkedAt: '' })
    assert.deepEqual(Object.keys(answer), Object.keys(known))
    assert.deepEqual([answer.valid, answer.code], [false, 'certificates.unknown_code'])
  }
})

test('every column of the record that is changed behind our back is found out', async () => {
  const { licence } = await house.act(decider, (act) => licensed(act))
  const { licence: other } = await house.act(decider, (act) => licensed(act))
  const id = licence.id
  const changes: Record<string, (act: Act) => Promise<unknown>> = {
    fields: (act) => act.tx`update certificates.certificates set fields = ${json({ ...licence.fields, capital: 900_000_000 })} where id = ${id}`,
    holder: (act) => act.tx`update certificates.certificates set holder = ${other.holder} where id = ${id}`,
    holderName: (act) => act.tx`update certificates.certificates set holder_name = '另一家公司' where id = ${id}`,
    issuer: (act) => act.tx`update certificates.certificates set issuer = 'jianghai-market' where id = ${id}`,
    issuerName: (act) => act.tx`update certificates.certificates set issuer_name = ${json({ zh: '某局', en: 'Some bureau' })} where id = ${id}`,
    validUntil: (act) => act.tx`update certificates.certificates set valid_until = '2099-01-01' where id = ${id}`,
    validFrom: (act) => act.tx`update certificates.certificates set valid_from = '2020-01-01' where id = ${id}`,
    issuedAt: (act) => act.tx`update certificates.certificates set issued_at = issued_at - interval '1 day' where id = ${id}`,
    decision: (act) => act.tx`update certificates.certificates set decision = 'another' where id = ${id}`,
    payload: (act) => act.tx`update certificates.certificates set payload = overlay(payload placing 'X' from 40 for 1) where id = ${id}`,
    digest: (act) => act.tx`update certificates.certificates set digest = ${other.digest} where id = ${id}`,
    jws: (act) => act.tx`update certificates.certificates set jws = ${other.jws} where id = ${id}`,
  }
  // The signature of another licence of the same agency is good in itself, so this is found by what it says.
  for (const [name, change] of Object.entries(changes)) {
    const told = await afterChange(licence, change)
    assert.deepEqual([told.valid, told.code, told.fields, told.holderName], [false, 'certificates.tampered', [], null], name)
  }
  assert.equal((await check(licence.code)).valid, true)
})

test('a record that fits itself but was signed by another, or for another purpose, or not at all, is found out', async () => {
  const { licence } = await house.act(decider, (act) => licensed(act))
  const put = async (act: Act, jws: string) => act.tx`update certificates.certificates set jws = ${jws} where id = ${licence.id}`
  const [header, body, signature] = licence.jws.split('.') as [string, string, string]
  const flipped = `${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`
  const none = Buffer.from(JSON.stringify({ ...JSON.parse(Buffer.from(header, 'base64url').toString()) as object, alg: 'none' })).toString('base64url')
  const forgeries: Record<string, (act: Act) => Promise<unknown>> = {
    'another agency': async (act) => put(act, (await sign(act, { owner: 'agency:jianghai-market', payload: licence.payload, typ: 'tongban-certificate+json' })).jws),
    'another purpose': async (act) => put(act, (await sign(act, { owner: 'agency:pengjiang-market', payload: licence.payload })).jws),
    'a flipped signature': (act) => put(act, `${header}.${body}.${flipped}`),
    'no signature': (act) => put(act, `${none}.${body}.`),
    'no JWS': (act) => put(act, 'nothing'),
  }
  for (const [name, forge] of Object.entries(forgeries)) assert.equal((await afterChange(licence, forge)).code, 'certificates.signature_wrong', name)
})

test('a forger with the key of the agency still lacks the ledger', async () => {
  const { licence } = await house.act(decider, (act) => licensed(act))
  const forge = async (act: Act, entry: string) => {
    const payload = payloadOf({ ...licence, holderName: '另一家公司' })
    const { jws } = await sign(act, { owner: 'agency:pengjiang-market', payload, typ: 'tongban-certificate+json' })
    await act.tx`update certificates.certificates set holder_name = '另一家公司', payload = ${payload}, digest = ${digestOf(payload)}, jws = ${jws}, entry = ${entry} where id = ${licence.id}`
    return payload
  }
  assert.equal((await afterChange(licence, (act) => forge(act, licence.entry))).code, 'certificates.not_in_ledger')
  assert.equal((await afterChange(licence, (act) => forge(act, '00000000-0000-4000-8000-000000000000'))).code, 'certificates.not_in_ledger')
  // An entry of another kind about it, or of this kind about something else, does not count either.
  for (const other of [{ kind: 'note', about: licence.id }, { kind: 'certificate', about: 'c_other' }]) {
    assert.equal((await afterChange(licence, async (act) => {
      const { id } = await enter(act, { ...other, digest: digestOf(payloadOf({ ...licence, holderName: '另一家公司' })) })
      await forge(act, id)
    })).code, 'certificates.not_in_ledger')
  }
})

test('what an agency signed before its key was retired stays good, and a retired key makes nothing new', async () => {
  const { licence } = await house.act(decider, (act) => licensed(act, { issuer: 'heshan-market' }))
  const old = await house.act(decider, (act) => keyOf(act, 'agency:heshan-market'))
  await house.act(houseActor('test', ['ledger.retire-key']), (act) => retireKey(act, old.id, '换钥'))
  assert.equal((await check(licence.code)).code, 'certificates.valid')
  const { licence: next } = await house.act(decider, (act) => licensed(act, { issuer: 'heshan-market' }))
  assert.equal((await check(next.code)).code, 'certificates.valid')
  assert.notEqual(next.jws.split('.')[0], licence.jws.split('.')[0])
  const key = await house.act(decider, (act) => keyOf(act, 'agency:heshan-market'))
  const retiredBefore = await afterChange(next, (act) => act.tx`insert into ledger.retirements (key, retired_at, retired_by, reason) values (${key.id}, ${new Date(next.issuedAt.getTime() - 1)}, 'test', '失密')`)
  assert.equal(retiredBefore.code, 'certificates.signature_wrong')
})

test('once the log has taken the entry in, the answer carries a proof that anyone can recompute', async () => {
  const { licence } = await house.act(decider, (act) => licensed(act))
  const proof = await sequenced(async () => (await check(licence.code)).proof)
  assert.equal(proof.entry, licence.entry)
  assert.equal(verifyProof(proof).valid, true)
})

test('a certificate in hand is checked with the key alone: what it says, whose signature, and its dates', async () => {
  const { licence } = await house.act(decider, (act) => licensed(act, { validUntil: '2099-12-31' }))
  const key = (await house.act(decider, (act) => keyOf(act, 'agency:pengjiang-market'))).jwk
  const other = (await house.act(decider, (act) => keyOf(act, 'agency:jianghai-market'))).jwk
  const at = now()
  const good = await verifyJws(` ${licence.jws}\n`, { key, at })
  assert.deepEqual([good.valid, good.code, good.claims?.identifier, good.claims?.fields], [true, 'certificates.signature_good', licence.identifier, licence.fields])
  const codeOf = async (text: string, moment = at, jwk = key) => (await verifyJws(text, { key: jwk, at: moment })).code
  assert.equal(await codeOf(licence.jws, new Date('2100-01-01T00:00:00+08:00')), 'certificates.expired')
  assert.equal(await codeOf(licence.jws, new Date('2020-01-01T00:00:00Z')), 'certificates.not_yet')
  assert.equal(await codeOf(licence.jws, at, other), 'ledger.signature_wrong')
  assert.equal(await codeOf('no jws'), 'ledger.jws_form')
  const signed = (payload: string, typ?: string) => house.act(decider, async (act) => (await sign(act, { owner: 'agency:pengjiang-market', payload, ...(typ ? { typ } : {}) })).jws)
  assert.equal(await codeOf(await signed('{}', 'tongban-certificate+json')), 'certificates.no_certificate')
  assert.equal(await codeOf(await signed('not json', 'tongban-certificate+json')), 'certificates.no_certificate')
  assert.equal(await codeOf(await signed(licence.payload)), 'certificates.no_certificate')
  // The same name twice reads differently in different programs, so only the one canonical spelling counts.
  assert.equal(await codeOf(await signed(licence.payload.replace('{', '{"number":"1",'), 'tongban-certificate+json')), 'certificates.no_certificate')
})

test('the house adds to a certificate in hand what happened since', async () => {
  const { licence } = await house.act(decider, (act) => licensed(act))
  const codeOf = (text: string) => house.act(visitor, async (act) => (await verifyOwnJws(act, text)).code)
  assert.equal(await codeOf(licence.jws), 'certificates.valid')
  await house.act(keeper(), (act) => revoke(act, { id: licence.id, reason: '注销', law: '行政许可法第六十九条' }))
  assert.equal(await codeOf(licence.jws), 'certificates.revoked')
  assert.equal(await codeOf('a.b.c'), 'ledger.jws_key')
  const foreign = await house.act(decider, async (act) => (await sign(act, { owner: 'agency:jianghai-market', payload: licence.payload, typ: 'tongban-certificate+json' })).jws)
  assert.equal(await codeOf(foreign), 'certificates.signature_wrong')
  const unrecorded = await house.act(decider, async (act) => (await sign(act, { owner: 'agency:pengjiang-market', payload: payloadOf({ ...licence, id: 'c_none' }), typ: 'tongban-certificate+json' })).jws)
  assert.equal(await codeOf(unrecorded), 'certificates.not_on_record')
})
