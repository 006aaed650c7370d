// A stranger checks the log: a program in Go, with the libraries of the Go project as Debian ships them, over HTTP.
import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { after, before, suite, test } from 'node:test'

import { house } from '#kernel/actor'
import { digestOf } from '#kernel/content'
import { enterAll } from '#modules/ledger'
import { signingKeyOf } from '../../modules/ledger/actions/keys.ts'
import { signerOf } from '../../modules/ledger/actions/sequence.ts'
import { signCheckpoint } from '../../modules/ledger/note/checkpoint.ts'
import { temporaryFolder } from '#tests/database'
import { testHouse, type TestHouse } from '#tests/house'
import { sequenced } from '#tests/ledger'

const clerk = house('clerk', ['ledger.open'])
/** Where Debian's packages of Go libraries lie: no module is fetched from anywhere. */
const GO = { GO111MODULE: 'off', GOPATH: '/usr/share/gocode', GOFLAGS: '', GOTOOLCHAIN: 'local', CGO_ENABLED: '0' }
const folder = temporaryFolder()
const program = join(folder, 'check')

/** Why the program cannot be built here, or null. */
function obstacleToBuilding(): string | null {
  const made = spawnSync('go', ['build', '-o', program, join(import.meta.dirname, 'tlog', 'check.go')], { env: { ...process.env, ...GO, GOCACHE: join(folder, 'cache') }, encoding: 'utf8' })
  if (made.status === 0) return null
  return made.error ? 'there is no Go here: apt-get install golang-go golang-golang-x-mod-dev' : `the program does not build; is golang-golang-x-mod-dev installed?\n${made.stderr}`
}
const obstacle = obstacleToBuilding()
const mayBeLeftOut = obstacle !== null && process.env['CI'] === undefined

test('there is Go, with its library of transparent logs', { skip: mayBeLeftOut && obstacle }, () => assert.equal(obstacle, null))

type Ended = { readonly code: number | null; readonly out: string; readonly said: string }

async function check(log: string, key: string, older: string, ids: readonly string[]): Promise<Ended> {
  const child = spawn(program, [log, key, older], { stdio: ['pipe', 'pipe', 'pipe'] })
  const [out, said]: [string[], string[]] = [[], []]
  child.stdout.on('data', (part: Buffer) => out.push(part.toString()))
  child.stderr.on('data', (part: Buffer) => said.push(part.toString()))
  child.stdin.end(ids.map((id) => `${id}\n`).join(''))
  const [code] = (await once(child, 'close')) as [number | null]
  return { code, out: out.join(''), said: said.join('') }
}

suite('a stranger’s program in Go checks the log', { skip: obstacle !== null && obstacle.split('\n')[0] }, () => {
  let opened: TestHouse
  let log = ''
  let key = ''
  const older = join(folder, 'older')
  const ids: string[] = []
  const liars: Server[] = []

  /** Enters so many things and waits for their places. */
  async function grow(count: number): Promise<void> {
    ids.push(...(await opened.act(clerk, (act) => enterAll(act, Array.from({ length: count }, (_, n) => ({ kind: 'use', about: `p-${ids.length + n}`, digest: digestOf(`${ids.length + n}`) }))))).map(({ id }) => id))
    await sequenced((size) => size >= ids.length)
  }

  before(async () => {
    opened = await testHouse(['parties', 'ledger', 'identity'])
    log = `${await opened.server.listen({ port: 0, host: '127.0.0.1' })}/ledger`
    await grow(300)
    writeFileSync(older, await (await fetch(`${log}/checkpoint`)).text())
    await grow(423)
    key = (await (await fetch(`${log}/verifier-key`)).text()).trim()
  })
  after(async () => {
    for (const liar of liars) liar.close()
    await opened.close()
  })

  test('the signature, the inclusion of every entry, and that the log only grew', async () => {
    const { code, out, said } = await check(log, key, older, ids)
    assert.equal(code, 0, said)
    const { origin, older: before_, size, leaves, served } = JSON.parse(out)
    assert.deepEqual([origin, leaves, served], ['tongban/guangdong/ledger', size, 723])
    assert.ok(before_ >= 300 && size >= before_ + 423, out) // The journal is sealed beside it, when this takes longer than a minute.
  })

  const passOn = async (url: string, changed: RegExp): Promise<{ status: number; body: Buffer }> => {
    const answer = await fetch(log.replace(/\/ledger$/, '') + url)
    const body = Buffer.from(await answer.arrayBuffer())
    if (changed.test(url)) body[body.length - 20] = body[body.length - 20]! ^ 1
    return { status: answer.status, body }
  }

  /** A log between us and the stranger in which one bit of one answer is another. */
  async function lying(path: RegExp): Promise<string> {
    const liar = createServer((request, reply) => { void passOn(request.url!, path).then((answer) => reply.writeHead(answer.status).end(answer.body)) }).listen(0, '127.0.0.1')
    await once(liar, 'listening')
    liars.push(liar)
    return `http://127.0.0.1:${(liar.address() as AddressInfo).port}/ledger`
  }

  for (const [what, path, sentence] of [
    ['the checkpoint', /checkpoint$/, /the signature of the checkpoint/],
    // Go 0.7 does not hold every tile against its parent while it reads, so the proof itself may be what shows it.
    ['a tile of hashes', /tile\/0\/001$/, /the tiles around leaf|^leaf 256: /],
    ['the right edge', /tile\/1\/000\.p\/2$/, /the tiles around leaf/],
    ['a bundle of leaves', /tile\/entries\/002\.p\/\d+$/, /^leaf 7\d\d: /],
    ['a proof', /entries\/[0-9a-f-]+\/proof$/, /proof|checkpoint/],
  ] as const) {
    test(`one flipped bit in ${what} is refused by it`, async () => {
      const { code, said } = await check(await lying(path), key, older, ids.slice(0, 1))
      assert.equal(code, 1)
      assert.match(said, sentence)
    })
  }

  test('a log that was written anew under its own good key does not pass for one that grew', async () => {
    const [origin, size, root] = readFileSync(older, 'utf8').split('\n')
    const signer = await opened.act(clerk, async (act) => signerOf(await signingKeyOf(act, `log:${origin!}`, 'Ed25519')))
    const rewritten = join(folder, 'rewritten')
    const other = Buffer.from(root!, 'base64').fill(7, 0, 1)
    writeFileSync(rewritten, await signCheckpoint({ origin: origin!, size: Number(size), root: other }, signer))
    const { code, said } = await check(log, key, rewritten, [])
    assert.equal(code, 1)
    assert.match(said, /^the growth of the log: /)
  })
})
