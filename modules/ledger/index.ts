import type { Module } from '#kernel/module'

import { startLedger } from './actions/running.ts'
import { startSigner } from './actions/signer.ts'
import { routes } from './routes.ts'
import { Witnessing } from './witness/content.ts'

export { audit, type Audit } from './actions/audit.ts'
export { sealJournal } from './actions/journal.ts'
export { authorityCertificate, signDocument, takenBackList, timeStamp, validationMaterial, type DocumentSigner } from './actions/authority.ts'
export { enter, enterAll, type EntryReceipt } from './actions/enter.ts'
export { foreseeSigning, key, keyOf, keysOf, retireKey } from './actions/keys.ts'
export { consistencyOf, currentCheckpoint, enteredAbout, entriesAbout, entryIdsAbout, entryOf, lostOfKind, proofOf, tileAt } from './actions/proofs.ts'
export { logOrigin, logVerifier, sequence, startSequencer, type Sequenced } from './actions/sequence.ts'
export { bytesOf, isVerifyingKey, keyNamedIn, sign, verify, verifyOwn, type JwsVerdict, type Signature, type ToSign } from './actions/sign.ts'
export { sightingsInName } from './actions/monitor.ts'
export { gmCommands } from './gm/command.ts'
export { monitorCommand } from './witness/command.ts'
export { ProofClaim, verifyProof, type ProofVerdict } from './merkle/claim.ts'
export { commitmentOf, leafHashOf, leafOf, type Algorithm, type ConsistencyProof, type InclusionProof, type KeyOwner, type LedgerEntry, type LedgerFault, type NewEntry, type PublicJwk, type PublicKey } from './model.ts'
export { openCheckpoint, parseCheckpoint, readNoteSignature, type Checkpoint } from './note/checkpoint.ts'
export { cosign, cosignedBy, parseCosignerKey } from './note/cosignature.ts'
export { holdsAt, signedBy, stampedAt, takenBackIn } from './pki/read.ts'
export { parseVerifierKey, verifierKey, type NoteVerifier } from './note/note.ts'

/** Keys, signatures and the public log. It calls no other module. */
export const ledger: Module = {
  name: 'ledger', uses: [], content: [Witnessing], routes, running: startLedger, beside: startSigner,
  facts: { 'ledger.key_made': ['owner', 'algorithm', 'generation'], 'ledger.key_retired': ['owner'], 'ledger.audited': ['entries', 'faults'], 'ledger.contradicted': ['size', 'known', 'code'], 'ledger.witness_refused': ['size', 'answer'], 'ledger.seen_in_name': ['log', 'leaf', 'kind'], 'ledger.unexpected_in_name': ['log', 'leaf', 'kind'] },
}
