import type { Act } from '#kernel/act'
import { Refusal } from '#kernel/refusal'
import { agencyNames, masked, partyOf } from '#modules/parties'
import { answerAsk, atScreen, close, lastWord, say, type AtScreen, type Session } from '#modules/counter'

import { stageOf } from '../model/case.ts'
import * as store from '../store/cases.ts'
import { asHim } from './open.ts'
import { draftDigest } from './serve.ts'
import { showCase } from './show.ts'
import { confirm, sign } from './sign.ts'

type Paired = Extract<AtScreen, { state: 'paired' }>

/** What the second screen shows now, and nothing that its clerk does not share. Refuses (absent) `counter.screen_absent`. */
export async function screenView(act: Act, secret: string) {
  const at = await atScreen(act, secret)
  if (at.state !== 'paired') return at
  const names = await agencyNames(act, [at.agency])
  const place = { agency: names[at.agency] ?? { zh: at.agency, en: at.agency }, clerk: (await partyOf(act, at.act.actor.id)).name }
  return {
    state: 'paired' as const, ...place,
    ask: at.ask ? { id: at.ask.id, until: at.ask.until, ...(await whoIsMeant(act, at.ask.citizen)) } : null,
    session: at.session ? { id: at.session.id, until: at.session.until, name: (await partyOf(act, at.session.citizen)).name } : null,
    case: at.session && at.share ? await caseView(at.act, at.session, at.share.case) : null,
  }
}

/** Enough to know oneself by, and not enough for who looks over the shoulder. */
async function whoIsMeant(act: Act, citizen: string): Promise<{ name: string; idNumber: string }> {
  const party = await partyOf(act, citizen)
  const number = party.identifiers.find((one) => one.type === 'citizen-id')
  return { name: party.name, idNumber: number ? masked(number).value : '' }
}

/** The case as the citizen himself may see it. */
async function caseView(act: Act, session: Session, id: string) {
  const file = await store.fileOf(act.tx, id)
  const { number, title, stage, form, digest, signatories, applicant, organ, changes, proven } = await showCase(asHim(act, session.citizen), id)
  const word = await lastWord(act, session, id)
  const me = signatories.find((one) => one.me)
  return {
    id, number, title, stage, applicant, organ, changes, form: { groups: form.groups.filter((group) => group.shown), complete: form.complete },
    proven: proven.items.filter(({ state }) => state !== 'later').map((item) => ({ id: item.id, proves: item.proves, material: item.material, state: item.state, title: item.by?.title ?? null, file: item.upload?.name ?? null })),
    draft: draftDigest(file), digest, consents: me?.consents ?? [], lawful: me?.lawful ?? [], signed: me?.signedAt ?? null, othersOpen: signatories.filter((one) => one.signedAt === null && !one.me).length,
    word: word && word.digest === draftDigest(file) ? { right: word.right, fields: word.fields } : null,
  }
}

/** The act of the screen's clerk, with the session in it. Refuses (conflict) `counter.no_session`. */
async function inSession(act: Act, secret: string): Promise<Paired & { readonly session: Session }> {
  const at = await atScreen(act, secret)
  if (at.state !== 'paired' || at.session === null) throw new Refusal('conflict', 'counter.no_session')
  return { ...at, session: at.session }
}

/** The citizen answers at the screen whether it is he. Refuses (gone) `counter.ask_over`. */
export async function answerAtScreen(act: Act, secret: string, ask: string, word: 'yes' | 'no') {
  const at = await atScreen(act, secret)
  if (at.state !== 'paired') throw new Refusal('gone', 'counter.ask_over')
  await answerAsk(at.act, at.ask ?? undefined, ask, word)
  return screenView(act, secret)
}

/**
 * The citizen says at the screen that what stands there is right, which freezes it for signing; or which fields are wrong.
 * Refuses `counter.no_session`, `counter.nothing_shared`, (conflict) `services.other_digest` where it changed meanwhile, and as `confirm` does.
 */
export async function sayAtScreen(act: Act, secret: string, words: { digest: string; right: boolean; fields: readonly string[] }) {
  const at = await inSession(act, secret)
  const id = sharedCase(at)
  const file = await store.holdCase(act.tx, id)
  if (words.digest !== draftDigest(file)) throw new Refusal('conflict', 'services.other_digest')
  await say(at.act, at.session, { case: id, ...words, by: 'screen' })
  if (words.right) await confirm(at.act, id)
  return screenView(act, secret)
}

function sharedCase(at: Paired): string {
  if (at.share === null) throw new Refusal('conflict', 'counter.nothing_shared')
  return at.share.case
}

/** The citizen signs at the screen; the clerk is his witness. Refuses `counter.no_session`, `counter.nothing_shared`, and as `sign` does. */
export async function signAtScreen(act: Act, secret: string, digest: string) {
  const at = await inSession(act, secret)
  const id = sharedCase(at)
  if (stageOf(await store.fileOf(act.tx, id)) !== 'signing') throw new Refusal('conflict', 'services.nothing_to_sign')
  await sign(at.act, id, digest, at.session)
  return screenView(act, secret)
}

/** The citizen ends the session at the screen. Refuses (conflict) `counter.no_session`. */
export async function endAtScreen(act: Act, secret: string) {
  const at = await inSession(act, secret)
  await close(asHim(at.act, at.session.citizen), at.session, 'citizen')
  return screenView(act, secret)
}
