import assert from 'node:assert/strict'
import { rmSync } from 'node:fs'
import { test } from 'node:test'

import pg from 'pg'

import { startEmbedded } from '#kernel/embedded'
import { callerAt, type Answered, type Caller } from '#tests/caller'
import { testCity } from '#tests/city'
import { addressOf, fillCompany } from '#tests/company'
import { temporaryFolder } from '#tests/database'
import { freePort, runCommand, startNode, type RunningNode } from '#tests/node'
import { until } from '#tests/until'

const CUTS = 3
const LANES = 3
const pause = (ms: number): Promise<void> => new Promise((resolve) => { setTimeout(resolve, ms) })

/** What officers and holders were answered before the line broke: the copies and sightings that the house must know of. */
const answered = { copies: new Set<string>(), seen: 0, broken: 0 }

async function registrationOf(founder: Caller, id: string): Promise<string> {
  for (let turns = 0; turns < 300; turns++) {
    const found = (await founder.get(`/services/cases/${id}`)).steps.find((one: Answered) => one.id === 'registration')
    if (found.stage === 'with-officer') return found.case as string
    await pause(100)
  }
  throw new Error('the registration came to nobody')
}

/** Looks until told to stop; a line that breaks is what this test is about. */
async function lane(base: string, over: () => boolean, look: () => Promise<void>): Promise<void> {
  while (!over()) {
    // A broken line says nothing of what was done; an answer that is no success would be a fault of the house.
    try {
      await look()
    } catch (error) {
      if (error instanceof assert.AssertionError) throw error
      answered.broken++
      await pause(50)
    }
  }
}

test(`a node that is killed ${CUTS} times while people are shown certificates has every look in every log, and the audit proves it`, async () => {
  const [dataDir, city, port] = [temporaryFolder(), await testCity(), await freePort()]
  const base = `http://127.0.0.1:${port}`
  let node: RunningNode = startNode({ dataDir, port, city })
  // Whatever is found, no node and no database is left running.
  try {
    await node.ready
    const founder = await callerAt(base, 'founder-jiangmen')
    const officer = await callerAt(base, 'registrar-pengjiang')
    const { id } = await fillCompany(founder, { brand: '知鱼轩', address: addressOf('full-pengjiang') })
    await founder.confirmAndSign(id)
    const registration = await registrationOf(founder, id)
    const certificate = (await founder.get('/certificates?limit=50')).items.find((one: Answered) => one.type === 'name-reservation').id as string
    let over = false
    const byDuty = async (): Promise<void> => { answered.copies.add((await officer.post(`/services/cases/${registration}/copies`, { kind: 'name-reservation' }, 201)).copy.id) }
    const byCode = async (): Promise<void> => {
      const { code } = await founder.post(`/certificates/${certificate}/showings`, { fields: ['name'], purpose: 'check' }, 201)
      await officer.post('/certificates/sightings', { code }, 201)
      answered.seen++
    }
    const lanes = Promise.all([...Array.from({ length: LANES }, () => lane(base, () => over, byDuty)), lane(base, () => over, byCode)])
    for (let cut = 0; cut < CUTS; cut++) {
      await node.ready
      // However busy the machine is, the node is cut while it answers, not before it does.
      const before = answered.copies.size
      await until('a copy from the node that is cut next', () => answered.copies.size > before)
      await pause(100 + ((cut * 397) % 900))
      assert.ok(await node.cut(), node.said())
      node = startNode({ dataDir, port, city })
    }
    await node.ready
    await until('copies and showings enough', () => answered.copies.size > CUTS && answered.seen > 0 && answered.broken > 0)
    over = true
    await lanes
    assert.equal(await node.stop(), 0)
    const audit = await runCommand(dataDir, ['ledger', 'audit'])
    assert.deepEqual(JSON.parse(audit.out).faults, [])
    await rowsWhole(dataDir)
  } finally {
    await node.cut()
    await startEmbedded({ dataDir }).then((embedded) => embedded.stop())
    rmSync(dataDir, { recursive: true, force: true })
  }
})

/** Both sides of every look, read from the rows after the house stopped: the copy has its use, the use its copy, and no number is missing. */
async function rowsWhole(dataDir: string): Promise<void> {
  const embedded = await startEmbedded({ dataDir })
  const client = new pg.Client({ connectionString: embedded.url })
  await client.connect()
  // Whatever the rows say, the database is stopped.
  try {
    const rows = async (text: string): Promise<Answered[]> => (await client.query(text)).rows
    const copies = await rows('select id, number from certificates.duty_copies order by number')
    assert.deepEqual(copies.map((one) => Number(one.number)), copies.map((_, n) => n + 1), 'the register of the agency has a gap')
    const kept = new Set(copies.map((one) => one.id as string))
    assert.deepEqual([...answered.copies].filter((id) => !kept.has(id)), [], 'a copy that was handed out is on no record')
    assert.deepEqual(await rows('select c.id from certificates.duty_copies c left join grants.uses u on u.id = c.use where u.id is null'), [], 'a copy without its use')
    assert.deepEqual(await rows('select s.showing from certificates.sightings s left join grants.uses u on u.id = s.use where u.id is null'), [], 'a showing without its use')
    assert.deepEqual(await rows("select u.id from grants.uses u left join certificates.duty_copies c on c.use = u.id left join certificates.sightings s on s.use = u.id where u.source = 'certificates' and u.post is not null and c.id is null and s.showing is null"), [], 'a use by an officer of which there is no copy')
    assert.ok((await rows('select 1 from certificates.sightings')).length >= answered.seen)
    assert.deepEqual(await rows('select subject from grants.uses group by subject having count(*) <> max(number)'), [], 'the use log has gaps')
  } finally {
    await client.end()
    await embedded.stop()
  }
}
