import { command, type Command } from '#kernel/command'
import { kernelCommands, onDatabase, onHouse } from '#kernel/commands'
import { readInput, readJson, show, UnfitInput } from '#kernel/command'
import type { Server } from '#kernel/http'
import type { Module } from '#kernel/module'
import { accounts } from '#modules/accounts'
import { certificates } from '#modules/certificates'
import { counter } from '#modules/counter'
import { decisions, replay } from '#modules/decisions'
import { exchange } from '#modules/exchange'
import { grants } from '#modules/grants'
import { identity, whoIs } from '#modules/identity'
import { audit, ledger, ProofClaim, verify, verifyProof } from '#modules/ledger'
import { messages } from '#modules/messages'
import { parties } from '#modules/parties'
import { services } from '#modules/services'

/** The modules of the house, those others rest on first. */
export const modules: readonly Module[] = [parties, ledger, accounts, identity, messages, grants, counter, exchange, certificates, decisions, services]

/** The commands of the house. */
const commands: Readonly<Record<string, Command>> = {
  ...kernelCommands,
  'try company': { help: 'opens a company against the running node, from the first tap to the last receipt', run: async () => (await import('#city/try-company')).tryCompany() },
  'ledger verify-proof': {
    help: 'FILE  checks an inclusion or consistency proof (RFC 6962)',
    run: async ([file]) => { const claim = ProofClaim.safeParse(readJson(file)); if (!claim.success) throw new UnfitInput('That is no proof claim; see the help for its shape. 证明文件的形式不对。'); const verdict = verifyProof(claim.data); return show(verdict, verdict.valid) },
  },
  'ledger audit': { help: 'recomputes every stored hash, signature and link', run: async () => { const found = await onDatabase(audit); return show(found, found.faults.length === 0) } },
  replay: {
    help: '[--table ID]  decides past cases again on the same inputs and names what comes out otherwise',
    run: async (words) => { const found = await onHouse((act) => replay(act, words[0] === '--table' ? (words[1] ?? null) : null)); return show(found, found.changed.length === 0) },
  },
  'jws verify': {
    help: 'FILE --key JWK  checks a compact JWS',
    run: async ([file, , key]) => { const verdict = await verify(readInput(file).trim(), readJson(key) as never); return show(verdict.valid ? { valid: true, payload: verdict.payload.toString('utf8') } : verdict, verdict.valid) },
  },
}

const program = { modules, whoIs, commands, apps: async (server: Server) => (await import('#apps/mount')).mountApps(server), settle: async () => (await import('#city/settle')).settleCast() }

if (import.meta.main) process.exitCode = await command(process.argv.slice(2), program)
