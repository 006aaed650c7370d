import assert from 'node:assert/strict'
import { before, test } from 'node:test'

import { house as partOfHouse } from '#kernel/actor'
import { castMember } from '#city/cast'
import { caller, type Answered, type Caller } from '#tests/caller'
import { addressOf, startCompany } from '#tests/company'
import { testHouse, type TestHouse } from '#tests/house'

let house: TestHouse
let registrar: Caller
let colleague: Caller

before(async () => {
  house = await testHouse()
  registrar = await caller(house, 'registrar-pengjiang')
  colleague = await caller(house, 'registrar-pengjiang-second')
})

/** A registration that waits for the registrars of Pengjiang: its address is full. */
async function routed(brand: string): Promise<{ id: string; task: string; founder: Caller; root: string }> {
  const { founder, file, child } = await startCompany(house, 'founder-jiangmen', { brand, address: addressOf('full-pengjiang') })
  const registration = await child('registration')
  const seen = await registrar.get(`/services/cases/${registration.id}`)
  return { id: registration.id, task: seen.desk.task, founder, root: file.id }
}

const inQueue = async (who: Caller, id: string, wish = ''): Promise<Answered> => (await who.get(`/services/queue?limit=200${wish}`)).items.find((one: Answered) => one.case === id)

test('the queue tells whose a task is, and each wish finds it or not', async () => {
  const { id, task } = await routed('晴川阁')
  assert.equal((await inQueue(registrar, id, '&whose=free')).task, task)
  await registrar.post(`/services/cases/${id}/taking`, { task }, 201)
  assert.equal(await inQueue(registrar, id, '&whose=free'), undefined)
  assert.equal((await inQueue(registrar, id, '&whose=mine')).takenBy.name, castMember('registrar-pengjiang').name)
  assert.equal((await inQueue(colleague, id, '&whose=others')).takenBy.id, registrar.party)
  const { number } = await inQueue(registrar, id)
  assert.equal((await registrar.get(`/services/queue?number=${number.slice(-4)}`)).items[0].case, id)
  assert.deepEqual((await registrar.get(`/services/queue?number=nothing`)).items, [])
  for (const [wish, found] of [['&lamp=green', true], ['&lamp=red', false], ['&matter=company-registration', true], ['&matter=other', false], ['&why=company.address_full', true], ['&why=company.bulk', false]] as const) {
    assert.equal((await inQueue(registrar, id, wish)) !== undefined, found, wish)
  }
  await registrar.get('/services/queue?lamp=blue', 422)
  await (await caller(house, 'founder-jiangmen')).get('/services/queue', 403)
})

test('windows of the queue hold together, from a place and after the last one seen, in both orders', async () => {
  await Promise.all(['寻梅坞', '采薇台', '鸣珂巷'].map((brand) => routed(brand)))
  for (const sort of ['due', 'newest']) {
    const whole = (await registrar.get(`/services/queue?sort=${sort}&limit=200`)).items.map((one: Answered) => one.task)
    assert.ok(whole.length >= 3)
    const stepped: string[] = []
    for (let after = ''; ; ) {
      const page = await registrar.get(`/services/queue?sort=${sort}&limit=2${after}`)
      stepped.push(...page.items.map((one: Answered) => one.task))
      if (page.next === null) break
      after = `&after=${encodeURIComponent(page.next)}`
    }
    assert.deepEqual(stepped, whole)
    assert.deepEqual((await registrar.get(`/services/queue?sort=${sort}&from=1&limit=2`)).items.map((one: Answered) => one.task), whole.slice(1, 3))
  }
})

test('counts say what each choice would give, and are asked again for nothing', async () => {
  const { id, task } = await routed('醉白池')
  const before = await registrar.get('/services/queue/counts')
  assert.equal(before.total, (await registrar.get('/services/queue?limit=200')).items.length)
  assert.equal(before.mine + before.free + before.others, before.all)
  assert.equal(before.matters.find((one: Answered) => one.id === 'company-registration').count, before.total)
  const ask = (tag?: string) => house.server.inject({ method: 'GET', url: '/services/queue/counts', headers: { authorization: `Bearer ${token}`, ...(tag ? { 'if-none-match': tag } : {}) } })
  const token = (await house.server.inject({ method: 'POST', url: '/demo/token', payload: { person: 'registrar-pengjiang' } })).json<{ access_token: string }>().access_token
  const first = await ask()
  const tag = String(first.headers['etag'])
  assert.deepEqual([(await ask(tag)).statusCode, (await ask(tag)).body], [304, ''])
  await registrar.post(`/services/cases/${id}/taking`, { task }, 201)
  const after = await ask(tag)
  assert.equal(after.statusCode, 200)
  assert.deepEqual([after.json().mine, after.json().free], [before.mine + 1, before.free - 1])
  assert.equal((await registrar.get('/services/queue/counts?whose=mine')).total, before.mine + 1)
})

test('what one has in hand nobody else decides until he takes it over, hands it over or puts it back', async () => {
  const { id, task } = await routed('听雪庐')
  await registrar.post(`/services/cases/${id}/taking`, { task }, 201)
  const decision = { outcome: 'GRANT', rows: [], note: '核实无误' }
  assert.equal((await colleague.post(`/services/cases/${id}/decision`, decision, 409)).code, 'services.in_other_hands')
  assert.equal((await colleague.post(`/services/cases/${id}/taking`, { task }, 409)).code, 'services.in_other_hands')
  assert.equal((await colleague.post(`/services/cases/${id}/putting-back`, {}, 409)).code, 'services.in_other_hands')
  await registrar.post(`/services/cases/${id}/putting-back`, {}, 201)
  assert.equal((await inQueue(colleague, id)).takenBy, null)
  assert.equal((await registrar.post(`/services/cases/${id}/putting-back`, {}, 409)).code, 'services.not_in_hand')
  await colleague.post(`/services/cases/${id}/taking`, { task }, 201)
  await registrar.post(`/services/cases/${id}/taking`, { task, over: true }, 201)
  assert.equal((await inQueue(colleague, id)).takenBy.id, registrar.party)
  await registrar.post(`/services/cases/${id}/taking`, { task: '00000000-0000-4000-8000-000000000000' }, 404)
  await registrar.post(`/services/cases/${id}/decision`, decision, 201)
  assert.equal(await inQueue(registrar, id), undefined)
  const { desk } = await registrar.get(`/services/cases/${id}`)
  assert.deepEqual(desk.moves.map((move: Answered) => [move.kind, move.by.id]), [['taken', registrar.party], ['put back', registrar.party], ['taken', colleague.party], ['taken', registrar.party], ['ended', registrar.party]])
})

test('a task is handed to a colleague or a role of the agency, with words, and to nobody else', async () => {
  const { id } = await routed('枕流居')
  const { people, roles } = await registrar.get(`/services/cases/${id}/colleagues`)
  assert.deepEqual([people.map((one: Answered) => one.id), roles.map((one: Answered) => one.id)], [[colleague.party], ['registrar']])
  const hand = (body: object, status: number): Promise<Answered> => registrar.post(`/services/cases/${id}/handing`, { words: '请您核实现场。', ...body }, status)
  assert.equal((await hand({ person: registrar.party }, 422)).code, 'services.no_colleague')
  assert.equal((await hand({ person: (await caller(house, 'registrar-futian')).party }, 422)).code, 'services.no_colleague')
  assert.equal((await hand({ role: 'tax-officer' }, 422)).code, 'services.no_role')
  await registrar.post(`/services/cases/${id}/handing`, { person: colleague.party, words: '' }, 422)
  await hand({ person: colleague.party }, 201)
  assert.equal((await inQueue(registrar, id)).takenBy.id, colleague.party)
  assert.equal((await hand({ role: 'registrar' }, 409)).code, 'services.in_other_hands')
  await colleague.post(`/services/cases/${id}/handing`, { role: 'registrar', words: '不在我负责的片区。' }, 201)
  assert.equal((await inQueue(registrar, id, '&whose=free')).case, id)
  const { desk } = await colleague.get(`/services/cases/${id}`)
  assert.deepEqual(desk.moves.map((move: Answered) => [move.kind, move.to?.id ?? null, move.words]), [['handed', colleague.party, '请您核实现场。'], ['handed', null, '不在我负责的片区。']])
})

test('notes are for colleagues, stay as written, and the applicant never sees them', async () => {
  const { id, founder } = await routed('停云馆')
  const { items } = await registrar.post(`/services/cases/${id}/notes`, { words: '电话核实过，房东同意。' }, 201)
  assert.deepEqual(items.map((one: Answered) => [one.words, one.author.id]), [['电话核实过，房东同意。', registrar.party]])
  assert.equal((await colleague.get(`/services/cases/${id}`)).desk.notes.length, 1)
  assert.ok(!JSON.stringify(await founder.get(`/services/cases/${id}`)).includes('房东同意'))
  await founder.post(`/services/cases/${id}/notes`, { words: 'x' }, 403)
  await (await caller(house, 'registrar-futian')).post(`/services/cases/${id}/notes`, { words: 'x' }, 403)
  await registrar.post(`/services/cases/${id}/notes`, { words: ' ' }, 422)
  await assert.rejects(house.act(partOfHouse('tests'), (act) => act.tx`update services.notes set words = 'x' where case_id = ${id}`), /append-only/)
})

test('who finds in order what stopped the machine says so in the words and on the law of the definition, and only of that', async () => {
  const { id, founder } = await routed('拂云楼')
  const seen = await registrar.get(`/services/cases/${id}`)
  assert.equal(seen.called, '江门市蓬江区拂云楼软件有限公司')
  assert.deepEqual(seen.desk.rows.filter((row: Answered) => row.reason === 'services.checked').map((row: Answered) => [row.row, row.outcome]), [['address-full.checked', 'GRANT']])
  const grant = (rows: readonly string[], status: number): Promise<Answered> => registrar.post(`/services/cases/${id}/decision`, { outcome: 'GRANT', rows, note: '现场核实，可以容纳。' }, status)
  assert.equal((await grant(['address-illegal.checked'], 422)).code, 'services.no_row', 'the address was never said to be an illegal building')
  await registrar.put(`/services/cases/${id}/deliberation`, { outcome: 'GRANT', rows: ['address-full.checked'], words: '', fixes: [] })
  await grant(['address-full.checked'], 201)
  const { reasons } = (await founder.get(`/services/cases/${id}`)).verdict
  assert.deepEqual(reasons.map((one: Answered) => one.row), ['address-full.checked', 'by-hand'])
  assert.match(reasons[0].text.zh, /^经核实，该地址仍可容纳/)
  assert.match(reasons[0].law.zh, /市场主体登记管理条例》第十一条/)
})

test('a return says at once what is to be mended, field by field, and the applicant finds it there', async () => {
  const { id, founder } = await routed('漱石斋')
  const back = (body: object, status: number): Promise<Answered> => registrar.post(`/services/cases/${id}/decision`, { outcome: 'RETURN', note: '请一次改好。', ...body }, status)
  assert.equal((await back({}, 422)).code, 'services.reason_missing')
  assert.equal((await back({ fixes: [{ field: 'nowhere', wrong: 'x', mend: 'y' }] }, 422)).errors[0].pointer, '/fixes/0/field')
  assert.equal((await back({ fixes: [{ field: 'founders', position: 7, wrong: 'x', mend: 'y' }] }, 422)).errors[0].code, 'services.no_field')
  assert.equal((await back({ rows: ['nothing'] }, 422)).code, 'services.no_row')
  const fixes = [{ field: 'address', wrong: '这一地址已满五家。', mend: '请另选一处地址。' }, { field: 'founders', position: 0, leaf: 'capital', wrong: '出资额与章程不符。', mend: '请改为三十万元。' }]
  await back({ rows: ['address-full'], fixes }, 201)
  const seen = await founder.get(`/services/cases/${id}`)
  assert.equal(seen.stage, 'returned')
  assert.deepEqual(seen.verdict.reasons.map((one: Answered) => [one.row, one.field ?? null, one.position ?? null]), [['address-full', 'address', null], ['by-hand', 'address', null], ['by-hand', 'founders', 0], ['by-hand', null, null]])
  assert.match(seen.verdict.reasons[0].text.zh, /已登记 \d+ 家/, 'told with the values of this case')
  assert.equal(seen.verdict.reasons[2].fix.zh, '请改为三十万元。')
  assert.equal(seen.verdict.reasons[3].text.zh, '请一次改好。')
})

test('what is being prepared is kept for its writer alone, through everything that happens meanwhile', async () => {
  const { id } = await routed('半亩园')
  const draft = { outcome: 'RETURN', rows: ['address-full'], words: '地址', fixes: [{ field: 'address', wrong: '满了', mend: '' }] }
  await registrar.put(`/services/cases/${id}/deliberation`, draft)
  await registrar.put(`/services/cases/${id}/deliberation`, { ...draft, words: '地址已满' })
  assert.equal((await colleague.get(`/services/cases/${id}`)).desk.draft, null)
  await colleague.post(`/services/cases/${id}/decision`, { outcome: 'GRANT', rows: [], note: '现场可以容纳。' }, 201)
  const { desk } = await registrar.get(`/services/cases/${id}`)
  assert.deepEqual([desk.draft.words, desk.draft.fixes[0].wrong, desk.mayDecide], ['地址已满', '满了', false])
})

test('two officers on one case see each other, and the second learns who decided, when and how', async () => {
  const { id } = await routed('荷风榭')
  const here = (who: Caller, doing: string): Promise<Answered> => who.post(`/services/cases/${id}/presence`, { doing }, 200)
  assert.deepEqual((await here(registrar, 'looking')).others, [])
  assert.deepEqual((await here(colleague, 'deciding')).others.map((one: Answered) => [one.id, one.doing]), [[registrar.party, 'looking']])
  const seen = await here(registrar, 'looking')
  assert.deepEqual(seen.others, [{ id: colleague.party, name: castMember('registrar-pengjiang-second').name, doing: 'deciding' }])
  assert.deepEqual((await inQueue(registrar, id)).here.map((one: Answered) => one.id), [colleague.party])
  await here(colleague, 'gone')
  assert.deepEqual((await here(registrar, 'looking')).others, [])
  const [one, other] = await Promise.all([registrar, colleague].map((who) => who.post(`/services/cases/${id}/decision`, { outcome: 'GRANT', rows: [], note: '可以' }).then(() => true, () => false)))
  assert.notEqual(one, other)
  const [first, second] = one ? [registrar, colleague] : [colleague, registrar]
  const { ended } = await here(second, 'looking')
  assert.deepEqual([ended.by.id, ended.me, ended.outcome, ended.words], [first.party, false, 'GRANT', '可以'])
  await (await caller(house, 'founder-jiangmen')).post(`/services/cases/${id}/presence`, { doing: 'looking' }, 403)
})

test('an officer sees what a grant would have needed, with the value and the limit', async () => {
  const { id } = await routed('远香堂')
  const { desk } = await registrar.get(`/services/cases/${id}`)
  const wanting = desk.conditions.filter((one: Answered) => one.holds !== true)
  assert.deepEqual(wanting.map((one: Answered) => [one.input, one.asks.sign, one.asks.value, one.asks.label.zh]), [['occupancy', '<', 5, '同一地址上限']])
  assert.ok(desk.failed[0].text.zh.includes(`已登记 ${wanting[0].value} 家`))
  assert.ok(desk.conditions.length > 10)
  const [leaf] = wanting[0].made
  assert.deepEqual([leaf.from.zh, leaf.label.zh, leaf.value, wanting[0].made.length], ['标准地址库', '已登记企业数', wanting[0].value, 1], 'down to the register that said so')
  assert.ok(Date.parse(leaf.at) <= Date.now())
  const limit = desk.conditions.flatMap((one: Answered) => one.made).filter((one: Answered) => one.from === null)
  assert.ok(limit.every((one: Answered) => one.label !== undefined))
})

test('every look of an officer at a person’s facts is in that person’s log, and what he took back is withheld', async () => {
  const { id, founder, root } = await routed('曲水亭')
  const looks = async (): Promise<Answered[]> => (await founder.get('/grants/uses?limit=200')).items.filter((one: Answered) => one.case === root && one.actor === registrar.party)
  const before = (await looks()).length
  assert.ok(before > 0, 'the first look, when the case was found, is there')
  const { desk } = await registrar.get(`/services/cases/${id}`)
  const after = await looks()
  assert.equal(after.length, before * 2)
  assert.ok(after.every((one) => one.purpose === 'company-registration' && one.grantee === 'pengjiang-market'))
  assert.ok(desk.evidence.some((one: Answered) => one.personal && one.elements.length > 0 && one.withheld === null))
  for (const grant of (await founder.get('/grants')).items.filter((one: Answered) => one.case === root && one.basis === 'consent')) await founder.post(`/grants/${grant.id}/withdrawal`, { reason: '不同意了' }, 201)
  const then = (await registrar.get(`/services/cases/${id}`)).desk.evidence.filter((one: Answered) => one.withheld !== null)
  assert.ok(then.length > 0)
  assert.ok(then.every((one: Answered) => one.elements.length === 0 && one.withheld.zh !== ''))
})

test('earlier cases are shown where the definition names the law, and the applicant sees the look', async () => {
  const { id, founder } = await routed('藏春坞')
  const { items } = await registrar.get(`/services/cases/${id}/earlier`)
  assert.ok(items.length > 0)
  assert.ok(items.every((one: Answered) => one.id !== id && one.title.zh !== ''))
  const [look] = (await founder.get('/grants/uses?limit=5')).items
  assert.deepEqual([look.source, look.elements, look.actor, look.basis, look.sourceTitle.zh], ['earlier-cases', ['cases'], registrar.party, 'statutory', '以前在本机关办理的事项'])
  assert.match(look.law.zh, /个人信息保护法/)
  await (await caller(house, 'registrar-futian')).get(`/services/cases/${id}/earlier`, 403)
})

test('other cases for the same place are shown by whomever they are, and each of them sees the look', async () => {
  const address = addressOf('full-pengjiang')
  const { founder: other, child } = await startCompany(house, 'partner-jiangmen', { brand: '倚云楼', address })
  const theirs = await child('registration')
  const { id, founder } = await routed('玲珑馆')
  const { items } = await registrar.get(`/services/cases/${id}/earlier-here`)
  const found = items.find((one: Answered) => one.id === theirs.id)
  assert.deepEqual([found.applicant, found.number, found.atDesk], [castMember('partner-jiangmen').name, theirs.number, true])
  assert.ok(items.every((one: Answered) => one.id !== id))
  const [look] = (await other.get('/grants/uses?limit=1')).items
  assert.deepEqual([look.source, look.actor, look.basis, look.purpose, look.case], ['earlier-cases', registrar.party, 'statutory', 'company-registration', null])
  assert.match(look.law.zh, /第十一条/)
  assert.ok((await founder.get('/grants/uses?limit=5')).items.some((one: Answered) => one.source === 'earlier-cases' && one.case !== null))
  const elsewhere = await startCompany(house, 'founder-jiangmen', { brand: '栖霞台', address: addressOf('free-pengjiang') })
  assert.equal((await elsewhere.child('registration')).stage, 'granted')
  assert.ok((await registrar.get(`/services/cases/${id}/earlier-here`)).items.every((one: Answered) => one.id !== elsewhere.step('registration').case))
  await (await caller(house, 'registrar-futian')).get(`/services/cases/${id}/earlier-here`, 403)
})

test('nobody need decide what its applicant withdrew', async () => {
  const { id, root, founder } = await routed('澹泊居')
  assert.ok(await inQueue(registrar, id))
  await founder.post(`/services/cases/${root}/withdrawal`, { reason: '不办了' }, 201)
  assert.equal(await inQueue(registrar, id), undefined)
  assert.equal((await registrar.post(`/services/cases/${id}/decision`, { outcome: 'GRANT', rows: [], note: 'x' }, 409)).code, 'services.task_ended')
})

test('the queue is nothing but the tasks without an end', async () => {
  const [row] = await house.act(partOfHouse('tests'), (act) => act.tx<{ astray: number; wrong: number }>`
    select (select count(*) from services.waiting w full join (select t.id from services.tasks t left join services.task_ends e on e.task = t.id where e.task is null) o on o.id = w.task where o.id is null or w.task is null) as astray,
      (select count(*) from services.waiting w join services.tasks t on t.id = w.task where w.due_at <> t.due_at or w.opened_at <> t.opened_at or w.case_id <> t.case_id or w.agency <> t.agency) as wrong`)
  assert.deepEqual(row, { astray: 0, wrong: 0 })
})
