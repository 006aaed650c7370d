import { spawn } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

let started: Promise<string> | undefined

/** The city of the tests: a process of its own with the smallest population, started once; it ends with this process. */
export function testCity(): Promise<string> {
  started ??= new Promise((resolve, reject) => {
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
  return started
}
