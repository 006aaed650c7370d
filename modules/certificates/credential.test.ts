import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { before, test } from 'node:test'

import fc from 'fast-check'

import { moveClock, now } from '#kernel/act'
import { visitor } from '#kernel/actor'
import { verify, type PublicJwk } from '#modules/ledger'
import { testHouse } from '#tests/house'

import { credentialOf, issuerMetadata } from './actions/credential.ts'
import { statusListToken } from './actions/status.ts'
import { at, decider, keeper, licensed, refusedWith, someone } from './cast.test.ts'
import { resume, revoke, suspend } from './index.ts'
import { verifySdJwt } from './sdjwt/verify.ts'
import { opened, packed, statusIn } from './statuslist/list.ts'
import { placeOf, SIZE } from './statuslist/place.ts'

let house: Awaited<ReturnType<typeof testHouse>>
before(async () => { house = await testHouse(['parties', 'ledger', 'grants', 'certificates']) })

type Claims = { readonly iss: string; readonly vct: string; readonly name?: string; readonly capital?: number; readonly status: { readonly status_list: { readonly idx: number; readonly uri: string } }; readonly cnf?: { readonly jwk: object } }

/** What a credential says to somebody who knows nothing of this house but what it publishes. */
async function seen(text: string): Promise<Claims> {
  const { keys } = (await house.act(visitor, (act) => issuerMetadata(act, 'pengjiang-market'))).jwks
  const { kid } = JSON.parse(Buffer.from(text.split('.')[0]!, 'base64url').toString()) as { kid: string }
  const verdict = await verifySdJwt(text, { key: keys.find((key) => key.kid === kid)!, at: now() })
  assert.ok(verdict.valid, verdict.code)
  return verdict.claims as unknown as Claims
}

/** How the published list says that a credential stands; the clock goes on, so that no list is older than it may be. */
async function listed({ status: { status_list: { idx, uri } } }: Claims): Promise<number | null> {
  moveClock(new Date(now().getTime() + 11_000))
  const token = await house.act(visitor, (act) => statusListToken(act, Number(uri.split('/').at(-1))))
  const { sub, ttl, iat, exp, status_list } = JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString()) as { sub: string; ttl: number; iat: number; exp: number; status_list: { bits: number; lst: string } }
  assert.deepEqual([sub, ttl <= 50, exp > iat], [uri, true, true])
  return statusIn(opened(status_list)!, idx)
}

test('a holder takes his certificate as a credential, which anybody checks by what its issuer publishes', async () => {
  const { licence, chief, firm } = await house.act(decider, (act) => licensed(act))
  const wallet = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'jwk' })
  const holder = { ...at(chief), behalf: firm.id }
  const text = await house.act(holder, (act) => credentialOf(act, { id: licence.id, holderKey: wallet as Readonly<Record<string, unknown>> }))
  const claims = await seen(text)
  assert.deepEqual([claims.vct, claims.name, claims.capital, claims.cnf], ['urn:tongban:certificate:business-licence', firm.name, 100_000_000, { jwk: wallet }])
  const nothing = await seen(`${text.split('~')[0]}~`)
  assert.deepEqual([nothing.name, nothing.capital, nothing.iss.endsWith('/issuers/pengjiang-market')], [undefined, undefined, true])
  const stranger = await house.act(decider, someone)
  await assert.rejects(house.act(at(stranger), (act) => credentialOf(act, { id: licence.id })), refusedWith('not_permitted'))
  const secret = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' })
  await assert.rejects(house.act(holder, (act) => credentialOf(act, { id: licence.id, holderKey: secret as Readonly<Record<string, unknown>> })), refusedWith('certificates.holder_key'))
})

test('what is suspended, resumed, revoked or overtaken is so in the published list at once, and its neighbours are not', async () => {
  const { licence, chief, firm, code } = await house.act(decider, (act) => licensed(act))
  const other = await house.act(decider, (act) => licensed(act))
  const take = (of: typeof other, id = of.licence.id): Promise<Claims> => house.act({ ...at(of.chief), behalf: of.firm.id }, (act) => credentialOf(act, { id })).then(seen)
  const [mine, theirs] = [await take({ licence, chief, firm, code }), await take(other)]
  assert.deepEqual([await listed(mine), await listed(theirs)], [0, 0])
  await house.act(keeper(), (act) => suspend(act, { id: licence.id, reason: '核查', law: '试行办法' }))
  assert.deepEqual([await listed(mine), await listed(theirs)], [2, 0])
  await assert.rejects(take({ licence, chief, firm, code }), refusedWith('certificates.not_takeable'))
  await house.act(keeper(), (act) => resume(act, { id: licence.id, reason: '无误', law: '试行办法' }))
  assert.equal(await listed(mine), 0)
  await house.act(keeper(), (act) => revoke(act, { id: licence.id, reason: '骗取', law: '试行办法' }))
  assert.deepEqual([await listed(mine), await listed(theirs)], [1, 0])
  const { licenceFor } = await import('./cast.test.ts')
  const { issue } = await import('./index.ts')
  await house.act(decider, (act) => issue(act, licenceFor(act, other)))
  assert.equal(await listed(theirs), 1)
  await assert.rejects(house.act(visitor, (act) => statusListToken(act, 7)), refusedWith('certificates.list_absent'))
  moveClock(null)
})

test('the list is signed by this node', async () => {
  const { keyOf } = await import('#modules/ledger')
  const token = await house.act(visitor, (act) => statusListToken(act, 0))
  const { jwk } = await house.act(decider, (act) => keyOf(act, 'node:guangdong'))
  const verdict = await verify(token, jwk as PublicJwk)
  assert.ok(verdict.valid)
  assert.equal(verdict.header['typ'], 'statuslist+jwt')
})

test('each number has one place in its list, and neighbours in time are none there', () => {
  const key = Buffer.alloc(32, 7)
  const places = Array.from({ length: 20_000 }, (_, n) => placeOf(n, key).index)
  assert.equal(new Set(places).size, places.length)
  assert.ok(places.every((place) => place >= 0 && place < SIZE))
  assert.ok(places.filter((place, n) => n > 0 && Math.abs(place - places[n - 1]!) < 100).length < 20)
  assert.deepEqual([placeOf(SIZE, key).list, placeOf(SIZE - 1, key).list], [1, 0])
})

test('a packed list says of each token what was put in, and of no other anything', () => {
  fc.assert(fc.property(fc.constantFrom(1, 2, 4, 8), fc.integer({ min: 1, max: 500 }), fc.array(fc.tuple(fc.nat(), fc.nat()), { maxLength: 40 }), (bits, size, wishes) => {
    const changed = new Map(wishes.map(([index, status]) => [index % size, status % 2 ** bits]))
    const list = opened(packed(size, bits as 1 | 2 | 4 | 8, changed))!
    for (let n = 0; n < size; n++) assert.equal(statusIn(list, n), changed.get(n) ?? 0)
    assert.equal(statusIn(list, Math.ceil((size * bits) / 8) * 8), null)
  }))
  // The example of the paper: sixteen tokens of one bit (Token Status List §4.1).
  const paper = opened({ bits: 1, lst: 'eNrbuRgAAhcBXQ' })!
  assert.deepEqual(Array.from({ length: 16 }, (_, n) => statusIn(paper, n)), [1, 0, 0, 1, 1, 1, 0, 1, 1, 1, 0, 0, 0, 1, 0, 1])
  for (const bad of [{ bits: 3, lst: 'eNrbuRgAAhcBXQ' }, { bits: 1, lst: 'x' }, { bits: 1, lst: '' }, { bits: 1, lst: 7 }, { bits: 1, lst: packed(1, 1, []).lst.slice(0, 4) }]) assert.equal(opened(bad), null)
  for (const place of [-1, 0.5, Number.NaN, 2 ** 60]) assert.equal(statusIn(paper, place), null)
})
