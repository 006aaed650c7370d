import type { Act } from '#kernel/act'
import { permit, Refusal } from '#kernel/refusal'
import type { Bilingual } from '#kernel/shapes'
import { agencyNames, masked, partyOf } from '#modules/parties'

import type { Ask, Session, Way } from '../model.ts'
import { maySitOpposite, mayServe, SERVE } from '../policy.ts'
import * as screens from '../store/screens.ts'
import * as store from '../store/sessions.ts'
import { currentSession } from './looks.ts'
import { paired } from './screens.ts'

/** A session as the clerk sees it. */
export type ClerkView = {
  readonly session: { readonly id: string; readonly citizen: string; readonly name: string; readonly idNumber: string; readonly way: Way; readonly openedAt: Date; readonly until: Date; readonly share: string | null } | null
  readonly ask: { readonly id: string; readonly way: 'phone' | 'screen'; readonly until: Date } | null
  readonly screen: { readonly until: Date } | null
  readonly last: { readonly id: string; readonly reason: string; readonly endedAt: Date } | null
}

/** How it stands at the acting clerk's place; `after` names the session he believes to be in, to be told how it ended. Refuses `not_permitted`. */
export async function clerkView(act: Act, after?: string): Promise<ClerkView> {
  permit(mayServe(act.actor), SERVE)
  const session = await currentSession(act)
  const ask = await store.askOf(act.tx, { clerk: act.actor.id }, act.at)
  const until = await paired(act)
  const before = after === undefined || after === session?.id ? undefined : await store.sessionById(act.tx, after)
  return {
    session: session ? await sessionView(act, session) : null,
    ask: ask ? { id: ask.id, way: ask.way, until: ask.until } : null,
    screen: until === null ? null : { until },
    last: before?.clerk === act.actor.id ? endOf(before, act.at) : null,
  }
}

/** How a session ended: by whom, by its time, or because the permission it stood on was taken back. */
const endOf = (session: Session & { endedAt: Date | null; reason: string | null }, at: Date): ClerkView['last'] => {
  if (session.endedAt !== null) return { id: session.id, reason: session.reason!, endedAt: session.endedAt }
  return session.until <= at ? { id: session.id, reason: 'time', endedAt: session.until } : { id: session.id, reason: 'citizen', endedAt: at }
}

async function sessionView(act: Act, session: Session): Promise<NonNullable<ClerkView['session']>> {
  const citizen = await partyOf(act, session.citizen)
  const number = citizen.identifiers.find((one) => one.type === 'citizen-id')
  const share = await screens.shareOf(act.tx, session.id)
  return {
    id: session.id, citizen: session.citizen, name: citizen.name, idNumber: number ? masked(number).value : '', way: session.way,
    openedAt: session.openedAt, until: session.until, share: share?.case ?? null,
  }
}

type Opposite = { readonly agency: Bilingual; readonly clerk: string }

/** A session or an ask as the citizen sees it: who sits there, and until when. */
export type CitizenView = {
  readonly session: (Opposite & { readonly id: string; readonly way: Way; readonly openedAt: Date; readonly until: Date; readonly share: string | null }) | null
  readonly ask: (Opposite & { readonly id: string; readonly until: Date }) | null
}

/** How it stands for the reader at a counter. Refuses `identity.sign_in_first`, `not_permitted`. */
export async function citizenView(act: Act): Promise<CitizenView> {
  if (act.actor.id === 'visitor') throw new Refusal('unsigned', 'identity.sign_in_first')
  permit(maySitOpposite(act.actor))
  const session = await store.runningOf(act.tx, { citizen: act.actor.id }, act.at)
  const ask = await askedOf(act)
  const share = session ? await screens.shareOf(act.tx, session.id) : undefined
  return {
    session: session ? { ...(await whoSits(act, session)), id: session.id, way: session.way, openedAt: session.openedAt, until: session.until, share: share?.case ?? null } : null,
    ask: ask ? { ...(await whoSits(act, ask)), id: ask.id, until: ask.until } : null,
  }
}

/** The ask that waits for the reader's word on his phone. */
export const askedOf = (act: Act): Promise<Ask | undefined> => store.askOf(act.tx, { citizen: act.actor.id }, act.at)

/** Who sits on the other side, by agency and name. */
export async function whoSits(act: Act, { agency, clerk }: { agency: string; clerk: string }): Promise<Opposite> {
  const names = await agencyNames(act, [agency])
  return { agency: names[agency] ?? { zh: agency, en: agency }, clerk: (await partyOf(act, clerk)).name }
}
