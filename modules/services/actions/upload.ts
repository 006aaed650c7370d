import { createHash, randomUUID } from 'node:crypto'

import type { Act } from '#kernel/act'
import { permit, Refusal, unfit } from '#kernel/refusal'
import { use } from '#modules/grants'

import { stageOf, type CaseFile } from '../model/case.ts'
import { sniffed, UPLOAD_BYTES_MAX } from '../model/upload.ts'
import { mayNote, maySpeakFor } from '../policy.ts'
import * as cases from '../store/cases.ts'
import * as store from '../store/evidence.ts'
import { definitionOf, holdToWork, scopeOf } from './context.ts'
import { mayUpload } from './evidence-form.ts'
import { requirementsNow, seek } from './evidence.ts'
import { platform, requireMandate, requireSpeaker } from './open.ts'

/** So many files are enough for every paper of a case, handed in several times. */
const UPLOADS_MAX = 20

/**
 * Hands in a file where nothing else proves something. What it is, its bytes say, not its name. A later file takes the place of an earlier one.
 * Refuses `services.closed_to_change`, `services.no_requirement`, `services.not_asked` where something else proves it or no file can,
 * `services.uploads_many`, and at `/content` `services.upload_kind`, `services.upload_large`, `services.upload_empty`.
 */
export async function upload(act: Act, id: string, requirementId: string, { name, content }: { name: string; content: string }): Promise<void> {
  const file = await holdToWork(act, id)
  await requireSpeaker(act, file)
  if (!['filling', 'returned'].includes(stageOf(file))) throw new Refusal('conflict', 'services.closed_to_change')
  const definition = await definitionOf(act, file)
  const scope = await scopeOf(act, file, definition, file.draft?.answers ?? {})
  const requirement = requirementsNow(definition, scope).find((one) => one.id === requirementId)
  if (requirement === undefined) throw new Refusal('absent', 'services.no_requirement', { requirement: requirementId })
  const found = (await store.evidenceOf(act.tx, id)).find((one) => one.requirement === requirementId)
  if (found === undefined || !mayUpload(requirement, found)) throw new Refusal('conflict', 'services.not_asked')
  if ((await store.countUploads(act.tx, id)) >= UPLOADS_MAX) throw new Refusal('conflict', 'services.uploads_many', { max: UPLOADS_MAX })
  const { bytes, media } = readFile(content)
  const digest = createHash('sha256').update(bytes).digest('hex')
  await store.addUpload(act.tx, id, { id: randomUUID(), requirement: requirementId, name, media, size: bytes.length, digest, bytes, uploadedAt: act.at, by: act.actor.id })
  await act.record({ type: 'services.uploaded', subject: id, case: id, data: { requirement: requirementId, media, size: bytes.length, digest } })
  await seek(act, { file, definition, scope, grantee: platform(act), for: 'form' })
}

function readFile(content: string): { bytes: Buffer; media: string } {
  const bytes = Buffer.from(content, 'base64')
  if (bytes.length === 0) throw unfit('/content', 'services.upload_empty')
  if (bytes.length > UPLOAD_BYTES_MAX) throw unfit('/content', 'services.upload_large', { max: UPLOAD_BYTES_MAX / 1_000_000 })
  const media = sniffed(bytes)
  if (media === null) throw unfit('/content', 'services.upload_kind')
  return { bytes, media }
}

/**
 * A file of a case: for who handed it in, and for the officers who have the case; their look passes the gate and stands in the
 * applicant's log. Refuses `services.case_absent`, `not_permitted`, `grants.none`, `services.no_upload`.
 */
export async function uploadedFile(act: Act, id: string, uploadId: string): Promise<store.Upload & { readonly bytes: Buffer }> {
  const file = await cases.fileOf(act.tx, id)
  if (maySpeakFor(act.actor, file)) await requireMandate(act, file)
  else await lookAsOfficer(act, file)
  const found = await store.uploadWith(act.tx, id, uploadId)
  if (found === undefined) throw new Refusal('absent', 'services.no_upload')
  return found
}

async function lookAsOfficer(act: Act, file: CaseFile): Promise<void> {
  const agency = file.task?.agency ?? file.submission?.organ ?? ''
  permit(mayNote(act.actor, { agency }), 'services.queue')
  await use(act, { subject: file.applicant, grantee: agency, source: 'uploads', elements: ['file'], purpose: file.definition, case: file.parent ?? file.id })
}
