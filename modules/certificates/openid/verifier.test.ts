import assert from 'node:assert/strict'
import { createHash, randomBytes } from 'node:crypto'
import { after, before, describe, test } from 'node:test'

import type { Jwk } from '@openid4vc/oauth2'
import type { ResolvedOpenid4vpAuthorizationRequest } from '@openid4vc/openid4vp'

import { moveClock, now } from '#kernel/act'
import { visitor, type Actor } from '#kernel/actor'
import { addDays, dayOf } from '#kernel/calendar'
import { historyOf } from '#kernel/journal'
import { sign } from '#modules/ledger'
import { answered, shown, signed, toWhom, understood, walletKey, type Held } from '#tests/wallet'

import { credentialOf } from '../actions/credential.ts'
import { allowanceFor, at, decider, keeper, licensed, officer } from '../cast.test.ts'
import { issue, resume, revoke, suspend } from '../index.ts'
import { begin, end, here, holding, house } from './taking.test.ts'

const clerk = officer('pengjiang-market', 'certificates.ask')
const LICENCE = 'urn:tongban:certificate:business-licence'
const ALLOWANCE = 'urn:tongban:certificate:senior-allowance'

type Query = { credentials: object[]; credential_sets?: object[] }
type Asked = { readonly id: string; readonly link: string }
type Outcome = { valid: boolean; code: string; place: string; detail: string; credentials: Record<string, { issuer: string; kind: string; holderBound: boolean; claims: { path: unknown[]; value: unknown }[] }[]> }

const licence = (change: object = {}): Query => ({ credentials: [{ id: 'licence', format: 'dc+sd-jwt', meta: { vct_values: [LICENCE] }, claims: [{ path: ['name'] }, { path: ['capital'] }], ...change }] })

async function ask(query: Query, change: object = {}, actor: Actor = clerk): Promise<Asked> {
  const { status, body } = await here.ask(actor, 'POST', '/certificates/openid/questions', { query, purpose: 'bid', ...change })
  assert.equal(status, 201, JSON.stringify(body))
  return body as unknown as Asked
}

/** The licence of a firm in its wallet. */
async function held(of?: { id: string; holder: Actor }): Promise<Held & { readonly id: string; readonly name: string }> {
  const firm = of === undefined ? await holding() : null
  const [id, holder] = firm === null ? [of!.id, of!.holder] : [firm.licence.id, firm.holder]
  const key = walletKey()
  return { id, key, name: firm?.firm.name ?? '', text: await house.act(holder, (act) => credentialOf(act, { id, holderKey: key.publicJwk as Readonly<Record<string, unknown>> })) }
}

/** Shows just what one wishes, proved by whatever key one wishes. */
function forged(text: string, key: Jwk, claims: { aud: string; nonce: string } & Record<string, unknown>, header: object = {}): string {
  return text + signed(key, { alg: 'ES256', typ: 'kb+jwt', ...header }, { iat: Math.floor(now().getTime() / 1000), sd_hash: createHash('sha256').update(text).digest('base64url'), ...claims })
}

const post = async ({ id }: Asked, form: Record<string, string>): Promise<number> => (await fetch(`${here.base}/certificates/openid/questions/${id}/answer`, { method: 'POST', body: new URLSearchParams(form) })).status

async function read({ id }: Asked, actor: Actor = clerk): Promise<Outcome> {
  const { status, body } = await here.ask(actor, 'POST', `/certificates/openid/questions/${id}/reading?lang=en`, {})
  assert.equal(status, 201, JSON.stringify(body))
  return body as unknown as Outcome
}

/** The verdict on an answer that somebody made for a question of ours. */
async function verdictOn(make: (to: { nonce: string; audience: string }) => Promise<Record<string, string[]>> | Record<string, string[]>, query: Query = licence()): Promise<[string, string]> {
  const asked = await ask(query)
  const question = await understood(asked)
  assert.equal(await answered(question, await make(toWhom(question))), 200)
  const { code, place, valid } = await read(asked)
  assert.equal(valid, code === 'certificates.answer_good')
  return [code, place]
}

describe('asking a wallet of somebody else', () => {
  before(begin)
  after(end)

  test('an officer asks, signed or not, sealed or not; the wallet answers; the officer reads what he asked for and nothing more', async () => {
    const mine = await held()
    for (const [change, prefix] of [[{}, 'decentralized_identifier'], [{ mode: 'direct_post' }, 'decentralized_identifier'], [{ signed: false }, 'redirect_uri'], [{ signed: false, mode: 'direct_post' }, 'redirect_uri']] as const) {
      const asked = await ask(licence(), change)
      const question = await understood(asked)
      assert.deepEqual([question.client.prefix, question.version, (question.dcql!.query as Query).credentials.length], [prefix, 100, 1])
      assert.equal((await here.ask(clerk, 'GET', `/certificates/openid/questions/${asked.id}`)).body['state'], 'waiting')
      assert.equal(await answered(question, { licence: [await shown(mine, ['name', 'capital', 'address', 'holderCode'], toWhom(question))] }), 200)
      const { valid, code, credentials, detail } = await read(asked)
      assert.deepEqual([valid, code, credentials['licence']], [true, 'certificates.answer_good', [{ issuer: 'pengjiang-market', kind: 'business-licence', validUntil: null, holderBound: true, claims: [{ path: ['name'], value: mine.name }, { path: ['capital'], value: 100_000_000 }] }]])
      assert.match(detail, /answer is good/)
      assert.equal((await here.ask(clerk, 'GET', `/certificates/openid/questions/${asked.id}`)).body['state'], 'read')
    }
  })

  test('the wallet here answers too, once: just what was asked for, in the holder’s log; or no; and only what is its kind of question', async () => {
    const { licence: mine, holder, firm } = await holding()
    const word = (asked: Asked, certificate: string | null, actor: Actor = holder) => here.ask(actor, 'POST', `/certificates/openid/questions/${asked.id}/word`, { certificate })
    const asked = await ask(licence())
    const told = (await here.ask(holder, 'GET', `/certificates/openid/questions/${asked.id}/asked`)).body as unknown as { fields: { zh: string }[]; purpose: { zh: string }; certificates: { id: string }[] }
    assert.deepEqual([told.fields.map(({ zh }) => zh), told.purpose.zh, told.certificates.map(({ id }) => id)], [['名称', '注册资本'], '投标、采购审核', [mine.id]])
    assert.equal((await here.ask(visitor, 'GET', `/certificates/openid/questions/${asked.id}/asked`)).status, 401)
    const stranger = await holding()
    assert.equal((await word(asked, mine.id, stranger.holder)).status, 403)
    assert.equal((await word(asked, mine.id)).status, 201)
    assert.equal((await word(asked, mine.id)).body['code'], 'certificates.question_gone')
    const { valid, code, credentials } = await read(asked)
    assert.deepEqual([valid, code, credentials['licence']![0]!.issuer, credentials['licence']![0]!.claims], [true, 'certificates.answer_good', 'pengjiang-market', [{ path: ['name'], value: firm.name }, { path: ['capital'], value: 100_000_000 }]])
    const { shown } = (await here.ask(holder, 'GET', `/certificates/${mine.id}`)).body as unknown as { shown: { viewer: string; fields: { zh: string }[] }[] }
    assert.deepEqual(shown.map(({ viewer, fields }) => [viewer, fields.map(({ zh }) => zh)]), [['江门市蓬江区市场监督管理局', ['名称', '注册资本']]])

    const second = await ask(licence())
    assert.equal((await word(second, null)).status, 201)
    assert.equal((await read(second)).code, 'certificates.answer_declined')
    const third = await ask({ credentials: [licence().credentials[0]!, { ...licence().credentials[0]!, id: 'other' }] })
    assert.equal((await word(third, mine.id)).body['code'], 'certificates.question_foreign')
    const late = await ask(licence())
    assert.equal((await word(late, mine.id)).status, 201)
    moveClock(new Date(now().getTime() + 61_000))
    assert.equal((await here.ask(clerk, 'POST', `/certificates/openid/questions/${late.id}/reading`, {})).body['code'], 'certificates.show_code_gone')
    moveClock(null)
  })

  test('a question is answered once and read once, by the agency that asked; the journal keeps no word of what was disclosed', async () => {
    const mine = await held()
    const asked = await ask(licence())
    const question = await understood(asked)
    assert.deepEqual([(await here.ask(clerk, 'POST', `/certificates/openid/questions/${asked.id}/reading`, {})).body['code']], ['certificates.answer_waiting'])
    const presentation = await shown(mine, ['name', 'capital'], toWhom(question))
    assert.equal(await answered(question, { licence: [presentation] }), 200)
    assert.equal(await answered(question, { licence: [presentation] }), 410, 'the same answer again')
    await assert.rejects(understood(asked), 'nobody fetches an answered question')
    const other = officer('jianghai-market', 'certificates.ask')
    assert.equal((await here.ask(other, 'POST', `/certificates/openid/questions/${asked.id}/reading`, {})).body['code'], 'certificates.question_absent')
    assert.equal((await read(asked)).valid, true)
    assert.equal((await here.ask(clerk, 'POST', `/certificates/openid/questions/${asked.id}/reading`, {})).body['code'], 'certificates.answer_read')
    const history = await house.act(decider, (act) => historyOf(act.tx, asked.id))
    assert.deepEqual(history.map(({ type }) => type), ['certificates.asked', 'certificates.answered'])
    assert.doesNotMatch(JSON.stringify(history), new RegExp(`${mine.name}|100000000`))
  })

  test('of two answers at the same moment one counts', async () => {
    const mine = await held()
    const asked = await ask(licence())
    const question = await understood(asked)
    const presentation = await shown(mine, ['name', 'capital'], toWhom(question))
    const statuses = await Promise.all([1, 2, 3].map(() => answered(question, { licence: [presentation] })))
    assert.deepEqual(statuses.toSorted(), [200, 410, 410])
  })

  test('what was made for somebody else, before, or by somebody else is refused, each by its name', async () => {
    const mine = await held()
    const stranger = walletKey()
    const [jwt, ...disclosures] = mine.text.split('~').slice(0, -1) as [string, ...string[]]
    const named = (...names: string[]): string => [jwt, ...disclosures.filter((one) => names.includes((JSON.parse(Buffer.from(one, 'base64url').toString()) as string[])[1]!)), ''].join('~')
    const both = named('name', 'capital')
    const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')
    const one = (text: string): Record<string, string[]> => ({ licence: [text] })
    const second = Math.floor(now().getTime() / 1000)
    const { status } = JSON.parse(Buffer.from(jwt.split('.')[1]!, 'base64url').toString()) as { status: object }
    const trespass = (await house.act(decider, (act) => sign(act, { owner: 'agency:jiangmen-civil', typ: 'dc+sd-jwt', payload: JSON.stringify({ iss: `${here.base}/issuers/jiangmen-civil`, vct: LICENCE, cnf: { jwk: mine.key.publicJwk }, status, name: '越权', capital: 1 }) }))).jws
    const cases: [string, string, Parameters<typeof verdictOn>[0]][] = [
      ['another audience', 'certificates.sdjwt_audience', ({ nonce }) => one(forged(both, mine.key.publicJwk, { aud: 'decentralized_identifier:did:web:elsewhere.example', nonce }))],
      ['an audience without its prefix', 'certificates.sdjwt_audience', ({ nonce, audience }) => one(forged(both, mine.key.publicJwk, { aud: audience.replace('decentralized_identifier:', ''), nonce }))],
      ['the nonce of another question', 'certificates.sdjwt_nonce', ({ audience }) => one(forged(both, mine.key.publicJwk, { aud: audience, nonce: randomBytes(32).toString('base64url') }))],
      ['another key', 'certificates.sdjwt_binding', ({ nonce, audience }) => one(forged(both, stranger.publicJwk, { aud: audience, nonce }))],
      ['no proof of the holder', 'certificates.sdjwt_unbound', () => one(both)],
      ['a proof for other disclosures', 'certificates.sdjwt_binding', ({ nonce, audience }) => one(named('name', 'capital', 'address') + forged(both, mine.key.publicJwk, { aud: audience, nonce }).slice(both.length))],
      ['a proof of another type', 'certificates.sdjwt_binding', ({ nonce, audience }) => one(forged(both, mine.key.publicJwk, { aud: audience, nonce }, { typ: 'jwt' }))],
      ['a proof to come', 'certificates.sdjwt_binding', ({ nonce, audience }) => one(forged(both, mine.key.publicJwk, { aud: audience, nonce, iat: second + 600 }))],
      ['a disclosure that nobody signed', 'certificates.sdjwt_unreferenced', ({ nonce, audience }) => one(forged(`${both}${part(['c2FsdHNhbHRzYWx0', 'capital', 1])}~`, mine.key.publicJwk, { aud: audience, nonce }))],
      ['a payload that was changed', 'ledger.signature_wrong', ({ nonce, audience }) => one(forged(both.replace(/\.[^.]+\./, (middle) => `.${part({ ...(JSON.parse(Buffer.from(middle.slice(1, -1), 'base64url').toString()) as object), exp: second + 9_000_000 })}.`), mine.key.publicJwk, { aud: audience, nonce }))],
      ['an issuer nobody knows', 'certificates.answer_issuer', ({ nonce, audience }) => one(forged(`${signed(stranger.publicJwk, { alg: 'ES256', typ: 'dc+sd-jwt', kid: 'x' }, { iss: 'https://elsewhere.example', vct: LICENCE, cnf: { jwk: mine.key.publicJwk }, name: '假的', capital: 1 })}~`, mine.key.publicJwk, { aud: audience, nonce }))],
      ['an issuer that may not issue it', 'certificates.answer_issuer', ({ nonce, audience }) => one(forged(`${trespass}~`, mine.key.publicJwk, { aud: audience, nonce }))],
      ['a key nobody knows', 'certificates.answer_issuer', ({ nonce, audience }) => one(forged(`${signed(stranger.publicJwk, { alg: 'ES256', typ: 'dc+sd-jwt', kid: 'x' }, { iss: `${here.base}/issuers/pengjiang-market`, vct: LICENCE, cnf: { jwk: mine.key.publicJwk } })}~`, mine.key.publicJwk, { aud: audience, nonce }))],
      ['less than was asked', 'certificates.answer_lacks', (to) => shown(mine, ['name'], to).then(one)],
      ['an answer to what nobody asked', 'certificates.answer_form', (to) => shown(mine, ['name', 'capital'], to).then((text) => ({ other: [text] }))],
      ['two where one was asked', 'certificates.answer_form', (to) => shown(mine, ['name', 'capital'], to).then((text) => ({ licence: [text, text] }))],
      ['nothing', 'certificates.answer_lacks', () => ({})],
      ['nonsense', 'certificates.sdjwt_form', () => one('nonsense')],
    ]
    for (const [name, code, make] of cases) assert.equal((await verdictOn(make))[0], code, name)
    assert.equal((await verdictOn((to) => shown(mine, ['name', 'capital'], to).then(one)))[0], 'certificates.answer_good')
  })

  test('a credential that is suspended, revoked or over is so at once, and good again when it is resumed', async () => {
    const mine = await held()
    const verdict = async (): Promise<string> => { moveClock(new Date(now().getTime() + 11_000)); return (await verdictOn((to) => shown(mine, ['name', 'capital'], to).then((text) => ({ licence: [text] }))))[0] }
    try {
      assert.equal(await verdict(), 'certificates.answer_good')
      await house.act(keeper(), (act) => suspend(act, { id: mine.id, reason: '核查', law: '试行办法' }))
      assert.equal(await verdict(), 'certificates.answer_suspended')
      await house.act(keeper(), (act) => resume(act, { id: mine.id, reason: '无误', law: '试行办法' }))
      assert.equal(await verdict(), 'certificates.answer_good')
      await house.act(keeper(), (act) => revoke(act, { id: mine.id, reason: '骗取', law: '试行办法' }))
      assert.equal(await verdict(), 'certificates.answer_revoked')
      const brief = await house.act(decider, (act) => licensed(act, { validUntil: addDays(dayOf(act.at), 1) }))
      const short = await held({ id: brief.licence.id, holder: { ...at(brief.chief), behalf: brief.firm.id } })
      const later = (to: { nonce: string; audience: string }): Promise<Record<string, string[]>> => shown(short, ['name', 'capital'], to).then((text) => ({ licence: [text] }))
      assert.equal((await verdictOn(later))[0], 'certificates.answer_good')
      moveClock(new Date(now().getTime() + 3 * 86_400_000))
      assert.equal((await verdictOn(later))[0], 'certificates.sdjwt_expired')
    } finally { moveClock(null) }
  })

  test('the first set of claims that is there is kept, a value must be the one that was asked for, and either of two credentials will do', async () => {
    const firm = await holding()
    const allowance = await house.act(decider, (act) => issue(act, allowanceFor(act, firm.chief)))
    const [mine, theirs] = [await held({ id: firm.licence.id, holder: firm.holder }), await held({ id: allowance.id, holder: at(firm.chief) })]
    const claims = [{ id: 'a', path: ['scope'] }, { id: 'b', path: ['capital'], values: [100_000_000] }, { id: 'c', path: ['issuerName', 'en'] }]
    const asked = await ask(licence({ claims, claim_sets: [['a', 'b'], ['b', 'c']] }))
    const question = await understood(asked)
    await answered(question, { licence: [await shown(mine, ['capital', 'issuerName'], toWhom(question))] })
    const { credentials } = await read(asked)
    assert.deepEqual(credentials['licence']?.[0]?.claims.map(({ path }) => path.join('.')), ['capital', 'issuerName.en'])
    const present = (names: string[], of = mine, as = 'licence') => async (to: { nonce: string; audience: string }) => ({ [as]: [await shown(of, names, to)] })
    assert.equal((await verdictOn(present(['capital']), licence({ claims: [{ path: ['capital'], values: [1, '100000000'] }] })))[0], 'certificates.answer_lacks')
    const either: Query = {
      credentials: [...licence().credentials, { id: 'allowance', format: 'dc+sd-jwt', meta: { vct_values: [ALLOWANCE] }, claims: [{ path: ['level'] }] }],
      credential_sets: [{ options: [['allowance'], ['licence']] }],
    }
    assert.equal((await verdictOn(present(['level'], theirs, 'allowance'), either))[0], 'certificates.answer_good')
    assert.equal((await verdictOn(present(['name', 'capital']), either))[0], 'certificates.answer_good')
    assert.equal((await verdictOn(present(['name', 'capital']), { credentials: either.credentials }))[0], 'certificates.answer_lacks')
    assert.deepEqual(await verdictOn(present(['name']), either), ['certificates.answer_lacks', 'licence: claims'])
    assert.equal((await verdictOn(present(['level'], theirs, 'licence')))[0], 'certificates.answer_kind')
  })

  test('a wallet that says no is heard, and what is not sealed as asked is not looked at', async () => {
    const mine = await held()
    const declined = await ask(licence())
    assert.equal(await post(declined, { error: 'access_denied' }), 200)
    assert.deepEqual(await read(declined).then(({ code, place }) => [code, place]), ['certificates.answer_declined', 'access_denied'])
    const open = await ask(licence())
    const presentation = await shown(mine, ['name', 'capital'], toWhom(await understood(open)))
    assert.equal(await post(open, {}), 400)
    assert.equal(await post(open, { vp_token: JSON.stringify({ licence: [presentation] }) }), 200)
    assert.equal((await read(open)).code, 'certificates.answer_sealed')
    const [first, second] = [await ask(licence()), await ask(licence())]
    const [one, other] = [await understood(first), await understood(second)]
    const elsewhere = { ...one, authorizationRequestPayload: { ...one.authorizationRequestPayload, client_metadata: other.authorizationRequestPayload.client_metadata } } as ResolvedOpenid4vpAuthorizationRequest
    await answered(elsewhere, { licence: [await shown(mine, ['name', 'capital'], toWhom(one))] })
    assert.equal((await read(first)).code, 'certificates.answer_sealed', 'sealed for another question')
    const twice = await ask(licence(), { mode: 'direct_post' })
    assert.equal(await post(twice, { vp_token: '{"licence":["x"],"licence":["y"]}' }), 200)
    assert.equal((await read(twice)).code, 'certificates.answer_form')
  })

  test('a question is over after five minutes, and what nobody read within an hour is gone', async () => {
    const mine = await held()
    const [late, unread] = [await ask(licence(), { mode: 'direct_post' }), await ask(licence(), { mode: 'direct_post' })]
    const question = await understood(unread)
    await answered(question, { licence: [await shown(mine, ['name', 'capital'], toWhom(question))] })
    const start = now().getTime()
    try {
      moveClock(new Date(start + 301_000))
      assert.equal(await post(late, { error: 'access_denied' }), 410)
      assert.equal((await here.ask(clerk, 'GET', `/certificates/openid/questions/${late.id}`)).body['state'], 'over')
      assert.equal((await here.ask(clerk, 'POST', `/certificates/openid/questions/${late.id}/reading`, {})).body['code'], 'certificates.question_gone')
      moveClock(new Date(start + 3_700_000))
      await ask(licence())
      assert.equal((await here.ask(clerk, 'POST', `/certificates/openid/questions/${unread.id}/reading`, {})).body['code'], 'certificates.question_gone')
    } finally { moveClock(null) }
  })

  test('only an officer with the power asks, and only for what there is', async () => {
    const refusal = async (query: object, actor: Actor = clerk, purpose = 'bid'): Promise<string> => {
      const { body } = await here.ask(actor, 'POST', '/certificates/openid/questions', { query, purpose })
      return ((body['errors'] as { code: string }[] | undefined)?.[0]?.code ?? body['code']) as string
    }
    const [first] = licence().credentials
    assert.deepEqual([await refusal(licence(), visitor), await refusal(licence(), officer('pengjiang-market')), await refusal(licence(), clerk, 'gossip')], ['identity.sign_in_first', 'not_permitted', 'certificates.purpose_unknown'])
    assert.equal(await refusal(licence({ meta: { vct_values: ['urn:elsewhere'] } })), 'certificates.query_kind')
    for (const query of [{ credentials: [first, first] }, licence({ claim_sets: [['a']] }), licence({ claims: [{ path: ['name'] }, { path: ['name'] }] }), { credentials: [first], credential_sets: [{ options: [['nobody']] }] }]) assert.equal(await refusal(query), 'certificates.query_names', JSON.stringify(query))
    for (const query of [{ credentials: [] }, licence({ format: 'mso_mdoc' }), licence({ trusted_authorities: [{ type: 'aki', values: ['x'] }] }), licence({ meta: {} })]) assert.match(await refusal(query), /^kernel\./, JSON.stringify(query))
  })
})
