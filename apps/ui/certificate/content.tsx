import type { OpenedCertificate } from '../../portal/api.ts'
import { Facts, Name } from '../parts.tsx'
import { useVoice } from '../voice.tsx'
import { fieldText } from './drawing.tsx'

/** Every field as a list: what the drawing says, for whoever reads it in another way or on a small screen. */
export function Content({ certificate: one }: { readonly certificate: Pick<OpenedCertificate, 'fields'> }) {
  const voice = useVoice()
  return <Facts rows={one.fields.map((field) => ({ key: field.id, term: voice.bi(field.label), value: <Name text={fieldText(voice, field)} /> }))} />
}
