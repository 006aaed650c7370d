import type { Act } from '#kernel/act'
import { permit, Refusal } from '#kernel/refusal'
import { copyByDuty, type DutyShown } from '#modules/certificates'
import { alarm } from '#modules/grants'

import { stageOf, type CaseFile } from '../model/case.ts'
import { elementsOn, mappedIn } from '../model/requirement.ts'
import { mayQueue } from '../policy.ts'
import * as store from '../store/cases.ts'
import { evidenceOf } from '../store/evidence.ts'
import { definitionOf } from './context.ts'

/** A look that was refused with an alarm: the code. Whoever called keeps the act, so that the alarm stays, and refuses then. */
export type Alarmed = { readonly alarmed: 'services.no_live_case' | 'services.not_mapped' }

/**
 * Shows an officer the certificate that proves something in his live case: the fields that its matter maps, and nothing else, as a copy that says for
 * whom, for what and until when; the holder reads it in his log at once. Without a live case of his agency, or for a kind that the matter
 * does not map, he sees nothing, and an alarm is kept.
 * Refuses `services.case_absent`, `not_permitted`, `certificates.none_valid`.
 */
export async function lookByDuty(act: Act, id: string, kind: string): Promise<DutyShown | Alarmed> {
  permit(mayQueue(act.actor), 'services.queue')
  const file = await store.fileOf(act.tx, id)
  const definition = await definitionOf(act, file)
  const mapped = mappedIn(definition.matter?.requirements ?? [], kind)
  const root = file.parent ?? file.id
  if (!isLive(file, act.actor.agency)) return alarmed(act, file, kind, 'services.no_live_case')
  if (mapped === undefined) return alarmed(act, file, kind, 'services.not_mapped')
  const { requirement, fields } = mapped
  const found = (await evidenceOf(act.tx, id)).find((one) => one.requirement === requirement.id)
  if (found?.by !== 'certificate' || found.name !== kind) throw new Refusal('conflict', 'certificates.none_valid', { standing: found?.tried.find((one) => one.name === kind)?.why ?? 'absent' })
  return copyByDuty(act, { id: found.ref!, fields, purpose: file.definition, case: root, law: requirement.law, until: untilOf(act, file) })
}

/** Whether a case is before an officer of this agency now: it came to him and nobody has decided it. */
const isLive = (file: CaseFile, agency: string): boolean => file.task !== null && !file.task.ended && file.task.agency === agency && stageOf(file) === 'with-officer'

const DAY_MS = 86_400_000

/** A copy is good until the case is due, and a day at least. */
const untilOf = (act: Act, file: CaseFile): Date => new Date(Math.max(file.task!.dueAt.getTime(), act.at.getTime() + DAY_MS))

async function alarmed(act: Act, file: CaseFile, kind: string, why: Alarmed['alarmed']): Promise<Alarmed> {
  const [element] = elementsOn({ certificate: kind, fields: [] })
  await alarm(act, { subject: file.applicant, grantee: act.actor.agency!, source: 'certificates', elements: [element!.slice('certificates.'.length)], purpose: file.definition, case: file.parent ?? file.id }, why)
  return { alarmed: why }
}
