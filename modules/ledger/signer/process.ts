// The signer: a process that alone has what opens the private keys, and does nothing but sign. Run it under a user of its own.
import { randomBytes } from 'node:crypto'
import { chmodSync, chownSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { parseArgs } from 'node:util'

import { softwareVault, type Vault } from './vault.ts'
import { serveVault } from './wire.ts'

const { values: { socket, folder, legacy, group, 'follow-parent': follows } } = parseArgs({ options: { socket: { type: 'string' }, group: { type: 'string' }, folder: { type: 'string' }, legacy: { type: 'string' }, 'follow-parent': { type: 'boolean' } } })
if (socket === undefined || folder === undefined) {
  process.stderr.write('signer --socket PATH --folder DIR [--group GID] [--legacy FILE]. 签名进程须指明套接字和密钥目录。\n')
  process.exit(2)
}

/** The secret of this process, made once; nobody else can read it. */
function secretIn(place: string): Buffer {
  const file = join(place, 'secret')
  mkdirSync(place, { recursive: true, mode: 0o700 })
  if (!existsSync(file)) writeFileSync(file, randomBytes(32), { mode: 0o600, flag: 'wx' })
  return readFileSync(file)
}

async function vaultWanted(): Promise<Vault> {
  const { PKCS11_MODULE: module, PKCS11_TOKEN: token, PKCS11_PIN: pin } = process.env
  if (module !== undefined) return (await import('./pkcs11.ts')).deviceVault({ module, token: token ?? 'tongban', pin: pin ?? '' })
  // Keys of houses from before they had a signer are sealed under the master key: they are opened still, and none is made so.
  const secrets = [secretIn(folder!), ...(legacy !== undefined && existsSync(legacy) ? [readFileSync(legacy)] : [])]
  return softwareVault(() => secrets)
}

mkdirSync(dirname(socket), { recursive: true, mode: 0o700 })
rmSync(socket, { force: true })
const server = await serveVault(await vaultWanted(), socket)
// Where the house runs under another user, both are in a group, and nobody else is.
if (group !== undefined) for (const place of [dirname(socket), socket]) chownSync(place, process.getuid!(), Number(group))
if (group !== undefined) chmodSync(dirname(socket), 0o750)
chmodSync(socket, group === undefined ? 0o600 : 0o660)
const end = (): void => { server.close(); rmSync(socket, { force: true }); process.exit(0) }
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, end)
if (follows) process.stdin.on('end', end).resume()
process.stdout.write(`signer ready ${socket}\n`)
