import { patterns } from '../../../paths.ts'
import type { Route } from '../../visit.ts'
import { askWithdrawal, showConsents, withdraw } from './consents.tsx'
import { askNow, showKnown } from './known.tsx'
import { disputeLook, showLook } from './look.tsx'
import { showLooks } from './looks.tsx'
import { askRevocation, giveMandate, newMandate, revoke } from './mandates.tsx'
import { newObjection, raise } from './objecting.tsx'
import { showObjection, showObjections, takeBack } from './objections.tsx'
import { showOverview } from './overview.tsx'
import { prove } from './proof.tsx'

/** `/my/data` and below: what is known about me, who looked and why, what I allowed, and what I say is wrong. */
export const dataRoutes: readonly Route[] = [
  { method: 'GET', path: patterns.myData, answer: showOverview },
  { method: 'GET', path: patterns.known, answer: showKnown },
  { method: 'POST', path: patterns.askNow, answer: askNow },
  { method: 'GET', path: patterns.looks, answer: showLooks },
  { method: 'GET', path: patterns.look, answer: showLook },
  { method: 'POST', path: patterns.look, answer: disputeLook },
  { method: 'GET', path: patterns.proof, answer: prove },
  { method: 'GET', path: patterns.consents, answer: showConsents },
  { method: 'GET', path: patterns.grantWithdrawal, answer: askWithdrawal },
  { method: 'POST', path: patterns.grantWithdrawal, answer: withdraw },
  { method: 'GET', path: patterns.mandateNew, answer: newMandate },
  { method: 'POST', path: patterns.mandateNew, answer: giveMandate },
  { method: 'GET', path: patterns.mandateRevocation, answer: askRevocation },
  { method: 'POST', path: patterns.mandateRevocation, answer: revoke },
  { method: 'GET', path: patterns.objections, answer: showObjections },
  { method: 'GET', path: patterns.objection, answer: newObjection },
  { method: 'POST', path: patterns.objection, answer: raise },
  { method: 'GET', path: patterns.objectionFile, answer: showObjection },
  { method: 'POST', path: patterns.objectionWithdrawal, answer: takeBack },
]
