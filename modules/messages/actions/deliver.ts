import { z } from 'zod'

import type { Act } from '#kernel/act'
import { work, type TakenJob, type Work } from '#kernel/jobs'
import { sentence } from '#kernel/language'
import { port } from '#kernel/ports'
import { Outage } from '#kernel/refusal'
import { currentRelease } from '#kernel/releases'
import { agencyNames } from '#modules/parties'

import type { Channel } from '../model.ts'
import { findDelivery, findMessage, insertOutcome, type MessageRow } from '../store.ts'
import { wording } from './wording.ts'

/** The kind of job that hands one delivery to its carrier. */
export const DELIVER = 'messages.deliver'

const WAIT_MS = 10_000 // Less than the lease of a job, so that no second worker starts while the first still waits.

type Parcel = { readonly delivery: string; readonly message: string; readonly case: string | null; readonly channel: Exclude<Channel, 'inbox'>; readonly parameters: Readonly<Record<string, string>> }
type Taken = Parcel & ({ readonly reference: string } | { readonly reason: string })

/**
 * Hands a delivery to the carrier of its channel (`sms` or `mail`) with the delivery's id as idempotency key: it stays the
 * same over every retry and differs between nodes, so nobody gets a message twice. What the carrier declines has failed;
 * a carrier that is down, busy or silent is an outage and is tried again.
 */
export const deliver: Work = work<Parcel, Taken>({
  prepare: async (act, job: TakenJob) => {
    const delivery = (await findDelivery(act, String(job.payload['delivery'])))!
    const message = (await findMessage(act, delivery.message))!
    const { title, text } = await wording(act, message, message.language)
    const signed = await signedBy(act, message, text)
    const words = message.link === null ? signed : `${signed} ${port().publicAddress}${message.link}`
    const channel = delivery.channel as Parcel['channel']
    const parameters: Record<string, string> = channel === 'sms' ? { mobile: delivery.address!, text: words } : { address: delivery.address!, title, text: words }
    return { delivery: delivery.id, message: message.id, case: message.case, channel, parameters }
  },
  reach: async (parcel) => ({ ...parcel, ...(await handOver(parcel)) }),
  conclude: async (act, _job, taken) => {
    const outcome = 'reference' in taken ? ({ outcome: 'sent', reference: taken.reference } as const) : ({ outcome: 'failed', reason: taken.reason } as const)
    const fresh = await insertOutcome(act, { delivery: taken.delivery, ...outcome })
    if (!fresh) return
    if ('reference' in taken) await act.record({ type: 'messages.sent', subject: taken.message, case: taken.case, data: { channel: taken.channel } })
    else await act.record({ type: 'messages.failed', subject: taken.message, case: taken.case, data: { channel: taken.channel, reason: taken.reason } })
  },
})

/** What leaves the inbox behind says at its beginning who writes, as an SMS must. */
async function signedBy(act: Act, { sender, language }: MessageRow, text: string): Promise<string> {
  const agency = sender === null ? undefined : (await agencyNames(act, [sender]))[sender]
  return agency === undefined ? text : sentence(currentRelease(), language, 'messages.signed', { agency: agency[language], text })
}

const Carried = z.object({ found: z.boolean(), reason: z.string().optional(), record: z.object({ id: z.string() }).optional() })

async function handOver(parcel: Parcel): Promise<{ reference: string } | { reason: string }> {
  const response = await fetch(`${port().addressOf(parcel.channel)}/send`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${port().node}`, 'idempotency-key': parcel.delivery, ...(parcel.case === null ? {} : { 'x-case': parcel.case }), 'x-purpose': 'notice' },
    body: JSON.stringify({ parameters: parcel.parameters }),
    redirect: 'error',
    signal: AbortSignal.timeout(WAIT_MS),
  }).catch((lost: Error) => { throw new Outage(parcel.channel, lost.message) }) // No answer at all: whoever retries learns which carrier it was.
  if ([400, 404, 413, 422].includes(response.status)) return { reason: `refused-${response.status}` }
  if (!response.ok) throw new Outage(parcel.channel, `answered ${response.status}`)
  const carried = Carried.safeParse(await response.json().catch(() => null)) // A cut answer is as good as none.
  if (!carried.success) throw new Outage(parcel.channel, 'answered in a shape we do not know')
  if (carried.data.found) return { reference: carried.data.record?.id ?? parcel.delivery }
  return { reason: /^[a-z0-9-]{1,60}$/.test(carried.data.reason ?? '') ? carried.data.reason! : 'declined' }
}
