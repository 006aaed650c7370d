// The catalogue of certificate kinds at the size of a province: how long its content is checked and loaded, and how long a reader waits for the list and a page.
import { chmodSync, cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { startEmbedded } from '#kernel/embedded'
import { checkRelease } from '#kernel/content'
import { kindsOf, openHouse } from '#kernel/house'
import { releaseFromFiles } from '#kernel/releases'
import { CertificateKinds } from '#modules/certificates'
import { whoIs } from '#modules/identity'

import { mountApps } from '../apps/mount.ts'
import { modules } from '../house.ts'
import { KINDS, writeCatalogue } from './catalogue.ts'
import { percentile, tell } from './figure.ts'

const RUNS = 200
const WARM = 20
/** What one waits for without noticing that one waits. */
const NOTICED_MS = 100
const CHECK_MS = 5000

const root = mkdtempSync(join(tmpdir(), 'tongban-catalogue-'))
if (process.getuid?.() === 0) chmodSync(root, 0o755) // PostgreSQL is another user.
cpSync('content', join(root, 'content'), { recursive: true })
for (const part of ['kernel', 'modules']) symlinkSync(join(process.cwd(), part), join(root, part))
writeCatalogue(join(root, 'content', 'scale'), KINDS)

const release = releaseFromFiles(join(root, 'content'), 'scale')
const began = performance.now()
const faults = checkRelease(release, kindsOf(modules))
const checked = performance.now() - began
if (faults.length > 0) throw new Error(`the catalogue has faults: ${JSON.stringify(faults[0])}`)
tell({ name: 'certificate-kinds-check', value: checked, unit: 'ms to check the whole content', peer: 'the promise', peerValue: CHECK_MS, runs: 1 }, { kinds: release.all(CertificateKinds).length })

const database = await startEmbedded({ dataDir: join(root, 'database') })
process.once('exit', () => { try { process.kill(database.pid, 'SIGQUIT') } catch { /* It ended before us, as it should. */ } })
const opening = performance.now()
const house = await openHouse({ root, url: database.url, node: 'scale', dataDir: join(root, 'data'), publicAddress: 'http://localhost:8080', demo: true, modules, kinds: kindsOf(modules), whoIs, addressOf: () => 'http://127.0.0.1:9', alone: true })
await mountApps(house.server, () => 'http://localhost:8080', () => 'guangdong')
const opened = performance.now() - opening

const asked = { list: '/certificates/kinds?limit=50', search: `/certificates/kinds?text=${encodeURIComponent('许可证')}&holder=firm`, all: '/certificates/kinds?limit=200', one: '/certificates/kinds/made-200', page: '/certificate-kinds', 'page-one': '/certificate-kinds/made-200' }
for (const [name, url] of Object.entries(asked)) {
  const spent: number[] = []
  let bytes = 0
  for (let n = -WARM; n < RUNS; n++) {
    const start = performance.now()
    const answer = await house.server.inject({ method: 'GET', url, headers: { accept: name.startsWith('page') ? 'text/html' : 'application/json', 'accept-encoding': 'br' } })
    if (answer.statusCode !== 200) throw new Error(`${url}: ${answer.statusCode} ${answer.body.slice(0, 300)}`)
    if (n >= 0) spent.push(performance.now() - start)
    bytes = answer.rawPayload.length
  }
  tell({ name: `certificate-kinds-${name}`, value: percentile(spent, 95), unit: 'ms, 95th percentile', peer: 'what nobody notices', peerValue: NOTICED_MS, runs: RUNS }, { p50: percentile(spent, 50), bytes, kinds: release.all(CertificateKinds).length, openMs: opened })
}
await house.close()
await database.stop()
rmSync(root, { recursive: true, force: true })
