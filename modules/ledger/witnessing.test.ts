// Two nodes, each in a process of its own with a database of its own, witness each other, until one of them writes its history anew.
import assert from 'node:assert/strict'
import { rmSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, suite, test } from 'node:test'

import pg from 'pg'

import { house } from '#kernel/actor'
import { digestOf, digestOfManifest } from '#kernel/content'
import { json } from '#kernel/database'
import { historyOf } from '#kernel/journal'
import { port, setPorts } from '#kernel/ports'
import { refreshRelease } from '#kernel/releases'
import { cosignedBy, enterAll, openCheckpoint, parseCosignerKey, parseVerifierKey, proofOf, sequence } from '#modules/ledger'
import { freshDatabase, temporaryFolder, type FreshDatabase } from '#tests/database'
import { testHouse, type TestHouse } from '#tests/house'
import { freePort, runCommand, startNode, type RunningNode } from '#tests/node'
import { until } from '#tests/until'

import { digestOf as digestOfBytes } from './merkle/hash.ts'
import { commitmentOf } from './model.ts'

const clerk = house('clerk', ['ledger.audit', 'ledger.open'])
const AGENCY = '11440000MBTB0002XM'

const sha256 = (...parts: Buffer[]): string => digestOfBytes(...parts).toString('hex')

suite('nodes that witness each other', () => {
  let opened: TestHouse
  let here = ''
  let there = ''
  let other: RunningNode
  let database: FreshDatabase
  let look: pg.Client
  const folder = temporaryFolder()
  const text = async (url: string): Promise<string> => (await fetch(url)).text()
  const ask = async (url: string, body: string): Promise<{ status: number; type: string; body: string }> => {
    const answer = await fetch(`${url}/add-checkpoint`, { method: 'POST', body })
    return { status: answer.status, type: answer.headers.get('content-type') ?? '', body: await answer.text() }
  }
  /** Enters so many things in the name of the agency here, and gives them a place. */
  const enterHere = (count: number, name: string) => opened.act(clerk, (act) => enterAll(act, Array.from({ length: count }, (_, n) => ({ kind: 'certificate', about: `${name}-${n}`, digest: digestOf(`${name} ${n}`), issuer: AGENCY }))))
  const sequenced = (size: number): Promise<number> => until(`a tree of ${size}`, async () => { const now = await opened.act(clerk, (act) => sequence(act)); return now.size >= size && now.size })
  const sizeHere = async (): Promise<number> => (await opened.act(clerk, (act) => sequence(act))).size

  /** The first start only makes the keys, which the other side must be told; with these published it starts again. */
  async function startOther(): Promise<RunningNode> {
    const place = Number(new URL(there).port)
    const node = startNode({ dataDir: folder, port: place, city: '', env: { DEMO: '0', DATABASE_URL: database.url, NODE_NAME: 'jiangmen', SYSTEM_LEDGER_HERE: `${here}/ledger` } })
    await node.ready
    return node
  }

  const published = (file: string): { text: string; digest: string } => ({ text: file, digest: digestOf(file) })

  before(async () => {
    opened = await testHouse(['parties', 'ledger', 'identity'])
    here = await opened.server.listen({ port: 0, host: '127.0.0.1' })
    there = `http://127.0.0.1:${await freePort()}`
    database = await freshDatabase()
    other = await startOther()
    const keys = { hereLog: await text(`${here}/ledger/verifier-key`), hereWitness: await text(`${here}/ledger/witness-key`), thereLog: await text(`${there}/ledger/verifier-key`), thereWitness: await text(`${there}/ledger/witness-key`) }
    await other.stop()
    look = new pg.Client({ connectionString: database.url })
    await look.connect()
    const mine = published(`logs:\n  - { key: "${keys.thereLog.trim()}", system: ledger-there, follow: [${AGENCY}] }\nwitnesses:\n  - { key: "${keys.thereWitness.trim()}", system: ledger-there }\n`)
    const theirs = published(`logs:\n  - { key: "${keys.hereLog.trim()}", system: ledger-here, follow: [${AGENCY}] }\nwitnesses:\n  - { key: "${keys.hereWitness.trim()}", system: ledger-here }\n`)
    setPorts({ ...port(), addressOf: () => `${there}/ledger` })
    await opened.act(clerk, async (act) => {
      const [release] = await act.tx<{ manifest: Record<string, string> }>`select manifest from kernel.releases order by number desc limit 1`
      const manifest = { ...release!.manifest, 'witnessing.yaml': mine.digest }
      await act.tx`insert into kernel.texts (digest, text) values (${mine.digest}, ${mine.text})`
      await act.tx`insert into kernel.releases (digest, manifest, published_at, author, publisher) values (${digestOfManifest(manifest)}, ${json(manifest)}, ${act.at}, 'author', 'publisher')`
      await refreshRelease(act.tx)
    })
    const { rows: [release] } = await look.query<{ manifest: Record<string, string> }>('select manifest from kernel.releases order by number desc limit 1')
    const manifest = { ...release!.manifest, 'witnessing.yaml': theirs.digest }
    await look.query('insert into kernel.texts (digest, text) values ($1, $2)', [theirs.digest, theirs.text])
    await look.query("insert into kernel.releases (digest, manifest, published_at, author, publisher) values ($1, $2, now(), 'author', 'publisher')", [digestOfManifest(manifest), JSON.stringify(manifest)])
    other = await startOther()
  })
  after(async () => {
    await other.stop()
    await look.end()
    await opened.close()
    await database.drop()
    rmSync(folder, { recursive: true, force: true })
  })

  test('after each seal the checkpoint bears the other node’s cosignature, on both sides', async () => {
    for (const [own, witness, size] of [[here, there, 300], [there, here, 0]] as const) {
      if (own === here) { await enterHere(300, 'first'); await sequenced(300) }
      const verifier = parseVerifierKey((await text(`${own}/ledger/verifier-key`)).trim())!
      const cosigner = parseCosignerKey((await text(`${witness}/ledger/witness-key`)).trim())!
      const note = await until(`${own} is cosigned`, async () => { const now = await text(`${own}/ledger/checkpoint`); return cosignedBy(now, cosigner) && openCheckpoint(now, verifier)!.size >= size && now })
      assert.equal(note.split('\n').filter((line) => line.startsWith('— ')).length, 2)
    }
  })

  test('a witness answers as the standard says', async () => {
    await enterHere(5, 'second')
    const size = await sequenced(305)
    const note = await until('the other has cosigned that', async () => { const now = await text(`${here}/ledger/checkpoint`); return now.includes(`\n${size}\n`) && /— tongban\/jiangmen\/witness /.test(now) && now.split('\n').slice(0, 5).join('\n') + '\n' })
    const answer = (body: string) => ask(`${there}/ledger`, body)
    const stale = await answer(`old 0\n\n${note}`)
    assert.deepEqual(stale, { status: 409, type: 'text/x.tlog.size', body: `${size}\n` })
    const again = await answer(`old ${size}\n\n${note}`)
    assert.equal(again.status, 200)
    assert.match(again.body, /^— tongban\/jiangmen\/witness \S+\n$/)
    assert.equal((await answer(`old ${size}\n\n${note.replace('guangdong', 'zhaoqing')}`)).status, 404, 'a log that nobody named')
    assert.equal((await answer(`old ${size}\n\n${note.replace(/(\S{8})\n$/, 'AAAAAAA=\n')}`)).status, 403, 'a signature that is not the log’s')
    for (const body of ['', 'old\n\n', note, `old x\n\n${note}`, `old 01\n\n${note}`, `old ${size + 1}\n\n${note}`, `old 3\nAAAA\n\n${note}`, `old 3\n${`${Buffer.alloc(32).toString('base64')}\n`.repeat(64)}\n${note}`]) assert.equal((await answer(body)).status, 400, JSON.stringify(body.slice(0, 40)))
    assert.equal((await fetch(`${there}/ledger/add-checkpoint`, { method: 'POST', body: 'x'.repeat(20_000) })).status, 422, 'too long to be one')
  })

  test('an agency is told of what stands in its name elsewhere: what its register knows, and what it does not', async () => {
    // Somebody with the other node in his hands issues in the agency's name.
    const salt = Buffer.alloc(16, 1)
    const commitment = commitmentOf({ salt, digest: Buffer.from(digestOf('forged'), 'hex'), about: 'c_forged' })
    await look.query(`insert into ledger.entries (id, kind, about, digest, salt, commitment, issuer, entered_at, entered_by) values (gen_random_uuid(), 'certificate', 'c_forged', $1, $2, $3, $4, now(), 'somebody')`, [Buffer.from(digestOf('forged'), 'hex'), salt, commitment, AGENCY])
    const told = await until('it is seen here', async () => {
      const facts = await opened.act(clerk, (act) => historyOf(act.tx, AGENCY))
      return facts.find(({ type }) => type === 'ledger.unexpected_in_name')
    })
    assert.deepEqual([told.data['log'], told.data['kind']], ['tongban/jiangmen/ledger', 'certificate'])
    // The other node follows the agency too, and its own register knows none of what stands here.
    await until('all of it is seen there', async () => {
      const { rows } = await look.query<{ expected: boolean; count: string }>(`select expected, count(*) from ledger.sightings where log = 'tongban/guangdong/ledger' group by expected`)
      return rows.length === 1 && rows[0]!.expected === false && Number(rows[0]!.count) === 305
    })
  })

  test('an agency reads any log by a command of its own, and keeps where it was', async () => {
    const key = (await text(`${here}/ledger/verifier-key`)).trim()
    const witness = (await text(`${there}/ledger/witness-key`)).trim()
    const [state, known] = [join(folder, 'state'), join(folder, 'known')]
    const kept = await opened.act(clerk, (act) => act.tx<{ commitment: Buffer }>`select commitment from ledger.entries where issuer = ${AGENCY} order by position`)
    writeFileSync(known, kept.slice(1).map(({ commitment }) => commitment.toString('hex')).join('\n'))
    const words = ['ledger', 'monitor', '--log', `${here}/ledger`, '--key', key, '--issuer', AGENCY, '--state', state, '--witnesses', witness, '--cosigned', '1']
    const first = await runCommand(folder, [...words, '--known', known])
    const { valid, seen, unexpected, cosigned } = JSON.parse(first.out)
    assert.deepEqual([first.code, valid, seen.length, cosigned.length], [1, false, 305, 1])
    assert.deepEqual(unexpected.map((one: { commitment: string }) => one.commitment), [kept[0]!.commitment.toString('hex')])
    const second = await runCommand(folder, words)
    assert.deepEqual([second.code, JSON.parse(second.out).seen], [0, []], 'what was read is not read again')
    writeFileSync(state, readFileSync(state, 'utf8').replace(/"root":"./, (begin) => begin.slice(0, -1) + (begin.endsWith('A') ? 'B' : 'A')))
    const forked = await runCommand(folder, words)
    assert.deepEqual([forked.code, JSON.parse(forked.out).code], [1, 'ledger.log_forked'])
  })

  test('what is known of a person does not lead to the leaves about him: every leaf is salted', async () => {
    const [entry] = await opened.act(clerk, (act) => enterAll(act, [{ kind: 'use', about: 'p_known', digest: digestOf('440703195001010014') }]))
    await until('it has its leaf', async () => opened.act(clerk, (act) => proofOf(act, entry!.id)).catch(() => false))
    const size = await sizeHere()
    const leaves = (await Promise.all(Array.from({ length: Math.ceil(size / 256) }, (_, n) => text(`${here}/ledger/tile/entries/${String(n).padStart(3, '0')}${size - n * 256 < 256 ? `.p/${size - n * 256}` : ''}`)))).join('')
    assert.ok(leaves.includes(entry!.commitment), 'the leaf is there for whoever has its salt')
    // Somebody who knows everything but the salt: number, name, pseudonym, the digest itself, in every order and with salts that come to mind.
    const facts = ['440703195001010014', '试用人', 'p_known', digestOf('440703195001010014')]
    const bytes = facts.flatMap((fact) => [Buffer.from(fact), Buffer.from(digestOf(fact), 'hex')])
    const guesses = new Set<string>()
    for (const one of bytes) for (const two of bytes) for (const salt of [Buffer.alloc(0), Buffer.alloc(16), Buffer.from('0'.repeat(16)), Buffer.from(entry!.id.replaceAll('-', ''), 'hex')]) guesses.add(sha256(salt, one, two)).add(commitmentOf({ salt, digest: one, about: two.toString('utf8') }).toString('hex'))
    for (const guess of guesses) assert.ok(!leaves.includes(guess))
    for (const fact of facts) assert.ok(!leaves.includes(fact), fact)
    assert.equal(commitmentOf({ salt: Buffer.from(entry!.salt, 'hex'), digest: Buffer.from(digestOf('440703195001010014'), 'hex'), about: 'p_known' }).toString('hex'), entry!.commitment)
  })

  test('a log that is written anew is refused by its witness, and named on both sides', async () => {
    const before_ = await sizeHere()
    await until('the other has seen the true log', async () => (JSON.parse(await text(`${there}/ledger/witnessed`)).logs as { size: number }[])[0]!.size === before_)
    // Somebody with this database in his hands changes an old entry and lets the log sign everything again, with its own good key.
    await opened.act(clerk, async (act) => {
      await act.tx`set local session_replication_role = replica`
      await act.tx`delete from ledger.leaves`
      await act.tx`delete from ledger.tiles`
      await act.tx`delete from ledger.checkpoints`
      await act.tx`delete from ledger.witness_answers`
      await act.tx`update ledger.entries set digest = sha256('x'), commitment = sha256(salt || sha256('x') || convert_to(about, 'UTF8')) where about = 'first-7'`
    })
    await enterHere(3, 'third')
    const size = await sequenced(before_ + 3)
    const refusal = await until('the witness refuses', async () => (await opened.act(clerk, (act) => historyOf(act.tx, 'tongban/jiangmen/witness'))).find(({ type, data }) => type === 'ledger.witness_refused' && data['size'] === size))
    assert.equal(refusal.data['answer'], 422)
    const { contradictions } = JSON.parse(await text(`${there}/ledger/witnessed`)) as { contradictions: { log: string; size: number; code: string; note: string; knownNote: string; knownSize: number }[] }
    const named = contradictions.find((one) => one.code === 'ledger.log_not_continued')!
    assert.deepEqual([named.log, named.size, named.knownSize], ['tongban/guangdong/ledger', size, before_])
    const verifier = parseVerifierKey((await text(`${here}/ledger/verifier-key`)).trim())!
    assert.deepEqual([openCheckpoint(named.note, verifier)!.size, openCheckpoint(named.knownNote, verifier)!.size], [size, before_], 'the log itself signed both')
    await until('the other’s monitor finds the fork by itself', async () => (JSON.parse(await text(`${there}/ledger/witnessed`)).contradictions as { code: string }[]).some(({ code }) => code === 'ledger.log_forked'))
    const [last] = JSON.parse(await text(`${there}/ledger/witnessed`)).logs as { size: number }[]
    assert.equal(last!.size, before_, 'nothing of the new history was taken in')
  })
})
