import { useState } from 'react'

import type { Evidence, Page } from '../../portal/api.ts'
import { Moment, More, Name, Tag } from '../../ui/parts.tsx'
import { useVoice } from '../../ui/voice.tsx'
import type { DeskCase, Earlier } from '../api.ts'
import { get, part } from '../asking.ts'
import { said } from '../said.ts'
import { Failed, Waiting } from '../states.tsx'

/** The facts that the decision rests on: each answer with who gave it, about whom and when; what did not come, said in words. */
export function Facts({ case: one }: { readonly case: DeskCase }) {
  const { t, bi } = useVoice()
  const bad = one.desk.evidence.filter((answer) => answer.state !== 'hit' || answer.withheld !== null)
  const good = one.desk.evidence.filter((answer) => !bad.includes(answer))
  return (
    <section className="panel" aria-labelledby="facts">
      <h2 id="facts" className="panel__title">{t('desk.facts')}</h2>
      <p className="quiet">{t('desk.look_kept')}</p>
      {bad.map((answer) => <Lacking key={answer.id} answer={answer} />)}
      {good.map((answer) => (
        <More key={answer.id} summary={<>{bi(answer.title)}{answer.about === null ? null : <> · <Name text={answer.about} /></>}</>}>
          <Answer answer={answer} />
        </More>
      ))}
      <EarlierCases case={one} />
    </section>
  )
}

function Lacking({ answer }: { readonly answer: Evidence }) {
  const { t, bi, knows } = useVoice()
  return (
    <div className="lacking">
      <p className="lacking__title">{bi(answer.title)}{answer.about === null ? null : <> · <Name text={answer.about} /></>}</p>
      <p><Tag kind="warning">{answer.withheld === null ? t(knows(`source.${answer.state}`) ? `source.${answer.state}` : 'source.unknown') : t('desk.withheld')}</Tag> {answer.withheld === null ? null : bi(answer.withheld)}</p>
      <p className="quiet"><Moment iso={answer.obtainedAt} /></p>
    </div>
  )
}

function Answer({ answer }: { readonly answer: Evidence }) {
  const voice = useVoice()
  const { bi } = voice
  return (
    <>
      <p className="quiet">{answer.agency === null ? null : <><Name text={bi(answer.agency)} /> · </>}<Moment iso={answer.obtainedAt} /></p>
      <dl className="pairs">{answer.elements.map((element) => <div className="pairs__one" key={element.id}><dt>{bi(element.label)}</dt><dd><Name text={said(voice, element.value, element.type)} /></dd></div>)}</dl>
    </>
  )
}

/** Earlier cases are looked at only on purpose: the applicant will see that somebody did, and on which ground. */
function EarlierCases({ case: one }: { readonly case: DeskCase }) {
  const { t, bi, knows } = useVoice()
  const [found, setFound] = useState<'not asked' | 'asking' | readonly Earlier[] | { readonly error: unknown }>('not asked')
  const law = one.desk.mayLookEarlier
  if (law === null) return <p className="quiet">{t('desk.earlier_never')}</p>
  const look = (): void => {
    setFound('asking')
    void get<Page<Earlier>>(`/services/cases/${part(one.id)}/earlier`).then(({ items }) => setFound(items), (error: unknown) => setFound({ error }))
  }
  return (
    <section className="earlier" aria-labelledby="earlier">
      <h3 id="earlier" className="filed__title">{t('desk.earlier')}</h3>
      {found === 'not asked' ? <><p className="quiet">{t('desk.earlier_told', { law: bi(law) })}</p><p><button type="button" className="button button--secondary" onClick={look}>{t('desk.earlier_look')}</button></p></> : null}
      {found === 'asking' ? <Waiting /> : null}
      {typeof found === 'object' && 'error' in found ? <Failed error={found.error} again={look} /> : null}
      {Array.isArray(found) ? (found.length === 0 ? <p role="status">{t('desk.earlier_none')}</p> : (
        <ul className="plainlist" aria-live="polite">{(found as readonly Earlier[]).map((other) => <li key={other.id}>{bi(other.title)} <span className="quiet">{other.number} · <Moment iso={other.openedAt} as="day" /> · {knows(`stage.${other.stage.replaceAll('-', '_')}`) ? t(`stage.${other.stage.replaceAll('-', '_')}`) : ''}</span></li>)}</ul>
      )) : null}
    </section>
  )
}
