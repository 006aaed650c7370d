import assert from 'node:assert/strict'
import { before, test } from 'node:test'

import { now, type Act } from '#kernel/act'
import { isLicenceIdentifier, parseLicenceIdentifier } from '#kernel/codes/licence-identifier'
import { historyOf } from '#kernel/journal'
import { currentRelease } from '#kernel/releases'
import { house as houseActor } from '#kernel/actor'
import { entryOf } from '#modules/ledger'
import { endParty } from '#modules/parties'
import { testHouse } from '#tests/house'

import { allowanceFor, decider, firm, keeper, licenceFor, licensed, officer, refusedWith, someone } from './cast.test.ts'
import { issue, ofCase, open, resume, revoke, standing, suspend, usable, verifyByCode } from './index.ts'
import { stateOf } from './actions/keeping.ts'
import { get } from './store/records.ts'

let house: Awaited<ReturnType<typeof testHouse>>
before(async () => { house = await testHouse(['parties', 'ledger', 'grants', 'certificates']) })

test('a licence bears the identifier of the standard, follows from a decision, and stands in the ledger', async () => {
  const { licence, code } = await house.act(decider, (act) => licensed(act))
  assert.ok(isLicenceIdentifier(licence.identifier))
  const { type, issuer, serial, version } = parseLicenceIdentifier(licence.identifier)
  assert.deepEqual({ type, serial, version }, { type: '11100000MB0143028R001', serial: code, version: '001' })
  assert.equal(issuer, licence.issuerCode)
  assert.deepEqual([licence.number, licence.validUntil, licence.definition], [code, null, currentRelease().digest])
  const facts = await house.act(decider, (act) => historyOf(act.tx, licence.id))
  assert.deepEqual(facts.map((fact) => [fact.type, fact.case, fact.data['decision'], fact.data['issuer']]), [['certificates.issued', licence.case, licence.decision, 'pengjiang-market']])
  const entry = await house.act(houseActor('test', ['ledger.open']), (act) => entryOf(act, licence.entry))
  assert.deepEqual([entry.kind, entry.about, entry.digest.toString('hex'), entry.cause], ['certificate', licence.id, licence.digest, licence.case])
  assert.deepEqual((await house.act(decider, (act) => ofCase(act, licence.case))).map(({ id }) => id), [licence.id])
})

test('a kind with numbers of the house takes the next one and ends when its kind says', async () => {
  const [first, second] = await house.act(decider, async (act) => {
    const person = await someone(act)
    return [await issue(act, allowanceFor(act, person)), await issue(act, allowanceFor(act, person))]
  })
  assert.match(first!.number, /^\d{12}$/)
  assert.notEqual(first!.number, second!.number)
  const booking = await house.act(decider, async (act) => {
    const { firm: holder, code } = await firm(act)
    const fields = { name: holder.name, socialCreditCode: code, bank: '侨乡银行', branch: '蓬江支行', bookingNumber: 'B1', bookedOn: '2026-03-05' }
    return issue(act, licenceFor(act, { firm: holder, code }, { type: 'bank-booking', issuer: 'qiao-xiang-bank', fields, validFrom: '2026-03-02' }))
  })
  assert.equal(booking.validUntil, '2026-06-01')
})

test('without a case, without a decision, by the wrong agency or for nobody there is no certificate', async () => {
  const table: [string, Parameters<typeof licenceFor>[2]][] = [
    ['certificates.no_decision', { case: '' }], ['certificates.no_decision', { decision: '' }], ['certificates.type_absent', { type: 'no-such-kind' }],
    ['certificates.wrong_issuer', { issuer: 'jiangmen-tax' }], ['parties.agency_absent', { issuer: 'nowhere' }], ['parties.absent', { holder: 'f_nobody' }],
    ['kernel.release_absent', { definition: '0'.repeat(64) }], ['certificates.holder_code', { holderCode: '914403001922038217' }],
    ['certificates.holder_code', { holderCodeType: 'citizen-id' }], ['certificates.validity_order', { validUntil: '2026-01-01', validFrom: '2026-01-02' }],
    ['certificates.field_missing,certificates.field_missing', { fields: { ...licenceForFields, name: '', term: undefined } }], ['certificates.field_unknown', { fields: { ...licenceForFields, colour: 'red' } }],
    ['certificates.field_form', { fields: { ...licenceForFields, capital: 1.5 } }],
  ]
  for (const [code, change] of table) {
    await assert.rejects(house.act(decider, async (act) => issue(act, licenceFor(act, await firm(act), change))), refusedWith(...code.split(',')), code)
  }
})

const licenceForFields = { name: '甲', socialCreditCode: '9144030071526726XG', kind: '有限责任公司', legalRepresentative: '乙', capital: 1, establishedOn: '2026-03-02', address: '丙', scope: '丁', term: '长期' }

test('the table itself takes no certificate without a case or a decision', async () => {
  const { licence } = await house.act(decider, (act) => licensed(act))
  for (const column of ['case_id', 'decision']) {
    const copy = `create temporary table copied on commit drop as select * from certificates.certificates where id = '${licence.id}'`
    const insert = `insert into certificates.certificates select (jsonb_populate_record(null::certificates.certificates, to_jsonb(c) || '{"id":"c_0000000000000000000000","identifier":"x","code":"00000000000000000000","version":"900","${column}":null}')).* from copied c`
    await assert.rejects(house.act(decider, async (act) => { await act.tx(raw(copy)); await act.tx(raw(insert)) }), { code: '23502', column })
  }
})

/** A statement without values, for what no store would ever do. */
const raw = (text: string): TemplateStringsArray => Object.assign([text], { raw: [text] })

test('nobody but the house and the officers of the issuer issues, and not who has to sample it', async () => {
  const made = await house.act(decider, (act) => firm(act))
  const wish = await house.act(decider, async (act) => licenceFor(act, made))
  await assert.rejects(house.act(officer('jianghai-market', 'certificates.issue'), (act) => issue(act, wish)), refusedWith('not_permitted'))
  await assert.rejects(house.act({ ...officer('pengjiang-market'), kind: 'person' }, (act) => issue(act, wish)), refusedWith('not_permitted'))
  const registrar = officer('pengjiang-market', 'certificates.issue')
  assert.equal((await house.act(registrar, (act) => issue(act, wish))).issuedBy, registrar.id)
  const sampler = officer('pengjiang-market', 'certificates.issue')
  await house.act(sampler, (act) => act.tx`insert into kernel.duties (subject, duty, person, taken_at) values (${wish.case}, 'services.sample', ${sampler.id}, ${act.at})`)
  await assert.rejects(house.act(sampler, (act) => issue(act, wish)), refusedWith('kernel.second_duty'))
})

test('the dead and the dissolved get no certificates', async () => {
  const made = await house.act(decider, async (act) => {
    const one = await firm(act)
    await endParty(act, { party: one.firm.id, reason: 'dissolved' })
    return one
  })
  await assert.rejects(house.act(decider, (act) => issue(act, licenceFor(act, made))), refusedWith('parties.ended'))
})

test('a later version of the number takes the place of the earlier one, and only for the same holder', async () => {
  const { licence, firm: holder, code } = await house.act(decider, (act) => licensed(act))
  const later = await house.act(decider, (act) => issue(act, licenceFor(act, { firm: holder, code })))
  assert.deepEqual([later.number, later.version], [licence.number, '002'])
  await house.act(decider, async (act) => {
    assert.equal(standing(await get(act.tx, licence.id), act.at), 'superseded')
    assert.equal(standing(later, act.at), 'valid')
    assert.equal((await usable(act, { holder: holder.id, type: 'business-licence' }))?.id, later.id)
    await assert.rejects(revoke(act, { id: licence.id, reason: 'x', law: '行政许可法第六十九条' }), refusedWith('certificates.already_superseded'))
    await assert.rejects(suspend(act, { id: licence.id, reason: 'x', law: '行政许可法第六十九条' }), refusedWith('certificates.already_superseded'))
    await assert.rejects(resume(act, { id: licence.id, reason: 'x', law: '行政许可法第六十九条' }), refusedWith('certificates.already_superseded'))
  })
  await assert.rejects(house.act(decider, async (act) => issue(act, licenceFor(act, { firm: await someone(act), code }))), refusedWith('certificates.number_taken'))
})

test('a version that begins later leaves the old one valid until then, also if it is revoked before', async () => {
  const { licence, firm: holder, code } = await house.act(decider, (act) => licensed(act))
  const later = await house.act(decider, (act) => issue(act, licenceFor(act, { firm: holder, code }, { validFrom: '2099-01-01' })))
  const found = () => house.act(decider, (act) => get(act.tx, licence.id))
  assert.deepEqual([standing(await found(), now()), standing(await found(), new Date('2098-12-31T16:00:00Z'))], ['valid', 'superseded'])
  await house.act(decider, (act) => revoke(act, { id: later.id, reason: '申请人撤回', law: '行政许可法第六十九条' }))
  assert.equal(standing(await found(), new Date('2099-06-01T00:00:00Z')), 'valid')
})

test('what replaces a numbered certificate keeps its number, and must be of the same holder and kind', async () => {
  await house.act(decider, async (act) => {
    const person = await someone(act)
    const first = await issue(act, allowanceFor(act, person))
    const second = await issue(act, allowanceFor(act, person, { replaces: first.id }))
    assert.deepEqual([second.number, second.version], [first.number, '002'])
    await assert.rejects(issue(act, allowanceFor(act, person, { replaces: first.id })), refusedWith('certificates.already_superseded'))
    await assert.rejects(issue(act, allowanceFor(act, await someone(act), { replaces: second.id })), refusedWith('certificates.replaces_other'))
    await assert.rejects(issue(act, allowanceFor(act, person, { replaces: 'c_none' })), refusedWith('certificates.absent'))
    await revoke(act, { id: second.id, reason: '不再符合条件', law: '行政许可法第六十九条' })
    await assert.rejects(issue(act, allowanceFor(act, person, { replaces: second.id })), refusedWith('certificates.already_revoked'))
  })
})

test('of two issues of one number at once each gets its own version', async () => {
  const made = await house.act(decider, (act) => firm(act))
  const issued = await Promise.all([1, 2, 3].map(() => house.act(decider, (act) => issue(act, licenceFor(act, made)))))
  assert.deepEqual(issued.map(({ version }) => version).sort(), ['001', '002', '003'])
})

/** Lets officers do the same at once; whoever comes first has the latest watch, as when acts wait for each other. */
const atOnce = (deed: typeof revoke, id: string) => Promise.allSettled([0, 3, 6, 9].map((earlier) =>
  house.act(keeper(), (act) => deed({ ...act, at: new Date(act.at.getTime() - earlier) }, { id, reason: '以欺骗手段取得', law: '《行政许可法》第六十九条' }))))

test('of officers who revoke, suspend or resume at once the first does and the others are refused, whatever their watches say', async () => {
  const races = [[suspend, 'certificates.already_suspended'], [resume, 'certificates.not_suspended'], [revoke, 'certificates.already_revoked']] as const
  const { licence } = await house.act(decider, (act) => licensed(act))
  for (const [deed, code] of races) {
    const refused = (await atOnce(deed, licence.id)).filter((one) => one.status === 'rejected')
    assert.equal(refused.length, 3, deed.name)
    for (const one of refused) refusedWith(code)(one.reason)
  }
  const facts = await house.act(decider, (act) => historyOf(act.tx, licence.id))
  assert.deepEqual(facts.map(({ type }) => type), ['certificates.issued', 'certificates.suspended', 'certificates.resumed', 'certificates.revoked'])
  const { happenings } = await house.act(keeper(), (act) => open(act, licence.id))
  assert.deepEqual(happenings.map(({ kind }) => kind), ['suspended', 'resumed', 'revoked'])
})

test('what is answered to a deed is what was done, also where another was first whose watch is ahead; no two things have one moment', async () => {
  const { licence: { id } } = await house.act(decider, (act) => licensed(act))
  const ahead = (act: Act, ms: number): Act => ({ ...act, at: new Date(act.at.getTime() + ms) })
  await house.act(keeper(), (act) => suspend(ahead(act, 900), { id, ground: 'lost' }))
  for (const [deed, ground, standing] of [[resume, 'settled', 'valid'], [suspend, 'inquiry', 'suspended'], [revoke, 'deceit', 'revoked']] as const) {
    const state = await house.act(keeper(), async (act) => stateOf(act, await deed(act, { id, ground })))
    assert.equal(state.standing, standing)
  }
  const { happenings } = await house.act(keeper(), async (act) => stateOf(act, await get(act.tx, id)))
  assert.equal(new Set(happenings.map(({ at }) => at.getTime())).size, 4)
  assert.deepEqual(happenings.map(({ kind }) => kind), ['suspended', 'resumed', 'suspended', 'revoked'])
})

test('only the agency that issued it takes it back or lets it rest, and only with the power', async () => {
  const { licence } = await house.act(decider, (act) => licensed(act))
  const strangers = [officer('jianghai-market', 'certificates.revoke', 'certificates.suspend'), officer('pengjiang-market'), { ...keeper(), kind: 'person' as const }]
  for (const stranger of strangers) {
    for (const deed of [revoke, suspend, resume]) await assert.rejects(house.act(stranger, (act) => deed(act, { id: licence.id, reason: 'x', law: '行政许可法第六十九条' })), refusedWith('not_permitted'))
  }
  await assert.rejects(house.act(keeper(), (act) => revoke(act, { id: 'c_none', reason: 'x', law: '行政许可法第六十九条' })), refusedWith('certificates.absent'))
})

test('a certificate rests, wakes and ends, each with author, time, reason and law, and each step is provable', async () => {
  const { licence } = await house.act(decider, (act) => licensed(act))
  const one = keeper()
  const told = async () => (await house.act(decider, (act) => verifyByCode(act, licence.code))).code
  await assert.rejects(house.act(one, (act) => resume(act, { id: licence.id, reason: 'x', law: '行政许可法第六十九条' })), refusedWith('certificates.not_suspended'))
  await house.act(one, (act) => suspend(act, { id: licence.id, reason: '调查期间暂扣', law: '行政许可法第六十九条' }))
  assert.equal(await told(), 'certificates.suspended')
  await assert.rejects(house.act(one, (act) => suspend(act, { id: licence.id, reason: 'x', law: '行政许可法第六十九条' })), refusedWith('certificates.already_suspended'))
  await house.act(one, (act) => resume(act, { id: licence.id, reason: '调查结束', law: '行政许可法第六十九条' }))
  assert.equal(await told(), 'certificates.valid')
  await house.act(one, (act) => suspend(act, { id: licence.id, reason: '再次暂扣', law: '行政许可法第六十九条' }))
  await house.act(one, (act) => revoke(act, { id: licence.id, reason: '吊销', law: '行政许可法第六十九条' }))
  assert.equal(await told(), 'certificates.revoked')
  for (const deed of [revoke, suspend, resume]) await assert.rejects(house.act(one, (act) => deed(act, { id: licence.id, reason: 'x', law: '行政许可法第六十九条' })), refusedWith('certificates.already_revoked'))
  const entries = await house.act(decider, (act) => act.tx<{ kind: string }>`select kind from ledger.entries where about = ${licence.id} order by position`)
  assert.deepEqual(entries.map(({ kind }) => kind), ['certificate', 'certificate-row', 'certificate-suspended', 'certificate-resumed', 'certificate-suspended', 'certificate-revoked'])
})

test('an expired certificate cannot be suspended, but what was obtained by fraud can still be revoked', async () => {
  const { licence } = await house.act(decider, (act) => licensed(act, { validFrom: '2020-01-01', validUntil: '2020-12-31' }))
  await assert.rejects(house.act(keeper(), (act) => suspend(act, { id: licence.id, reason: 'x', law: '行政许可法第六十九条' })), refusedWith('certificates.already_expired'))
  await assert.rejects(house.act(keeper(), (act) => resume(act, { id: licence.id, ground: 'settled' })), refusedWith('certificates.already_expired'))
  assert.equal((await house.act(keeper(), (act) => revoke(act, { id: licence.id, reason: '以欺骗手段取得', law: '行政许可法第六十九条' }))).revokedAt === null, false)
})

test('no row of a certificate is ever changed or removed', async () => {
  const { licence } = await house.act(decider, (act) => licensed(act))
  await house.act(keeper(), (act) => revoke(act, { id: licence.id, reason: '注销', law: '行政许可法第六十九条' }))
  await assert.rejects(house.act(decider, (act) => act.tx`update certificates.certificates set holder_name = '丁' where id = ${licence.id}`), /append-only/)
  await assert.rejects(house.act(decider, (act) => act.tx`delete from certificates.revocations where certificate = ${licence.id}`), /append-only/)
})
