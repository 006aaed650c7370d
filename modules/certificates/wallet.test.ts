import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'

import { visitor, type Actor } from '#kernel/actor'
import { addDays, dayOf } from '#kernel/calendar'
import { serve, type Server } from '#kernel/http'
import { historyOf } from '#kernel/journal'
import { use } from '#modules/grants'
import { mandate, relate } from '#modules/parties'
import { testHouse } from '#tests/house'

import { allowanceFor, at, decider, keeper, licensed, officer, refusedWith, someone } from './cast.test.ts'
import { certificates, groupedCode, issue, offer, open, print, PRINTING, resume, revoke, see, suspend, usable, walletOf } from './index.ts'

let house: Awaited<ReturnType<typeof testHouse>>
let server: Server
const signedIn = new Map<string, Actor>()

before(async () => {
  house = await testHouse(['parties', 'ledger', 'grants', 'certificates'])
  // A server of our own, so that these tests say who is at the door without signing anyone in.
  server = await serve([certificates], async (request) => ({ actor: signedIn.get(String(request.headers['x-test-actor'])) ?? visitor, by: 'token' }))
})

after(() => server.close())

type Reply = { status: number; body: Record<string, unknown> & { code?: string; items?: { id: string }[] } }

async function ask(actor: Actor, method: 'GET' | 'POST', url: string, body?: object): Promise<Reply> {
  signedIn.set(actor.id, actor)
  const reply = await server.inject({ method, url, headers: { 'x-test-actor': actor.id }, ...(body ? { payload: body } : {}) })
  return { status: reply.statusCode, body: reply.json<Reply['body']>() }
}

test('a wallet holds what its holder has and what the firms have that he represents, newest first', async () => {
  const { chief, licence, firm } = await house.act(decider, (act) => licensed(act))
  const own = await house.act(decider, (act) => issue(act, allowanceFor(act, chief)))
  const ids = async (actor: Actor, party: string) => (await house.act(actor, (act) => walletOf(act, party))).items.map(({ id }) => id)
  assert.deepEqual(await ids(at(chief), chief.id), [own.id, licence.id])
  assert.deepEqual(await ids(at(chief), firm.id), [licence.id])
  const [shown] = (await house.act(at(chief), (act) => walletOf(act, firm.id))).items
  assert.deepEqual([shown?.code, shown?.standing, shown?.typeName.zh, shown?.layout?.colour], [groupedCode(licence.code), 'valid', '营业执照', 'red'])
})

test('whoever was the legal representative until yesterday sees nothing of the firm any more', async () => {
  const { chief, firm } = await house.act(decider, (act) => licensed(act))
  await house.act(decider, async (act) => relate(act, { from: (await someone(act)).id, to: firm.id, kind: 'legal-representative', since: dayOf(act.at), source: 'test' }))
  assert.deepEqual((await house.act(at(chief), (act) => walletOf(act, chief.id))).items, [])
  await assert.rejects(house.act(at(chief), (act) => walletOf(act, firm.id)), refusedWith('not_permitted'))
})

test('a stranger, an officer and a visitor do not see a wallet; a mandate for certificates opens it', async () => {
  const { chief, licence, firm } = await house.act(decider, (act) => licensed(act))
  const [friend, other] = await house.act(decider, async (act) => [await someone(act), await someone(act)])
  for (const stranger of [at(friend!), { ...keeper(), agency: 'jianghai-market' }]) {
    await assert.rejects(house.act(stranger, (act) => walletOf(act, firm.id)), refusedWith('not_permitted'))
    await assert.rejects(house.act(stranger, (act) => open(act, licence.id)), refusedWith('not_permitted'))
  }
  await assert.rejects(house.act(visitor, (act) => walletOf(act, firm.id)), refusedWith('identity.sign_in_first'))
  await assert.rejects(house.act(visitor, (act) => open(act, licence.id)), refusedWith('identity.sign_in_first'))
  await house.act(at(chief), async (act) => {
    const until = addDays(dayOf(act.at), 3)
    await mandate(act, { grantor: firm.id, grantee: friend!.id, matters: ['certificates'], until, reason: '办理' })
    await mandate(act, { grantor: firm.id, grantee: other!.id, matters: ['company-registration'], until, reason: '办理' })
  })
  assert.equal((await house.act(at(friend!), (act) => walletOf(act, firm.id))).items[0]?.id, licence.id)
  await assert.rejects(house.act(at(other!), (act) => walletOf(act, firm.id)), refusedWith('not_permitted'))
  assert.equal((await house.act({ ...at(other!), behalf: firm.id }, (act) => open(act, licence.id))).id, licence.id)
})

test('an issuer finds its own by the whole of a code or number and by nothing less; that it looked, and that it opened one, stands in the holder’s log', async () => {
  const { licence, code, firm } = await house.act(decider, (act) => licensed(act))
  const clerk = keeper()
  const found = async (who: Actor, of: string): Promise<string[]> => (await ask(who, 'POST', '/certificates/issued', { of })).body.items!.map(({ id }) => id)
  const looks = () => house.act(decider, (act) => act.tx<{ grantee: string; actor: string; purpose: string; elements: string[] }>`select grantee, actor, purpose, elements from grants.uses where subject = ${licence.holder} order by number`)
  for (const typed of [licence.code.slice(0, 19), code.slice(0, 17), `${code}0`, '%', firm.name]) assert.deepEqual(await found(clerk, typed), [], typed)
  assert.deepEqual(await found(officer('futian-market', 'certificates.suspend'), licence.number), [], 'what another agency issued')
  assert.equal((await ask(officer('pengjiang-market', 'services.decide'), 'POST', '/certificates/issued', { of: licence.number })).status, 403)
  assert.deepEqual(await looks(), [], 'who found nothing looked at nobody')
  const look = { grantee: 'pengjiang-market', actor: clerk.id, purpose: 'keeping', elements: ['business-licence'] }
  const ways = [groupedCode(licence.code), licence.identifier, ` ${licence.number.toLowerCase()} `, code]
  for (const typed of ways) assert.deepEqual(await found(clerk, typed), [licence.id], typed)
  assert.deepEqual(await looks(), ways.map(() => look))
  assert.doesNotMatch(JSON.stringify((await ask(clerk, 'POST', '/certificates/issued', { of: code })).body), new RegExp(firm.name), 'a list tells nobody’s name')
  await house.act(clerk, (act) => open(act, licence.id))
  assert.equal((await looks()).length, ways.length + 2)
  await assert.rejects(house.act(officer('futian-market', 'certificates.revoke'), (act) => open(act, licence.id)), refusedWith('not_permitted'))
})

test('an issuer gets neither the code of a certificate, nor its signed text, nor whom its holder showed it to', async () => {
  const { licence, chief } = await house.act(decider, (act) => licensed(act))
  const clerk = officer('pengjiang-market', 'certificates.suspend', 'certificates.print')
  await house.act(at(chief), (act) => print(act, { id: licence.id, place: 'dinghu-kiosk-1' }))
  const { digits } = await house.act({ ...at(chief), behalf: licence.holder }, (act) => offer(act, { id: licence.id, fields: ['name'], purpose: 'contract', viewer: undefined }))
  await house.act(visitor, (act) => see(act, { code: digits, name: '街角商店' }))
  assert.equal((await house.act(at(chief), (act) => open(act, licence.id))).shown.length, 1)
  const { body } = await ask(clerk, 'GET', `/certificates/${licence.id}`)
  assert.deepEqual([body.code, body['jws'], body['shown'], body['prints']], [null, null, [], []])
  assert.doesNotMatch(JSON.stringify(body), new RegExp(`${licence.code}|${groupedCode(licence.code)}|kiosk|街角商店`))
  await assert.rejects(house.act(clerk, (act) => print(act, { id: licence.id, code: String(body.code) })), refusedWith('certificates.code_wrong'))
})

test('nobody acts on a certificate that is his own affair, and reads his own as its holder', async () => {
  const { chief, licence } = await house.act(decider, (act) => licensed(act))
  const child = await house.act(decider, async (act) => {
    const child = await someone(act)
    await relate(act, { from: chief.id, to: child.id, kind: 'guardian', source: 'test' })
    return child
  })
  const [own, childs] = await house.act(decider, async (act) => [await issue(act, allowanceFor(act, chief)), await issue(act, allowanceFor(act, child))])
  const clerkOf = (agency: string): Actor => ({ ...officer(agency, 'certificates.revoke', 'certificates.suspend'), id: chief.id })
  for (const [agency, certificate] of [['pengjiang-market', licence], ['jiangmen-civil', own!], ['jiangmen-civil', childs!]] as const) {
    for (const deed of [suspend, resume, revoke]) await assert.rejects(house.act(clerkOf(agency), (act) => deed(act, { id: certificate.id, ground: 'lost' })), refusedWith('certificates.own_certificate'))
  }
  const opened = await house.act(clerkOf('jiangmen-civil'), (act) => open(act, own!.id))
  assert.deepEqual([opened.ground, opened.code, opened.deeds.length, opened.hindrance?.en.slice(0, 42)], ['self', groupedCode(own!.code), 0, 'Nobody acts on a certificate that is his ow'.slice(0, 42)])
  assert.deepEqual(await house.act(decider, (act) => act.tx`select id from grants.uses where subject = ${chief.id}`), [])
  const family = await house.act(clerkOf('jiangmen-civil'), (act) => open(act, childs!.id))
  assert.deepEqual([family.deeds, family.hindrance?.zh], [[], '不能处理与自己有关的证照：本人、亲属、所在企业或委托人的证照，请交由他人办理。'])
})

test('an issuer is told what it can do to a certificate by the rules by which it is done, and why where that is nothing', async () => {
  const { licence } = await house.act(decider, (act) => licensed(act))
  const { licence: old } = await house.act(decider, (act) => licensed(act, { validFrom: '2020-01-01', validUntil: '2020-12-31' }))
  const doable = async (who: Actor, { id }: { id: string }) => { const { deeds, hindrance } = await house.act(who, (act) => open(act, id)); return [...deeds, hindrance?.en ?? ''].join(' ').trim() }
  const [clerk, chief, half] = [keeper(), keeper(), officer('pengjiang-market', 'certificates.revoke')]
  assert.equal(await doable(clerk, licence), 'suspension revocation')
  assert.equal(await doable(half, licence), 'revocation')
  assert.equal(await doable(clerk, old), 'revocation')
  assert.match(await doable(officer('pengjiang-market', 'certificates.suspend'), old), /^Changing the standing .* is not within your post/)
  await house.act(clerk, (act) => suspend(act, { id: licence.id, ground: 'inquiry' }))
  assert.equal(await doable(clerk, licence), 'resumption revocation')
  assert.equal(await doable(officer('pengjiang-market', 'certificates.suspend'), licence), 'resumption')
  await house.act(chief, (act) => revoke(act, { id: licence.id, ground: 'deceit' }))
  assert.equal(await doable(clerk, licence), `The certificate ${licence.number} was already revoked.`)
})

test('more than an issuer can look through at once is said to be more', async () => {
  const person = await house.act(decider, async (act) => {
    const one = await someone(act)
    for (let n = 0; n < 50; n++) await issue(act, allowanceFor(act, one))
    return one
  })
  const clerk = officer('jiangmen-civil', 'certificates.suspend')
  const found = async (): Promise<unknown[]> => { const { body } = await ask(clerk, 'POST', '/certificates/issued', { of: person.identifiers[0]!.value }); return [body.items!.length, body['more']] }
  assert.deepEqual(await found(), [50, false])
  await house.act(decider, (act) => issue(act, allowanceFor(act, person)))
  assert.deepEqual(await found(), [50, true])
  const uses = await house.act(decider, (act) => act.tx`select id from grants.uses where subject = ${person.id}`)
  assert.equal(uses.length, 2, 'one search is one look')
})

test('nobody walks along the numbers: sixty searches a minute are enough for a counter', async () => {
  const [clerk, colleague] = [keeper(), keeper()]
  for (let n = 0; n < 60; n++) assert.equal((await ask(clerk, 'POST', '/certificates/issued', { of: `20269999${n}` })).status, 200)
  assert.deepEqual(await Promise.all([clerk, colleague].map(async (who) => (await ask(who, 'POST', '/certificates/issued', { of: '1' })).status)), [429, 200])
})

test('a wallet is read page by page, and nothing is left out or told twice', async () => {
  const { person, ids } = await house.act(decider, async (act) => {
    const one = await someone(act)
    const made: string[] = []
    for (let n = 0; n < 7; n++) made.push((await issue(act, allowanceFor(act, one))).id)
    return { person: one, ids: made }
  })
  const seen: string[] = []
  let after: string | undefined
  for (let pages = 0; pages < 9; pages++) {
    const { body } = await ask(at(person), 'GET', `/certificates?limit=3${after ? `&after=${encodeURIComponent(after)}` : ''}`)
    seen.push(...body.items!.map(({ id }) => id))
    if (body['next'] === null) break
    after = body['next'] as string
  }
  assert.deepEqual(seen.toSorted(), ids.toSorted())
})

test('a counter in another county prints for who shows the code, the issuer stays, and the holder sees it', async () => {
  const { chief, licence } = await house.act(decider, (act) => licensed(act))
  const clerk = officer('taishan-service-centre', 'certificates.print')
  const printed = await house.act(clerk, (act) => print(act, { id: licence.id, code: groupedCode(licence.code).toLowerCase(), place: 'taishan-kiosk-1' }))
  assert.deepEqual([printed.place, printed.certificate.issuer.id], ['taishan-kiosk-1', 'pengjiang-market'])
  const seen = await house.act(at(chief), (act) => open(act, licence.id))
  assert.deepEqual(seen.prints.map(({ place, by }) => [place, by]), [['taishan-kiosk-1', clerk.id]])
  const facts = await house.act(decider, (act) => historyOf(act.tx, licence.id))
  assert.deepEqual(facts.at(-1)?.data, { type: 'business-licence', issuer: 'pengjiang-market', place: 'taishan-kiosk-1' })
  const uses = await house.act(decider, (act) => act.tx<{ id: string; grantee: string; actor: string }>`select id, grantee, actor from grants.uses where subject = ${licence.holder}`)
  assert.deepEqual(uses, [{ id: seen.prints[0]!.use, grantee: 'taishan-service-centre', actor: clerk.id }])
})

test('a showing is good for one print only: each one is in the use log by itself', async () => {
  const { licence } = await house.act(decider, (act) => licensed(act))
  const clerk = officer('taishan-service-centre', 'certificates.print')
  for (let n = 0; n < 3; n++) await house.act(clerk, (act) => print(act, { id: licence.id, code: licence.code }))
  const uses = await house.act(decider, (act) => act.tx<{ grantId: string }>`select grant_id from grants.uses where subject = ${licence.holder}`)
  assert.equal(new Set(uses.map(({ grantId }) => grantId)).size, 3)
  const again = { subject: licence.holder, grantee: 'taishan-service-centre', source: 'certificates', elements: ['business-licence'], purpose: PRINTING, case: null }
  await assert.rejects(house.act(clerk, (act) => use(act, again)), refusedWith('grants.none'))
})

test('no print without the code, the power, a known place of one\'s own, or a valid certificate', async () => {
  const { licence, chief } = await house.act(decider, (act) => licensed(act))
  const { licence: other } = await house.act(decider, (act) => licensed(act))
  const clerk = officer('taishan-service-centre', 'certificates.print')
  const tries: [string, Actor, Omit<Parameters<typeof print>[1], 'id'>][] = [
    ['certificates.code_wrong', clerk, {}], ['certificates.code_wrong', clerk, { code: other.code }], ['certificates.code_wrong', clerk, { code: licence.code.slice(1) }],
    ['not_permitted', officer('taishan-service-centre'), { code: licence.code }],
    ['certificates.no_place', clerk, { code: licence.code, place: 'pengjiang-kiosk-1' }], ['certificates.no_place', clerk, { code: licence.code, place: 'nowhere' }],
    ['certificates.no_place', officer('no-agency', 'certificates.print'), { code: licence.code }],
    ['certificates.no_place', at(chief), {}], ['certificates.no_place', at(chief), { place: 'nowhere' }],
    ['identity.sign_in_first', visitor, { code: licence.code, place: 'taishan-kiosk-1' }],
  ]
  for (const [code, actor, printing] of tries) await assert.rejects(house.act(actor, (act) => print(act, { id: licence.id, ...printing })), refusedWith(code), code)
  await assert.rejects(house.act(clerk, (act) => print(act, { id: 'c_none', code: licence.code })), refusedWith('certificates.absent'))
  await house.act(keeper(), (act) => suspend(act, { id: licence.id, reason: '调查', law: '行政许可法第六十九条' }))
  await assert.rejects(house.act(clerk, (act) => print(act, { id: licence.id, code: licence.code })), refusedWith('certificates.not_valid'))
  assert.equal((await house.act(at(chief), (act) => open(act, licence.id))).prints.length, 0)
})

test('the holder prints for himself at any kiosk, and that is nobody\'s look at him', async () => {
  const { licence, chief } = await house.act(decider, (act) => licensed(act))
  await house.act(at(chief), (act) => print(act, { id: licence.id, place: 'dinghu-kiosk-1' }))
  assert.deepEqual((await house.act(at(chief), (act) => open(act, licence.id))).prints.map(({ place, use }) => [place, use]), [['dinghu-kiosk-1', null]])
  assert.deepEqual(await house.act(decider, (act) => act.tx`select id from grants.uses where subject = ${licence.holder}`), [])
})

test('only a valid certificate proves anything to another agency', async () => {
  const { licence, firm } = await house.act(decider, (act) => licensed(act))
  const found = () => house.act(decider, async (act) => (await usable(act, { holder: firm.id, type: 'business-licence' }))?.id)
  assert.equal(await found(), licence.id)
  await house.act(keeper(), (act) => suspend(act, { id: licence.id, reason: '调查', law: '行政许可法第六十九条' }))
  assert.equal(await found(), undefined)
  await house.act(keeper(), (act) => resume(act, { id: licence.id, reason: '调查结束', law: '行政许可法第六十九条' }))
  assert.equal(await found(), licence.id)
  await house.act(keeper(), (act) => revoke(act, { id: licence.id, reason: '注销', law: '行政许可法第六十九条' }))
  assert.equal(await found(), undefined)
  assert.equal(await house.act(decider, (act) => usable(act, { holder: firm.id, type: 'seal-filing' })), undefined)
})

test('over HTTP: the check is open to all, by body and by link, and tells its verdict in a sentence', async () => {
  const { licence } = await house.act(decider, (act) => licensed(act))
  const byBody = await ask(visitor, 'POST', '/certificates/verifications', { code: groupedCode(licence.code) })
  const byLink = await ask(visitor, 'GET', `/certificates/verifications?code=${licence.code}&lang=en`)
  assert.deepEqual([byBody.status, byBody.body.code, byLink.status, byLink.body['valid']], [200, 'certificates.valid', 200, true])
  assert.match(String(byBody.body['detail']), /证照有效/)
  assert.match(String(byLink.body['detail']), /the signature is the issuer's/)
  const unknown = await ask(visitor, 'POST', '/certificates/verifications', { code: 'nonsense' })
  assert.deepEqual([unknown.status, unknown.body['valid'], unknown.body.code], [200, false, 'certificates.unknown_code'])
  assert.equal((await ask(visitor, 'POST', '/certificates/verifications', { code: 'x', more: 1 })).status, 422)
  assert.equal((await ask(visitor, 'POST', '/certificates/verifications', {})).status, 422)
})

test('over HTTP: the holder reads and prints, the issuer suspends, resumes and revokes, others may not', async () => {
  const { licence, chief, firm } = await house.act(decider, (act) => licensed(act))
  const url = `/certificates/${licence.id}`
  assert.deepEqual((await ask(at(chief), 'GET', '/certificates')).body.items!.map(({ id }) => id), [licence.id])
  assert.deepEqual((await ask(at(chief), 'GET', `/certificates?party=${firm.id}`)).body.items!.map(({ id }) => id), [licence.id])
  assert.equal((await ask(visitor, 'GET', '/certificates')).status, 401)
  assert.equal((await ask(visitor, 'GET', url)).status, 401)
  assert.equal((await ask(at(chief), 'GET', url)).body['jws'], licence.jws)
  assert.equal((await ask(at(chief), 'POST', `${url}/prints`, { place: 'pengjiang-kiosk-1' })).status, 201)
  const clerk = keeper()
  const ground = { reason: '调查', law: '《行政许可法》第六十一条' }
  const faults = async (deed: string, why: object) => ((await ask(clerk, 'POST', `${url}/${deed}`, why)).body['errors'] as { pointer: string; code: string }[]).map(({ pointer, code }) => `${pointer} ${code}`)
  assert.deepEqual(await faults('revocation', { reason: '调查' }), ['/law certificates.law_missing'])
  assert.deepEqual(await faults('suspension', { ground: 'other', law: '《行政许可法》第六十一条' }), ['/reason certificates.words_missing'])
  assert.deepEqual(await faults('suspension', { ground: 'deceit', reason: '调查' }), ['/ground certificates.no_ground'])
  assert.deepEqual(await faults('revocation', { ground: 'none-such' }), ['/ground certificates.no_ground'])
  assert.deepEqual(await faults('revocation', { ground: 'expired' }), ['/ground certificates.no_ground'], 'it has not run out')
  assert.equal((await ask(at(chief), 'POST', `${url}/revocation`, ground)).status, 403)
  assert.equal((await ask(clerk, 'POST', `${url}/revocation`, { reason: '' })).status, 422)
  const suspended = await ask(clerk, 'POST', `${url}/suspension`, ground)
  assert.deepEqual([suspended.status, suspended.body['standing'], 'code' in suspended.body], [201, 'suspended', false])
  assert.equal((await ask(clerk, 'POST', `${url}/resumption`, { ground: 'settled' })).body['standing'], 'valid')
  const revoked = await ask(clerk, 'POST', `${url}/revocation`, { ground: 'deceit', reason: '材料系伪造' })
  assert.deepEqual([revoked.body['standing'], revoked.body['deeds'], (revoked.body['happenings'] as object[]).length], ['revoked', [], 3])
  const twice = await ask(clerk, 'POST', `${url}/revocation`, ground)
  assert.deepEqual([twice.status, twice.body.code, twice.body['detail']], [409, 'certificates.already_revoked', `证照 ${licence.number} 已被撤销或注销。`])
  const seen = await ask(at(chief), 'GET', url)
  assert.deepEqual((seen.body['happenings'] as { kind: string; by: string; reason: string; law: string }[]).map(({ kind, by, reason, law }) => [kind, by, reason, law]),
    [['suspended', clerk.id, ground.reason, ground.law], ['resumed', clerk.id, '暂扣的原因已经消除', null], ['revoked', clerk.id, '以欺骗、贿赂等不正当手段取得：材料系伪造', '《中华人民共和国行政许可法》第六十九条第二款']])
})
