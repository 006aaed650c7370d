import { Link } from '@tanstack/react-router'

import { Dot, Lamp, Moment, Name, Notice } from '../../ui/parts.tsx'
import { useVoice } from '../../ui/voice.tsx'
import type { DeskCase, Standing } from '../api.ts'
import { timeLeft, useNow } from '../time-left.ts'
import { Title } from '../title.tsx'

/** What case this is, its clocks with the time left in words, and the way back. */
export function Head({ case: one, ended }: { readonly case: DeskCase; readonly ended: boolean }) {
  const voice = useVoice()
  const { t, bi, moment } = voice
  const now = useNow()
  const clocks = ended ? [] : one.clocks.filter((clock) => clock.stoppedAt === null)
  return (
    <header className="case-head">
      <Link to="/" className="link case-head__back">{t('desk.to_queue')}</Link>
      {one.called === null ? <Title over={one.number}>{bi(one.title)}</Title> : <Title over={`${bi(one.title)} ${one.number}`} text={one.called}><Name text={one.called} /></Title>}
      <ul className="case-head__clocks">
        {clocks.map((clock) => <li key={clock.name}><span className="case-head__clock">{t(`clock.${clock.name}`)}</span> <Lamp colour={clock.lamp} /> <span title={moment(clock.dueAt)}>{timeLeft(voice, clock.dueAt, now)}</span></li>)}
      </ul>
    </header>
  )
}

type DoingProps = { readonly open: boolean; readonly takenBy: Standing['takenBy']; readonly me: string | undefined; readonly onTake: (over: boolean) => void; readonly onPutBack: () => void; readonly onHand: () => void }

/** In whose hands the case is, and what one may do about it. */
export function Hands({ open, takenBy, me, onTake, onPutBack, onHand }: DoingProps) {
  const { t } = useVoice()
  if (!open) return null
  const mine = takenBy !== null && takenBy.id === me
  return (
    <div className="hands">
      <p className="hands__who">{takenBy === null ? t('desk.hands_free') : mine ? t('desk.hands_mine') : <>{t('desk.hands_other', { name: takenBy.name })} <Moment iso={takenBy.at} /></>}</p>
      <p className="buttons">
        {mine ? <button type="button" className="button button--secondary" onClick={onPutBack}>{t('desk.put_back')}</button> : <button type="button" className="button button--secondary" onClick={() => onTake(takenBy !== null)}>{t(takenBy === null ? 'desk.take' : 'desk.take_over')}</button>}
        {takenBy === null || mine ? <button type="button" className="button button--quiet" onClick={onHand}>{t('desk.hand_over')}</button> : null}
      </p>
    </div>
  )
}

/** Who else has the case before him now, and what he is at; and, where a colleague decided meanwhile, who, when and how. */
export function Company({ standing, onKeep }: { readonly standing: Standing; readonly onKeep: (() => void) | undefined }) {
  const { t } = useVoice()
  const { ended, others } = standing
  return (
    <div aria-live="polite" className="company">
      {ended !== null ? (
        <Notice kind="info" title={ended.me ? t('desk.ended_me') : t('desk.ended', { name: ended.by.name })}>
          <p><strong>{t(ended.outcome === 'GRANT' ? 'outcome.GRANT' : ended.outcome === 'RETURN' ? 'outcome.RETURN' : 'desk.ended_withdrawn')}</strong><Dot /><Moment iso={ended.at} /></p>
          {ended.words === '' ? null : <p>{ended.words}</p>}
          {onKeep === undefined ? null : <><p>{t('desk.draft_still')}</p><p><button type="button" className="button button--secondary" onClick={onKeep}>{t('desk.draft_to_note')}</button></p></>}
        </Notice>
      ) : others.map((one) => <p className="company__one" key={one.id}><span className="company__mark" aria-hidden="true" /><span><Name text={one.name} /> {t(one.doing === 'deciding' ? 'desk.is_deciding' : 'desk.is_looking')}</span></p>)}
    </div>
  )
}
