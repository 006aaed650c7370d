import { useState } from 'react'

import { useVoice } from '../../ui/voice.tsx'
import { Moment, Name, Notice } from '../../ui/parts.tsx'
import { post } from '../asking.ts'
import { useShortcuts } from '../shortcuts.ts'
import { Failed, Waiting } from '../states.tsx'
import { Title } from '../title.tsx'
import { CaseAtHand } from '../window/case.tsx'
import { FindMatter } from '../window/find.tsx'
import { Identify } from '../window/identify.tsx'
import { useAtPlace, usePlace, type Place } from '../window/place.ts'

/** `/desk/window`: a citizen opposite. Who he is, what he wants, what is filled in, and his word on it. */
export function WindowPage() {
  const { t } = useVoice()
  const { data: place, error, refetch } = usePlace()
  if (place === undefined) return error === null ? <Waiting /> : <><Title>{t('counter.title')}</Title><Failed error={error} again={() => void refetch()} /></>
  return (
    <>
      <Title text={t('counter.title')} quiet={place.session === null && place.ask === null}>{t('counter.title')}</Title>
      {place.session === null ? <><HowItEnded last={place.last} /><Identify place={place} /></> : <Serving key={place.session.id} place={place} session={place.session} />}
    </>
  )
}

/** Why the last session is no more, where the clerk did not end it himself. */
function HowItEnded({ last }: { readonly last: Place['last'] }) {
  const { t } = useVoice()
  if (last === null || last.reason === 'clerk' || last.reason === 'next') return null
  return <div role="status"><Notice kind={last.reason === 'served' ? 'good' : 'warning'} title={t(`counter.ended_${last.reason}`)} /></div>
}

type Session = NonNullable<Place['session']>

function Serving({ place, session }: { readonly place: Place; readonly session: Session }) {
  const { t } = useVoice()
  const [at, setAt] = useState<string | null>(session.share)
  const end = useAtPlace((served: boolean) => post<Place>('/counter/place/end', { served }))
  useShortcuts({ 'g m': () => setAt(null), 'g e': () => end.mutate(false) })
  return (
    <>
      <section className="opposite" aria-label={t('counter.opposite')}>
        <p className="opposite__who"><strong><Name text={session.name} /></strong> <span className="quiet">{session.idNumber}</span></p>
        <p className="opposite__how">{t(`counter.way_${session.way}`)} · {t('window.until')} <Moment iso={session.until} as="hour" /></p>
        <p className="opposite__act">
          {at === null ? null : <button type="button" className="button button--secondary" onClick={() => setAt(null)}>{t('counter.other_matter')}</button>}
          <button type="button" className="button button--warning" onClick={() => end.mutate(false)}>{t('counter.end')}</button>
        </p>
      </section>
      {end.error === null ? null : <Failed error={end.error} />}
      {at === null ? <FindMatter citizen={session.citizen} onOpen={setAt} /> : <CaseAtHand id={at} hasScreen={place.screen !== null} onServed={() => end.mutate(true)} />}
    </>
  )
}
