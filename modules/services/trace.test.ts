import assert from 'node:assert/strict'
import { before, test } from 'node:test'

import { house as partOfHouse } from '#kernel/actor'
import { currentRelease, releaseAt } from '#kernel/releases'
import { auditReceipts } from '#modules/decisions'
import { auditFacts, Sources } from '#modules/exchange'
import { caller, type Answered, type Caller } from '#tests/caller'
import { startCompany } from '#tests/company'
import { askCity, freePlaces } from '#tests/controls'
import { testHouse, type TestHouse } from '#tests/house'
import { until } from '#tests/until'

let house: TestHouse
let founder: Caller
let partner: Caller
let file: Answered
let traces: readonly { readonly id: string; readonly step: string | null; readonly trace: Answered }[]
before(async () => {
  house = await testHouse()
})

/** The company that these tests look at, made once. */
async function aCompany(): Promise<void> {
  if (traces) return
  partner = await caller(house, 'partner-jiangmen')
  const made = await startCompany(house, 'founder-shenzhen', { region: '440305', brand: '循迹知源', bankBranch: '44030501', address: (await freePlaces(house.city, '440305'))[0]!, partners: ['partner-jiangmen'], employees: [{ person: 'employee-one', wageBase: '6000' }] })
  founder = made.founder
  file = made.file
  assert.equal(file.stage, 'kit', JSON.stringify(file.steps))
  const found = [{ id: file.id as string, step: null as string | null, trace: await traceOf(file.id) }]
  for (const step of file.steps) found.push({ id: step.case, step: step.id, trace: await traceOf(step.case) })
  traces = found
}

/** The trace of a case once everything in it is sequenced. */
const traceOf = (id: string): Promise<Answered> => until(`the places of the entries of ${id} in the tree`, async () => {
  const trace = await founder.get(`/services/cases/${id}/trace`)
  return trace.ledger.every((entry: Answered) => entry.proof) && trace
})

const rowsOf = <Row>(query: (act: Parameters<Parameters<TestHouse['act']>[1]>[0]) => Promise<Row[]>): Promise<Row[]> => house.act(partOfHouse('tests'), query)
const entriesAbout = (trace: Answered, about: string): Answered[] => trace.ledger.filter((entry: Answered) => entry.about === about)

test('every entry of the ledger about a case is in the tree, and anyone can check that', async () => {
  await aCompany()
  let checked = 0
  for (const { trace } of traces) {
    for (const { proof } of trace.ledger) {
      const answer = await house.server.inject({ method: 'POST', url: '/ledger/verify-inclusion', payload: proof })
      assert.deepEqual([answer.statusCode, answer.json().valid], [200, true], answer.body)
      checked++
    }
  }
  const [{ proof }] = traces[0]!.trace.ledger
  const forged = { ...proof, ...('leafIndex' in proof ? { leafIndex: proof.leafIndex === 0 ? 1 : 0 } : { index: proof.index === 0 ? 1 : 0 }) }
  const answer = await house.server.inject({ method: 'POST', url: '/ledger/verify-inclusion', payload: forged })
  assert.notEqual(answer.json().valid, true, 'a proof at another place must not hold')
  assert.ok(checked > 20, `${checked} proofs`)
})

test('every field that a source filled leads to its facts, each with its source, and a personal one to a grant and an entry of the person’s own log', async () => {
  await aCompany()
  const logs = new Map<string, Answered>()
  for (const one of [founder, partner, await caller(house, 'employee-one')]) for (const use of (await one.get('/grants/uses?limit=200')).items) logs.set(use.id, { ...use, subject: one.party })
  let personal = 0
  for (const { trace } of traces) {
    const facts = new Map<string, Answered>(trace.facts.map((fact: Answered) => [fact.id, fact]))
    for (const field of trace.fields.filter((one: Answered) => one.by === 'source' && one.alias !== 'steps')) {
      assert.ok(field.facts.length > 0, `${field.field} rests on nothing`)
      for (const id of field.facts) assert.ok(facts.has(id))
    }
    for (const fact of facts.values()) {
      const answer = trace.answers.find((one: Answered) => one.id === fact.answer)
      assert.deepEqual([answer.source, answer.state, answer.grant, answer.use], [fact.source, 'hit', fact.grant, fact.use])
      if (!currentRelease().get(Sources, fact.source)!.value.personal) continue
      const use = logs.get(fact.use)
      assert.ok(use, `${fact.element} of ${fact.subject} was read without an entry in his log`)
      assert.deepEqual([use.subject, use.source, use.grant], [fact.subject, fact.source, fact.grant])
      assert.ok(use.elements.includes(fact.element.slice(fact.source.length + 1)))
      assert.equal(entriesAbout(trace, fact.use).length, 1)
      personal++
    }
  }
  assert.ok(personal > 10, `${personal} facts about people`)
})

test('every outcome leads to the row of the table that gave it and to the law, and every certificate to its decision and the rules in force', async () => {
  await aCompany()
  let certificates = 0
  for (const { id, step, trace } of traces.slice(1)) {
    assert.equal(trace.decisions.length, 1, `${step} has one decision`)
    const [decision] = trace.decisions
    assert.equal(decision.outcome, 'GRANT')
    assert.equal(decision.release, file.release)
    assert.ok(trace.definition.text && trace.definition.release === file.release && /^[0-9a-f]{64}$/.test(trace.definition.digest))
    const table = currentRelease().textOf(`matters/${trace.definition.id}/decision.table.yaml`)!
    const reasons = decision.reasons as Answered[]
    assert.ok(reasons.length > 0 || step === 'insurance', `${step} gives a reason`)
    for (const reason of reasons) {
      assert.ok(table.includes(`- id: ${reason.row}\n`), `${reason.row} is no row of ${decision.table}`)
      assert.ok(reason.law.zh && reason.law.en, `${step} ${reason.row} names no law`)
    }
    assert.equal(entriesAbout(trace, decision.id).filter(({ kind }) => kind === 'decision').length, 1)
    for (const one of trace.certificates) {
      assert.deepEqual([one.case, one.definition], [id, file.release])
      const [row] = await rowsOf((act) => act.tx<{ decision: string; release: string; caseId: string }>`select decision::text, definition as release, case_id from certificates.certificates where id = ${one.id}`)
      assert.deepEqual(row, { decision: decision.id, release: file.release, caseId: id })
      assert.ok(entriesAbout(trace, one.id).length >= 1, `${one.type} has no entry`)
      certificates++
    }
  }
  assert.equal(certificates, file.certificates.length)
  await rowsOf(async (act) => { assert.equal((await releaseAt(act.tx, file.release)).digest, file.release); return [] })
})

test('every signature stands in the ledger, over the digest that was shown', async () => {
  await aCompany()
  const [{ trace }] = traces as [typeof traces[0]]
  assert.equal(trace.signatures.length, 2)
  assert.equal(entriesAbout(trace, file.id).filter((entry: Answered) => entry.kind === 'signature').length, 2)
  for (const { jws } of trace.signatures) assert.equal(JSON.parse(Buffer.from(jws.split('.')[1], 'base64url').toString()).digest, file.digest)
})

test('no department was asked about a person without an entry in his use log, case by case', async () => {
  await aCompany()
  const personalPaths = new Map(currentRelease().all(Sources).filter(({ value }) => value.personal).map(({ id, value }) => [`${value.system}${value.path}`, id]))
  const asked = new Map<string, number>()
  const { requests } = await askCity(house.city, `/log?case=${file.id}&limit=100000`)
  for (const { endpoint } of requests as { endpoint: string }[]) {
    const source = personalPaths.get(endpoint)
    if (source) asked.set(source, (asked.get(source) ?? 0) + 1)
  }
  const logged = new Map((await rowsOf((act) => act.tx<{ source: string; uses: number }>`select source, count(*) as uses from grants.uses where case_id = ${file.id} group by source`)).map((row) => [row.source, row.uses]))
  assert.ok(asked.size >= 4, `personal sources asked: ${[...asked.keys()]}`)
  for (const [source, calls] of asked) assert.ok((logged.get(source) ?? 0) >= calls, `${source} was asked ${calls} times and logged ${logged.get(source) ?? 0} times`)
  for (const step of file.steps) {
    const { requests: others } = await askCity(house.city, `/log?case=${step.case}&limit=100000`)
    assert.deepEqual((others as { endpoint: string }[]).filter((one) => personalPaths.has(one.endpoint)), [], 'questions carry the case that the person knows')
  }
})

test('a stranger and an officer of another agency see nothing of it, an auditor does', async () => {
  await aCompany()
  const stranger = await caller(house, 'owner')
  await stranger.get(`/services/cases/${file.id}/trace`, 403)
  await (await caller(house, 'registrar-pengjiang')).get(`/services/cases/${file.id}/trace`, 403)
  assert.equal((await house.server.inject({ method: 'GET', url: `/services/cases/${file.id}/trace` })).statusCode, 401)
  const auditor = await caller(house, 'auditor')
  assert.equal((await auditor.get(`/services/cases/${file.id}/trace`)).case, file.id)
  await partner.get(`/services/cases/${file.id}/trace`)
})

test('a fact that a decision was made on cannot be changed afterwards without being named', async () => {
  await aCompany()
  const audit = () => house.act(partOfHouse('tests'), (act) => auditReceipts(act, (facts) => auditFacts(act, facts)))
  assert.deepEqual((await audit()).faults, [])
  const registration = traces.find(({ step }) => step === 'registration')!
  const [fact] = await rowsOf((act) => act.tx<{ id: string; answer: string; value: unknown }>`
    select f.id, f.answer, f.value from exchange.facts f where f.case_id = ${registration.id} and jsonb_typeof(f.value) = 'boolean'
      and exists (select 1 from decisions.receipts r where r.case_id = f.case_id and strpos(r.answers::text, f.answer::text) > 0) order by f.id limit 1`)
  const meddle = (value: boolean): Promise<void> => house.act(partOfHouse('tests'), async (act) => {
    await act.tx`alter table exchange.facts disable trigger append_only`
    await act.tx`update exchange.facts set value = to_jsonb(${value}::boolean) where id = ${fact!.id}`
    await act.tx`alter table exchange.facts enable trigger append_only`
  })
  await meddle(fact!.value !== true)
  const { faults } = await audit()
  assert.ok(faults.length > 0 && faults.every(({ what, id, code }) => what === 'fact' && id === fact!.answer && code === 'exchange.facts_changed'), JSON.stringify(faults))
  await meddle(fact!.value === true)
  assert.deepEqual((await audit()).faults, [])
})
