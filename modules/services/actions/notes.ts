import { randomUUID } from 'node:crypto'

import type { Act } from '#kernel/act'
import { permit, Refusal } from '#kernel/refusal'

import type { CaseFile } from '../model/case.ts'
import { mayDecide, mayNote } from '../policy.ts'
import * as store from '../store/cases.ts'
import * as desk from '../store/desk.ts'
import { named } from './queue.ts'

/** The file of a case that came to this officer's agency. Refuses `services.case_absent`, `services.no_task`, `not_permitted`. */
export async function fileAtDesk(act: Act, id: string): Promise<CaseFile & { readonly task: NonNullable<CaseFile['task']> }> {
  const file = await store.fileOf(act.tx, id)
  const { task } = file
  permit(mayNote(act.actor, task ?? { agency: file.submission?.organ ?? '' }), 'services.queue')
  if (task === null) throw new Refusal('conflict', 'services.no_task')
  return { ...file, task }
}

/** Notes something on a case for colleagues. It stays as written. Gives all notes. */
export async function note(act: Act, id: string, words: string) {
  await fileAtDesk(act, id)
  const noted = randomUUID()
  await desk.addNote(act.tx, { id: noted, caseId: id, author: act.actor.id, words, at: act.at })
  await act.record({ type: 'services.noted', subject: id, case: id, data: { note: noted } })
  return notesOf(act, id)
}

/** What officers noted on a case, oldest first. Whoever calls this has made sure that the reader is one of them. */
export async function notesOf(act: Act, id: string) {
  return Promise.all((await desk.notesOf(act.tx, id)).map(async ({ author, ...note }) => ({ ...note, author: await named(act, author) })))
}

/** Keeps a decision that the officer prepares, so that no reload, sign-in or other screen loses it. Nobody else sees it. */
export async function deliberate(act: Act, id: string, draft: desk.Deliberation): Promise<{ savedAt: Date }> {
  const { task } = await fileAtDesk(act, id)
  permit(mayDecide(act.actor, task), 'services.decide')
  await desk.putDeliberation(act.tx, task.id, act.actor.id, draft, act.at)
  return { savedAt: act.at }
}
