// A ledger of ten million entries and a register of ten million certificates: how long the proof of any entry takes, and the check of any code.
import { statfsSync, mkdtempSync, chmodSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { perform } from '#kernel/act'
import { house, visitor } from '#kernel/actor'
import { database } from '#kernel/database'
import { startEmbedded } from '#kernel/embedded'
import { kindsOf, openHouse } from '#kernel/house'
import { certificates, verifyByCode } from '#modules/certificates'
import { grants } from '#modules/grants'
import { ledger, proofOf, verifyProof, type ProofClaim } from '#modules/ledger'
import { parties } from '#modules/parties'

import { licensed } from '../modules/certificates/cast.test.ts'
import { median, percentile, tell } from './figure.ts'
import { fill, growTree } from './ledger-fill.ts'

/** As many as the figures are promised for; fewer only to try the bench itself. */
const ENTRIES = Number(process.env['BENCH_ENTRIES'] ?? 10_000_000)
const CHUNKS = 20
/** Certificates that are truly issued and signed: what is asked for. They lie in as many places among the others as there are chunks. */
const ISSUED_PER_CHUNK = 100
const PROOFS = 5000
const CHECKS = 2000

const root = join(import.meta.dirname, '..')
const folder = mkdtempSync(join(tmpdir(), 'tongban-bench-'))
if (process.getuid?.() === 0) chmodSync(folder, 0o755)
const embedded = await startEmbedded({ dataDir: join(folder, 'database'), throwaway: true }) // Only reads are measured.
process.once('exit', () => { try { process.kill(embedded.pid, 'SIGQUIT') } catch { /* It ended before us, as it should. */ } rmSync(folder, { recursive: true, force: true }) })
const modules = [parties, ledger, grants, certificates]
const opened = await openHouse({
  root, url: embedded.url, node: 'guangdong', dataDir: join(folder, 'node'), publicAddress: 'http://localhost:8080', demo: true, modules, kinds: kindsOf((await import('../house.ts')).modules),
  whoIs: async () => ({ actor: visitor, by: 'nothing' }), addressOf: () => '', alone: true, only: 'web',
})

const began = performance.now()
const free = statfsSync(folder).bavail * statfsSync(folder).bsize
const codes = await fill(database(), { entries: ENTRIES, chunks: CHUNKS, issue: async () => {
  const made: string[] = []
  for (let n = 0; n < ISSUED_PER_CHUNK; n++) made.push((await perform(house('bench'), (act) => licensed(act))).licence.code)
  return made
} })
await growTree(database())
const built = { minutesToBuild: (performance.now() - began) / 60_000, gigabytes: (free - statfsSync(folder).bavail * statfsSync(folder).bsize) / 2 ** 30 }
process.stderr.write(`${JSON.stringify(built)}\n`)

const timed = async (work: () => Promise<unknown>): Promise<number> => {
  const start = performance.now()
  await work()
  return performance.now() - start
}

/** The peer of a proof: what it must read at the least, by the same pool in one transaction. */
const bareProof = async (id: string): Promise<void> => {
  const client = await database().connect()
  await client.query('begin')
  const { rows } = await client.query<{ leaf_index: string }>({ name: 'bare-leaf', text: 'select leaf_index from ledger.leaves where entry = $1', values: [id] })
  const at = Number(rows[0]!.leaf_index)
  await client.query({ name: 'bare-tiles', text: 'select hashes from ledger.tiles where (level = 0 and n = $1) or (level = 1 and n = $2)', values: [Math.floor(at / 256), Math.floor(at / 65_536)] })
  await client.query('commit')
  client.release()
}

const bareCode = async (code: string): Promise<void> => { await database().query({ name: 'bare-code', text: 'select * from certificates.certificates where code = $1', values: [code] }) }

const { rows: drawn } = await database().query<{ entry: string }>('select l.entry from (select distinct floor(random() * $1)::bigint as at from generate_series(1, $2)) d join ledger.leaves l on l.leaf_index = d.at', [ENTRIES, PROOFS * 2])
const ids = drawn.map(({ entry }) => entry)
const [proofs, bare]: [number[], number[]] = [[], []]
for (const [n, id] of ids.slice(0, PROOFS).entries()) {
  let proof: ProofClaim | undefined
  const taken = await timed(async () => { proof = await perform(visitor, (act) => proofOf(act, id)) })
  if (!verifyProof(proof!).valid) throw new Error(`the proof of ${id} does not hold`)
  const other = await timed(() => bareProof(ids[PROOFS + n] ?? id))
  if (n >= PROOFS / 10) { proofs.push(taken); bare.push(other) } // The first ones only warm up.
}
const [checks, looks, strange]: [number[], number[], number[]] = [[], [], []]
for (let n = 0; n < CHECKS; n++) {
  const code = codes[(n * 7919) % codes.length]!
  checks.push(await timed(async () => { const verdict = await perform(visitor, (act) => verifyByCode(act, code)); if (!verdict.valid || !verdict.proof) throw new Error(`${code}: ${verdict.code}`) }))
  looks.push(await timed(() => bareCode(code)))
  strange.push(await timed(async () => { if ((await perform(visitor, (act) => verifyByCode(act, `0123456789ABCDEF${String(n).padStart(4, '0')}`))).valid) throw new Error('nobody has this code') }))
}
await opened.close()
await embedded.stop()
tell({ name: 'ledger-proof', value: median(proofs), unit: 'ms', peer: 'a bare SELECT of the leaf and of two tiles, in a transaction', peerValue: median(bare), runs: proofs.length }, { p95: percentile(proofs, 95), entries: ENTRIES, ...built })
tell({ name: 'verify-by-code', value: percentile(checks, 95), unit: 'ms, 95th percentile', peer: 'a bare SELECT of the row by its code', peerValue: percentile(looks, 95), runs: checks.length }, { median: median(checks), unknownCodeP95: percentile(strange, 95), certificates: ENTRIES })
