import { createContext, useContext, type ReactNode } from 'react'

import type { Case, FieldView } from '../portal/api.ts'
import type { Voice } from '../portal/voice.ts'
import { Moment, Name } from './parts.tsx'
import { useVoice } from './voice.tsx'

type Sourced = Pick<FieldView, 'source' | 'by'>

/** Who typed what stands in a form, as its reader knows him: he himself, he himself where nothing can be changed any more, who applies, or the clerk at a window. */
type Typist = 'reader' | 'settled' | 'applicant' | 'window'

const Typed = createContext<Typist>('reader')

/** Everything inside stands in the form of this case, and was typed by whoever filled it in. */
export const FilledIn = ({ by: { channel, me }, children }: { readonly by: { readonly channel: Case['channel']; readonly me?: Pick<Case['me'], 'role'> }; readonly children: ReactNode }) =>
  <Typed value={channel === 'window' ? 'window' : me === undefined || me.role === 'applicant' || me.role === 'agent' ? 'reader' : 'applicant'}>{children}</Typed>

/** Everything inside is shown to be signed, and nothing of it can be changed there. */
export const Settled = ({ children }: { readonly children: ReactNode }) => <Typed value="settled">{children}</Typed>

/** Says how sure a value of the form at hand is. */
export function useSure(): (field: Sourced) => string {
  const [voice, typist] = [useVoice(), useContext(Typed)]
  return (field) => sureOf(voice, field, typist)
}

/** How sure a value is, in a word: what an authority keeps, what was checked, what follows from other answers, what somebody said himself. */
function sureOf({ t, knows, bi }: Voice, { source, by }: Sourced, typist: Typist): string {
  if ((by === 'default' || by === 'left') && source?.label) return t(by === 'left' ? 'source.left_from' : 'source.preselected', { element: bi(source.label) })
  if (source !== undefined && source !== null) return source.state === 'hit' ? t(source.grade === 'B-verified' ? 'source.verified' : 'source.hit') : t(knows(`source.${source.state}`) ? `source.${source.state}` : 'source.unknown')
  if ((typist === 'applicant' || typist === 'window') && (by === 'typed' || by === 'picked')) return t(`source.${by}_${typist}`)
  if (typist !== 'reader' && by === 'default') return t('source.suggested')
  return by === null || by === undefined ? '' : t(by === 'worked out' ? 'source.worked_out' : `source.${by}`)
}

/**
 * Where a value came from: who says so, how old it is, and how sure. It opens to the details. Of what the person gave
 * himself it says just that, where `own` asks for it.
 */
export function SourceChip({ field, id, own = false, wrongAt }: { readonly field: Sourced; readonly id?: string; readonly own?: boolean; readonly wrongAt?: string | undefined }) {
  const voice = useVoice()
  const sure = useSure()
  const { source, by } = field
  if (source !== undefined && source !== null) {
    return (
      <details className={`chip chip--${voice.knows(`source.${source.state}`) ? source.state : 'unknown'}`} id={id}>
        <summary className="chip__line"><span className="chip__who"><Name text={voice.bi(source.agency)} /></span><span className="chip__when">{ageOf(voice, field)}</span><span className="chip__sure">{sure(field)}</span></summary>
        <SourceDetails field={field} wrongAt={wrongAt} />
      </details>
    )
  }
  if (by === 'worked out' || by === 'default') return <span className="chip chip--own" id={id}>{sure(field)}</span>
  return own && (by === 'typed' || by === 'picked' || by === 'left' || by === 'source') ? <span className="chip chip--own" id={id}>{sure(field)}</span> : null
}

const ageOf = (voice: Voice, { source }: Sourced): ReactNode => (source?.ageMinutes === undefined ? source && <Moment iso={source.obtainedAt} /> : voice.age(source.ageMinutes))

/** Who says so, out of which register, when it was asked and how far it can be trusted; and where to go if it is wrong. */
export function SourceDetails({ field, wrongAt }: { readonly field: Sourced; readonly wrongAt: string | undefined }) {
  const voice = useVoice()
  const { t, bi } = voice
  const sure = useSure()
  const { source, by } = field
  return (
    <div className="origin">
      {source === undefined || source === null ? <p className="origin__text">{by === null || by === undefined ? null : t(`source.${by === 'worked out' ? 'worked_out' : by}_text`)}</p> : (
        <dl className="origin__facts">
          <div><dt>{t('source.who')}</dt><dd><Name text={bi(source.agency)} /></dd></div>
          <div><dt>{t('source.register')}</dt><dd><Name text={bi(source.title)} /></dd></div>
          <div><dt>{t('source.asked')}</dt><dd><Moment iso={source.obtainedAt} /> ({ageOf(voice, field)})</dd></div>
          <div><dt>{t('source.sure')}</dt><dd>{sure(field)}{t(by === 'default' || by === 'left' ? 'source.preselected_text' : source.state === 'hit' ? (source.grade === 'B-verified' ? 'source.verified_text' : 'source.hit_text') : 'source.unsure_text')}</dd></div>
        </dl>
      )}
      {wrongAt === undefined ? null : <p><a className="link" href={wrongAt}>{t('source.wrong')}</a></p>}
    </div>
  )
}
