import { spawn } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

let started: Promise<string> | undefined

/** The city of the tests, started once. */
export function testCity(): Promise<string> {
  started ??= startCity()
  return started
}

/** A city process of its own with the smallest population; it ends with this process. */
export function startCity(): Promise<string> {
  return new Promise((resolve, reject) => {
    const folder = mkdtempSync(join(tmpdir(), 'tongban-city-'))
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', 'city/serve.ts', '--port', '0', '--folder', folder, '--scale', 'small', '--seed', '1', '--follow-parent'], { stdio: ['pipe', 'pipe', 'inherit'] })
    child.on('error', reject)
    child.on('exit', (code) => reject(new Error(`the city stopped with ${code}`)))
    child.stdout.on('data', (part: Buffer) => {
      const ready = /city ready (\S+)/.exec(part.toString())
      if (!ready) return
      child.unref() // From here on it alone keeps no process alive.
      for (const stream of [child.stdin, child.stdout]) (stream as unknown as { unref?: () => void }).unref?.()
      resolve(ready[1]!)
    })
  })
}
