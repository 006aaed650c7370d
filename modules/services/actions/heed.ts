import type { Act } from '#kernel/act'
import type { Entry } from '#kernel/journal'
import type { Reactions } from '#kernel/reader'
import { currentRelease } from '#kernel/releases'
import { groundOf } from '#modules/certificates'
import { objectionOf, Sources } from '#modules/exchange'
import { disputeOf } from '#modules/grants'
import { send } from '#modules/messages'
import { agencyOf, mandateWith, partyOf, speakersByLaw } from '#modules/parties'

import { WAITED } from './dormant.ts'
import { lookAgainAtFact } from './settle-contest.ts'

/** What modules below tell that a case waited for, or that somebody should hear of: they may not write letters themselves. */
export const HEEDED: Reactions = {
  ...WAITED, 'exchange.objection_answered': heedObjection, 'grants.dispute_answered': heedDispute, 'parties.mandated': heedMandate,
  'certificates.suspended': heedStanding, 'certificates.resumed': heedStanding, 'certificates.revoked': heedStanding,
}

/** A register answered an objection: the person is told, in the agency's words; where it put the fact right, what was decided on it is looked at again. */
async function heedObjection(act: Act, entry: Entry): Promise<void> {
  const file = (await objectionOf(act, String(entry.data['objection'])))!
  if (file.outcome === 'corrected') await lookAgainAtFact(act, file.id)
  const source = currentRelease().get(Sources, file.source)?.value
  const element = source?.elements[file.element]?.label ?? { zh: file.element, en: file.element }
  await send(act, {
    to: file.subject, from: file.agency, letter: `objection-${file.outcome}`, case: file.case, link: `/my/data/objections/${file.id}`, channels: ['inbox', 'sms'], key: `objection ${file.id}`,
    values: { number: file.number, source: source?.title ?? { zh: file.source, en: file.source }, element, agency: agencyOf(currentRelease(), file.agency).name, words: file.answer! },
  })
}

/** An agency explained a look that somebody did not know of: he is told. */
async function heedDispute(act: Act, entry: Entry): Promise<void> {
  const file = (await disputeOf(act, String(entry.data['dispute'])))!
  const { name } = agencyOf(currentRelease(), file.agency)
  await send(act, { to: file.subject, from: file.agency, letter: `look-${file.outcome}`, link: `/my/data/looks/${file.use}`, channels: ['inbox', 'sms'], key: `dispute ${file.id}`, values: { number: file.number, agency: name, words: file.answer! } })
}

/** Somebody was appointed to act for another: he is told, and where he can lay it down. No agency speaks here. */
async function heedMandate(act: Act, entry: Entry): Promise<void> {
  const given = await mandateWith(act, String(entry.data['mandate']))
  if (!given) return
  const { name } = await partyOf(act, given.grantor)
  await send(act, { to: given.grantee, from: null, letter: 'mandate-given', link: '/my/data/consents', channels: ['inbox'], key: `mandate ${given.id}`, values: { name, until: given.until ?? '' } })
}

/** An issuer let a certificate rest, or took it back: its holder is told why, at once, and who acts for him by law. What the house itself does follows from a decision, and its letter tells. */
async function heedStanding(act: Act, { actor, id, subject, type, data }: Entry): Promise<void> {
  if (actor.startsWith('house:')) return
  const kind = type.split('.')[1] as 'suspended' | 'resumed' | 'revoked'
  const { title, number, issuer, holder, holderName, words } = await groundOf(act, subject, { kind, at: typeof data['at'] === 'string' ? new Date(data['at']) : null, ground: typeof data['ground'] === 'string' ? data['ground'] : null })
  const values = { title, number, holder: holderName, agency: agencyOf(currentRelease(), issuer).name, words }
  // Nobody opens the wallet of one who is no more.
  const link = (await partyOf(act, holder)).ended === null ? { link: `/wallet/${subject}` } : {}
  const tell = (to: string, letter: string): Promise<unknown> => send(act, { to, from: issuer, letter, ...link, channels: ['inbox', 'sms'], key: `standing ${id} ${to}`, values })
  await tell(holder, `certificate-${kind}`)
  for (const speaker of await speakersByLaw(act, holder)) await tell(speaker, `certificate-${kind}-for-another`)
}
