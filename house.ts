import type { Act } from '#kernel/act'
import { command, type Command } from '#kernel/command'
import { kernelCommands, onHouse } from '#kernel/commands'
import { readInput, readJson, show, showVerdict, UnfitInput } from '#kernel/command'
import type { Server } from '#kernel/http'
import { declareFacts } from '#kernel/journal'
import type { Module } from '#kernel/module'
import { auditContent, refreshRelease } from '#kernel/releases'
import { accounts } from '#modules/accounts'
import { auditCertificates, certificates, verifyCommand } from '#modules/certificates'
import { counter } from '#modules/counter'
import { auditReceipts, decisions, evaluateCommand, exportCommand, importCommand, replayCommand } from '#modules/decisions'
import { auditFacts, exchange } from '#modules/exchange'
import { auditUses, grants } from '#modules/grants'
import { identity, issueEnrolment, whoIs } from '#modules/identity'
import { audit, gmCommands, ledger, monitorCommand, ProofClaim, verify, verifyProof } from '#modules/ledger'
import { messages } from '#modules/messages'
import { appoint, parties } from '#modules/parties'
import { auditSignatures, services } from '#modules/services'

/** The modules of the house, those others rest on first. */
export const modules: readonly Module[] = [parties, ledger, accounts, identity, messages, grants, counter, exchange, certificates, decisions, services]

/** The commands of the house. */
const commands: Readonly<Record<string, Command>> = {
  ...kernelCommands,
  'try company': { help: 'opens a company against the running node, from the first tap to the last receipt', run: async () => (await import('#city/try-company')).tryCompany() },
  'ledger verify-proof': {
    help: 'FILE  checks an inclusion or consistency proof (RFC 6962)',
    run: async ([file]) => { const claim = ProofClaim.safeParse(readJson(file)); if (!claim.success) throw new UnfitInput('That is no proof claim; see the help for its shape. 证明文件的形式不对。'); return showVerdict(verifyProof(claim.data)) },
  },
  'ledger audit': { help: 'recomputes every stored hash, signature and link: of the log and the journal, of certificates and the copies made of them, of uses, signatures, decisions’ receipts and the facts they were made on, of all content', run: async () => { const found = await onHouse(auditAll, modules); return show(found, found.faults.length === 0) } },
  'ledger monitor': monitorCommand,
  'certificates verify': verifyCommand,
  'decisions evaluate': evaluateCommand,
  'decisions export': exportCommand,
  'decisions import': importCommand,
  replay: replayCommand,
  'identity enrol': {
    help: 'NUMBER NAME [AGENCY ROLE]  a code for the first passkey of somebody, and the post he begins in',
    run: async ([idNumber, name, agency, role]) => {
      if (idNumber === undefined || name === undefined) throw new UnfitInput('Give a citizen id number and a name, and for an official an agency and a role. 请给出公民身份号码和姓名；工作人员另给单位和角色。')
      return show(await onHouse((act) => enrolFirst(act, { idNumber, name, agency, role }), modules))
    },
  },
  'jws verify': {
    help: 'FILE --key JWK  checks a compact JWS',
    run: async ([file, , key]) => { const verdict = await verify(readInput(file).trim(), readJson(key) as never); return verdict.valid ? show({ valid: true, payload: verdict.payload.toString('utf8') }) : showVerdict(verdict) },
  },
  ...gmCommands,
}

/** Everything that is known by a digest, recomputed: the log, the journal, certificates, uses, signatures, the receipts of decisions, the facts and the content they rest on. */
export async function auditAll(act: Act) {
  const found = [await audit(act.tx), await auditCertificates(act), await auditUses(act), await auditSignatures(act), await auditReceipts(act, (facts) => auditFacts(act, facts)), await auditContent(act.tx)] as const
  const [log, certified, used, signed, receipts, content] = found
  return { ...log, ...certified, ...used, ...signed, receipts: receipts.receipts, texts: content.texts, faults: found.flatMap(({ faults }) => faults as readonly { what: string; id: string; code: string }[]) }
}

/** Lets whoever runs the node bring in its first people, before there is an official who could. */
async function enrolFirst(act: Act, first: { idNumber: string; name: string; agency: string | undefined; role: string | undefined }) {
  for (const { facts } of modules) if (facts) declareFacts(facts)
  await refreshRelease(act.tx)
  const given = await issueEnrolment(act, { idNumber: first.idNumber, name: first.name })
  const post = first.agency === undefined || first.role === undefined ? null : await appoint(act, { person: given.party, agency: first.agency, role: first.role, reason: 'named by who runs the node' })
  return { code: given.code, expiresAt: given.expiresAt, party: given.party, post: post?.id ?? null }
}

const program = { modules, whoIs, commands, apps: async (server: Server) => (await import('#apps/mount')).mountApps(server), settle: async () => (await import('#city/settle')).settleCast() }

if (import.meta.main) process.exitCode = await command(process.argv.slice(2), program)
