import type { Module } from '#kernel/module'

import { CertificateKinds } from './model/kind.ts'
import { Grounds } from './model/ground.ts'
import { Purposes } from './model/purpose.ts'
import { Wallets } from './openid/wallets.ts'
import { doors, routes } from './routes.ts'

export { auditCertificates, type CertificateFault } from './actions/audit.ts'
export { issue, type Issue } from './actions/issue.ts'
export { groundOf } from './actions/keeping.ts'
export { verifyJws, verifyOwnJws, type Claims, type Jwk, type OfflineVerdict } from './actions/offline.ts'
export { MATTER, type Holder } from './actions/holders.ts'
export { held, holdersOf, ofCase, open, print, PRINTING, show, usable, walletOf, type Opened, type Printed, type Printing, type Shown } from './actions/present.ts'
export { offer, see, showingOf, type Copy, type Offer, type Offered } from './actions/showing.ts'
export { copyByDuty, type DutyShown } from './actions/duty.ts'
export { verifyByCode, verifyByIdentifier, type ShownField, type VerdictCode, type Verification } from './actions/verify.ts'
export { resume, revoke, suspend, type Withdrawal } from './actions/withdraw.ts'
export { verifyCommand } from './actions/command.ts'
export { standing, type Certificate, type Fields, type Standing } from './model/certificate.ts'
export { codeMeant, groupedCode } from './model/code.ts'
export { CertificateKinds, type Kind } from './model/kind.ts'

/** Electronic certificates: kinds, issue, standing, verification, wallet, prints. */
export const certificates: Module = {
  name: 'certificates', uses: ['grants', 'parties', 'ledger'], content: [CertificateKinds, Purposes, Wallets, Grounds], routes, doors,
  facts: {
    'certificates.issued': ['type', 'issuer', 'decision', 'version', 'holder'], 'certificates.revoked': ['type', 'issuer', 'holder', 'at', 'ground'], 'certificates.suspended': ['type', 'issuer', 'holder', 'at', 'ground'], 'certificates.resumed': ['type', 'issuer', 'holder', 'at', 'ground'], 'certificates.offered': ['type', 'purpose'], 'certificates.wallet_offered': ['type'], 'certificates.shown': ['type', 'issuer', 'purpose'], 'certificates.copied': ['type', 'issuer', 'agency', 'number'], 'certificates.printed': ['type', 'issuer', 'place'], 'certificates.taken': ['type', 'issuer'], 'certificates.asked': ['purpose'], 'certificates.answered': ['verdict'],
  },
}
