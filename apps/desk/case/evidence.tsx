import { Link } from '@tanstack/react-router'
import { useState } from 'react'

import { part } from '../../paths.ts'
import type { Bi, Evidence, Page } from '../../portal/api.ts'
import { FactValue } from '../../ui/fact-value.tsx'
import { Dot, Moment, More, Name, Tag } from '../../ui/parts.tsx'
import { Prose } from '../../ui/prose.tsx'
import { Row } from '../../ui/row.tsx'
import { useVoice } from '../../ui/voice.tsx'
import type { DeskCase, Earlier } from '../api.ts'
import { get } from '../asking.ts'
import { Failed, Waiting } from '../states.tsx'

/** The facts that the decision rests on: each answer with who gave it, about whom and when; what did not come, said in words. */
export function Facts({ case: one }: { readonly case: DeskCase }) {
  const { t } = useVoice()
  return (
    <section className="panel" aria-labelledby="facts">
      <h2 id="facts" className="panel__title">{t('desk.facts')}</h2>
      <Answers evidence={one.desk.evidence} />
      {one.desk.mayLookEarlier === null ? <p className="quiet">{t('desk.earlier_never')}</p> : <EarlierCases case={one.id} which="earlier" law={one.desk.mayLookEarlier} />}
      {one.desk.mayLookHere === null ? null : <EarlierCases case={one.id} which="earlier_here" law={one.desk.mayLookHere} />}
    </section>
  )
}

/** Every answer, those that lack something first, and that the look is kept. */
export function Answers({ evidence }: { readonly evidence: readonly Evidence[] }) {
  const { t, bi } = useVoice()
  const bad = evidence.filter((answer) => answer.state !== 'hit' || answer.withheld !== null)
  const good = evidence.filter((answer) => !bad.includes(answer))
  return (
    <>
      <p className="quiet">{t('desk.look_kept')}</p>
      {bad.map((answer) => <Lacking key={answer.id} answer={answer} />)}
      {good.map((answer) => (
        <More key={answer.id} summary={<span>{bi(answer.title)}{answer.about === null ? null : <><Dot /><Name text={answer.about} /></>}</span>}>
          <Answer answer={answer} />
        </More>
      ))}
    </>
  )
}

function Lacking({ answer }: { readonly answer: Evidence }) {
  const { t, bi, knows } = useVoice()
  return (
    <div className="lacking">
      <p className="lacking__title">{bi(answer.title)}{answer.about === null ? null : <><Dot /><Name text={answer.about} /></>}</p>
      <p><Tag kind="warning">{answer.withheld === null ? t(knows(`source.${answer.state}`) ? `source.${answer.state}` : 'source.unknown') : t('desk.withheld')}</Tag> {answer.withheld === null ? null : bi(answer.withheld)}</p>
      <p className="quiet"><Moment iso={answer.obtainedAt} /></p>
    </div>
  )
}

function Answer({ answer }: { readonly answer: Evidence }) {
  const { bi } = useVoice()
  return (
    <>
      <p className="quiet">{answer.agency === null ? null : <><Name text={bi(answer.agency)} /><Dot /></>}<Moment iso={answer.obtainedAt} /></p>
      <dl className="pairs">{answer.elements.map((element) => <div className="pairs__one" key={element.id}><dt>{bi(element.label)}</dt><dd><FactValue element={element} value={element.value} /></dd></div>)}</dl>
    </>
  )
}

type EarlierProps = { readonly case: string; readonly which: 'earlier' | 'earlier_here'; readonly law: Bi }

/** Earlier cases, of the applicant or for the same place, are looked at only on purpose: everybody concerned will see that somebody did, and on which ground. */
function EarlierCases({ case: id, which, law }: EarlierProps) {
  const { t, bi } = useVoice()
  const [found, setFound] = useState<'not asked' | 'asking' | readonly Earlier[] | { readonly error: unknown }>('not asked')
  const look = (): void => {
    setFound('asking')
    void get<Page<Earlier>>(`/services/cases/${part(id)}/${which.replace('_', '-')}`).then(({ items }) => setFound(items), (error: unknown) => setFound({ error }))
  }
  return (
    <section className="earlier" aria-labelledby={which}>
      <h3 id={which} className="filed__title">{t(`desk.${which}`)}</h3>
      {found === 'not asked' ? <><p className="quiet">{t(`desk.${which}_told`, { law: bi(law) })}</p><p><button type="button" className="button button--secondary" onClick={look}>{t(`desk.${which}_look`)}</button></p></> : null}
      {found === 'asking' ? <Waiting /> : null}
      {typeof found === 'object' && 'error' in found ? <Failed error={found.error} again={look} /> : null}
      <div aria-live="polite">
        {!Array.isArray(found) ? null : found.length === 0 ? <p>{t(`desk.${which}_none`)}</p> : <ul className="rows">{(found as readonly Earlier[]).map((other) => <EarlierCase key={other.id} other={other} withName={which === 'earlier_here'} />)}</ul>}
      </div>
    </section>
  )
}

function EarlierCase({ other, withName }: { readonly other: Earlier; readonly withName: boolean }) {
  const { t, bi, knows } = useVoice()
  const stage = `stage.${other.stage.replaceAll('-', '_')}`
  return (
    <Row light side={knows(stage) ? t(stage) : undefined}>
      <p>{withName ? <><strong><Name text={other.applicant} /></strong><Dot /></> : null}{bi(other.title)}</p>
      <p className="rows__sub">{other.atDesk ? <Link className="link" to="/cases/$id" params={{ id: other.id }}><Prose>{other.number}</Prose></Link> : <Prose>{other.number}</Prose>}<Dot /><Moment iso={other.openedAt} as="day" /></p>
    </Row>
  )
}
