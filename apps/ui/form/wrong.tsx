import { paths } from '../../paths.ts'
import type { FieldView, Source } from '../../portal/api.ts'
import { Button, Unseen } from '../parts.tsx'
import { useVoice } from '../voice.tsx'

/** A record about the reader that he cannot type over, only say that it is wrong. */
type Disputable = { readonly source: string; readonly element: string; readonly objection: string | null }

/** The record that a value was taken from, where its reader can object to it. */
export function recordOf({ locked, source }: { readonly locked: boolean; readonly source?: Source | null | undefined }): Disputable | undefined {
  if (!locked || source?.aboutMe !== true || source.id === undefined || !source.element) return undefined
  return { source: source.id, element: source.element, objection: source.objection ?? null }
}

/**
 * In a form: the quiet way to say that what an authority keeps is wrong. It is a button of the form, so that what was
 * typed is kept on the way, also without scripts. Who has said so already is led to what became of it.
 */
export function Wrong({ field }: { readonly field: FieldView }) {
  const { t, bi } = useVoice()
  const record = recordOf(field)
  if (record === undefined) return null
  if (record.objection !== null) return <p className="wrong"><Objected objection={record.objection} label={bi(field.label)} /></p>
  return <p className="wrong"><Button kind="quiet" name="do" value={`object:${field.id}`}>{t('source.wrong')}<Unseen> {bi(field.label)}</Unseen></Button></p>
}

/** On a page where nothing is typed: the same as a link. */
export function WrongLink({ field, case: file }: { readonly field: FieldView; readonly case: string }) {
  const { t, bi } = useVoice()
  const record = recordOf(field)
  if (record === undefined) return null
  if (record.objection !== null) return <Objected objection={record.objection} label={bi(field.label)} />
  return <a className="link" href={paths.objection({ ...record, case: file })}>{t('source.wrong')}<Unseen> {bi(field.label)}</Unseen></a>
}

function Objected({ objection, label }: { readonly objection: string; readonly label: string }) {
  const { t } = useVoice()
  return <a className="link" href={paths.objectionFile(objection)}>{t('source.objected')}<Unseen> {label}</Unseen></a>
}
