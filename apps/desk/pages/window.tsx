import { useNavigate, useSearch } from '@tanstack/react-router'
import { useEffect } from 'react'

import { useVoice } from '../../ui/voice.tsx'
import { Dot, Moment, Name, Notice } from '../../ui/parts.tsx'
import { post } from '../asking.ts'
import { letGo } from '../keeping.ts'
import { useOfficer } from '../session.ts'
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
  const me = useOfficer()?.party
  // Nobody's text is left for the next one.
  useEffect(() => { if (place?.session === null) letGo() }, [place])
  if (place === undefined || me === undefined) return error === null ? <Waiting /> : <><Title>{t('counter.title')}</Title><Failed error={error} again={() => void refetch()} /></>
  return (
    <>
      <Title text={t('counter.title')} quiet={place.session === null && place.ask === null}>{t('counter.title')}</Title>
      {place.session === null ? <><HowItEnded last={place.last} /><Identify place={place} /></> : <Serving key={place.session.id} place={place} session={place.session} me={me} />}
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

/** What is at hand stands in the address, so that a reload or a new sign-in leads back to it; for this citizen only. */
function Serving({ place, session, me }: { readonly place: Place; readonly session: Session; readonly me: string }) {
  const { t } = useVoice()
  const go = useNavigate()
  const search = useSearch({ from: '/window' })
  const at = search.of === session.id ? (search.case ?? null) : session.share
  const setAt = (id: string | null): void => void go({ to: '/window', search: { of: session.id, ...(id === null ? {} : { case: id }) }, replace: true })
  const end = useAtPlace((served: boolean) => post<Place>('/counter/place/end', { served }))
  useShortcuts({ 'g m': () => setAt(null), 'g e': () => end.mutate(false) })
  return (
    <>
      <section className="opposite" aria-label={t('counter.opposite')}>
        <p className="opposite__who"><strong><Name text={session.name} /></strong> <span className="quiet">{session.idNumber}</span></p>
        <p className="opposite__how">{t(`counter.way_${session.way}`)}<Dot />{t('window.until')} <Moment iso={session.until} as="hour" /></p>
        <p className="opposite__act">
          {at === null ? null : <button type="button" className="button button--secondary" onClick={() => setAt(null)}>{t('counter.other_matter')}</button>}
          <button type="button" className="button button--warning" onClick={() => end.mutate(false)}>{t('counter.end')}</button>
        </p>
      </section>
      {end.error === null ? null : <Failed error={end.error} />}
      {at === null ? <FindMatter citizen={session.citizen} onOpen={setAt} /> : <CaseAtHand id={at} me={me} hasScreen={place.screen !== null} onServed={() => end.mutate(true)} />}
    </>
  )
}
