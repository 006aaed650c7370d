import type { FieldView } from '../portal/api.ts'
import { Moment, Name } from './parts.tsx'
import { useVoice } from './voice.tsx'

/** Where a value came from: who says so, since when, and how sure it is. Of what the person gave himself it says just that, where `own` asks for it. */
export function SourceChip({ field, id, own = false }: { readonly field: Pick<FieldView, 'source' | 'by'>; readonly id?: string; readonly own?: boolean }) {
  const { t, bi, knows } = useVoice()
  const { source, by } = field
  if (source !== undefined && source !== null) {
    const state = knows(`source.${source.state}`) ? source.state : 'unknown'
    return (
      <span className={`chip chip--${state}`} id={id}>
        <span className="chip__who"><Name text={bi(source.agency)} /> · {bi(source.title)}</span>
        <span className="chip__when"><Moment iso={source.obtainedAt} /></span>
        <span className="chip__sure">{t(`source.${state}`)}</span>
      </span>
    )
  }
  if (by === 'worked out' || by === 'default') return <span className="chip chip--own" id={id}>{t(by === 'default' ? 'source.default' : 'source.worked_out')}</span>
  return own && (by === 'typed' || by === 'picked') ? <span className="chip chip--own" id={id}>{t(`source.${by}`)}</span> : null
}
