import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { join } from 'node:path'

import type { Program } from '#kernel/command'
import { holdHouse, probeDatabase, startEmbedded } from '#kernel/embedded'
import { openHouse } from '#kernel/house'
import { readSettings, UnfitStart, type Settings } from '#kernel/settings'

type Started = { readonly address: string; readonly close: () => Promise<void> }

/** `tongban start`: runs the node until it is told to stop. The last line of a start is `ready <address>`. */
export async function start(words: readonly string[], program: Program): Promise<number> {
  const settings = readSettings({ ...process.env, ...nodeIn(words) })
  const only = optionIn(words, '--only')
  if (only !== undefined && only !== 'web' && only !== 'worker') throw new UnfitStart(`--only is ${only}; it can be web or worker.`, `--only 只能是 web 或 worker。`)
  const stopped = signalled()
  const started = await startAll(settings, program, only)
  process.stdout.write(`ready ${started.address}\n`)
  await stopped
  await started.close()
  return 0
}

const optionIn = (words: readonly string[], name: string): string | undefined => (words.includes(name) ? words[words.indexOf(name) + 1] : undefined)
const nodeIn = (words: readonly string[]): Record<string, string> => { const node = optionIn(words, '--node'); return node === undefined ? {} : { NODE_NAME: node } }

/** Resolves at the first SIGINT or SIGTERM; a second one ends the process at once. */
function signalled(): Promise<void> {
  return new Promise((resolve) => {
    let asked = false
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => {
      if (asked) process.exit(130)
      asked = true
      resolve()
    })
  })
}

/** Opens everything in order, and closes what is open where a later step fails. */
async function startAll(settings: Settings, program: Program, only: 'web' | 'worker' | undefined): Promise<Started> {
  const open: (() => Promise<void>)[] = []
  const close = async (): Promise<void> => { for (const one of open.toReversed()) await one() }
  // Whatever stops the start, the database and the city must not be left running.
  try {
    await portFree(settings)
    const url = await databaseFor(settings, open)
    if (only === undefined) {
      const hold = await holdHouse(url)
      open.push(() => hold.release())
    }
    const city = await cityFor(settings, open)
    for (const { beside } of program.modules) if (beside) open.push(await beside(settings))
    const address = `http://localhost:${settings.port}`
    const house = await openHouse({
      root: process.cwd(), url, node: settings.node, dataDir: settings.dataDir, publicAddress: process.env['PUBLIC_ADDRESS'] ?? address, demo: settings.demo,
      modules: program.modules, whoIs: program.whoIs, addressOf: (system) => process.env[`SYSTEM_${system.toUpperCase().replaceAll('-', '_')}`] ?? `${city}/${system}`, only, alone: only === undefined,
    })
    open.push(() => house.close())
    if (settings.demo && city !== null) await program.settle()
    await program.apps(house.server)
    if (only !== 'worker') await house.server.listen({ port: settings.port, host: settings.host })
    return { address, close }
  } catch (error) {
    await close()
    throw error
  }
}

/** Says at once that the port is taken, before anything slow is started. */
async function portFree({ port, host }: Settings): Promise<void> {
  const probe = createServer()
  // The failure to listen is the answer.
  try {
    probe.listen(port, host)
    await once(probe, 'listening')
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EADDRINUSE') throw new UnfitStart(`Port ${port} is taken by another program; stop it, or set PORT to another number.`, `端口 ${port} 已被占用，请停止占用它的程序，或把 PORT 设为其他端口。`)
    if (code === 'EACCES') throw new UnfitStart(`Port ${port} may not be opened by this user; set PORT to a number above 1023.`, `当前用户无权打开端口 ${port}，请把 PORT 设为 1023 以上。`)
    throw new UnfitStart(`Cannot listen on ${host}:${port} (${code}); set HOST to an address of this machine.`, `无法监听 ${host}:${port}，请把 HOST 设为本机地址。`)
  }
  probe.close()
  await once(probe, 'close')
}

async function databaseFor(settings: Settings, open: (() => Promise<void>)[]): Promise<string> {
  if (settings.databaseUrl !== undefined) {
    await probeDatabase(settings.databaseUrl)
    return settings.databaseUrl
  }
  const embedded = await startEmbedded({ dataDir: settings.dataDir })
  open.push(() => embedded.stop())
  return embedded.url
}

/** The address of the city: the one that was given, or one of our own as a second process. In production there is none. */
async function cityFor(settings: Settings, open: (() => Promise<void>)[]): Promise<string | null> {
  if (settings.cityUrl !== undefined) return settings.cityUrl
  if (!settings.demo) return null
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', join(process.cwd(), 'city/serve.ts'), '--port', '0', '--folder', join(settings.dataDir, 'city'), '--scale', settings.cityScale, '--seed', '1', '--follow-parent'], { stdio: ['pipe', 'pipe', 'inherit'] })
  open.push(async () => { child.stdin.end(); await once(child, 'exit') })
  return readyAddress(child)
}

function readyAddress(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    child.on('exit', (code) => reject(new UnfitStart(`The city stopped with code ${code}; its message stands above.`, `模拟城市进程已退出（代码 ${code}），原因见上。`)))
    child.stdout!.on('data', (part: Buffer) => {
      const ready = /city ready (\S+)/.exec(part.toString())
      if (ready) resolve(ready[1]!)
    })
  })
}
