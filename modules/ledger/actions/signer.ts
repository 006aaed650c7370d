import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { log } from '#kernel/log'

import { vaultAt } from '../signer/wire.ts'
import { useVault } from './vault.ts'

const PROGRAM = join(import.meta.dirname, '../signer/process.ts')

/**
 * Has a signer run beside the house: a process of its own, which alone has what opens private keys. With `SIGNER_SOCKET` one that somebody
 * else started is used, under a user of its own as production wants it. Gives back what ends it.
 */
export async function startSigner({ dataDir }: { readonly dataDir: string }): Promise<() => Promise<void>> {
  const given = process.env['SIGNER_SOCKET']
  if (given) return using(given, async () => undefined)
  const folder = mkdtempSync(join(tmpdir(), 'tongban-signer-')) // A socket's path may have a hundred letters; DATA_DIR may have more.
  const socket = join(folder, 'socket')
  const words = ['--disable-warning=ExperimentalWarning', PROGRAM, '--socket', socket, '--folder', join(dataDir, 'signer'), '--legacy', join(dataDir, 'keys', 'master'), '--follow-parent']
  let ending = false
  let child: ChildProcess
  const begin = async (): Promise<void> => {
    child = spawn(process.execPath, words, { stdio: ['pipe', 'pipe', 'inherit'] })
    child.on('exit', (code) => { if (!ending) { log.error({ code }, 'the signer stopped; it is started again'); void begin() } })
    await Promise.race([once(child.stdout!, 'data'), once(child, 'exit')])
  }
  await begin()
  return using(socket, async () => {
    ending = true
    child.stdin!.end()
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
    rmSync(folder, { recursive: true, force: true })
  })
}

function using(socket: string, end: () => Promise<void>): () => Promise<void> {
  const vault = vaultAt(socket)
  useVault(vault)
  return async () => { useVault(undefined); vault.close(); await end() }
}
