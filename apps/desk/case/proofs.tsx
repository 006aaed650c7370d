import { useState } from 'react'

import { part, paths } from '../../paths.ts'
import type { Required } from '../../portal/api.ts'
import { Drawing, fieldText } from '../../ui/certificate/drawing.tsx'
import { Dot, Facts, Moment, Name, Tag, Unseen } from '../../ui/parts.tsx'
import { Prose } from '../../ui/prose.tsx'
import { useVoice } from '../../ui/voice.tsx'
import type { DeskCase, DutyCopy } from '../api.ts'
import { post } from '../asking.ts'
import { Failed, Waiting } from '../states.tsx'

const TAGS = { met: 'good', file: 'warning', open: 'warning', contrary: 'bad', later: 'plain' } as const

/** What must be proven in the case and what proves it. What a certificate says is opened on purpose: the holder reads who did. */
export function Proofs({ case: one, live }: { readonly case: DeskCase; readonly live: boolean }) {
  const { t } = useVoice()
  const { items } = one.proven
  if (items.length === 0) return null
  return (
    <section className="panel" aria-labelledby="proofs">
      <h2 id="proofs" className="panel__title">{t('proven.title')}</h2>
      {items.some((item) => item.by?.means === 'certificate') ? <p className="quiet">{t('duty.told')}</p> : null}
      <ul className="plainlist proofs__list">{items.map((item) => <One key={item.id} case={one.id} item={item} organ={one.organ?.name ?? null} live={live} />)}</ul>
    </section>
  )
}

type Props = { readonly case: string; readonly item: Required; readonly organ: DeskCase['title'] | null; readonly live: boolean }

function One({ case: id, item, organ, live }: Props) {
  const { t, bi } = useVoice()
  const { by, upload } = item
  return (
    <li className="proofs__one">
      <div className="proofs__head"><h3 className="proofs__what">{bi(item.proves)}</h3><Tag kind={TAGS[item.state]}>{t(`proven.is_${item.state}`)}</Tag></div>
      {by === null || by.title === null ? null : <p>{bi(by.title)}{by.issuer === null ? null : <><Dot /><Name text={bi(by.issuer)} /></>}{by.number === null ? null : <><Dot /><Prose>{by.number}</Prose></>}</p>}
      {by === null || by.means === 'upload' ? null : <p className="quiet">{t(`proven.stands_${by.means}`)} <Moment iso={by.at} /></p>}
      {item.tried.length === 0 ? null : <ul className="plainlist quiet">{item.tried.map((one) => <li key={one.title.zh}>{t('proven.tried_one', { what: bi(one.title), why: bi(one.said) })}</li>)}</ul>}
      {upload === null || by?.means !== 'upload' ? null : <p><a className="link" href={paths.uploaded(item.case, upload.id)} target="_blank" rel="noreferrer">{upload.name}<Unseen> {t('proven.opens')}</Unseen></a><Dot />{t('proven.size', { kilobytes: Math.max(1, Math.round(upload.size / 1000)) })}</p>}
      {live && by?.means === 'certificate' && by.kind !== null ? <Opened case={id} kind={by.kind} title={by.title === null ? '' : bi(by.title)} organ={organ} /> : null}
      <p className="quiet"><cite>{bi(item.law)}</cite></p>
    </li>
  )
}

/** The copy, once it is asked for: each opening is a look of its own, and stands in the holder's log. */
function Opened({ case: id, kind, title, organ }: { readonly case: string; readonly kind: string; readonly title: string; readonly organ: Props['organ'] }) {
  const { t } = useVoice()
  const [copy, setCopy] = useState<'closed' | 'asking' | DutyCopy | { readonly error: unknown }>('closed')
  const look = (): void => {
    setCopy('asking')
    void post<DutyCopy>(`/services/cases/${part(id)}/copies`, { kind }).then(setCopy, (error: unknown) => setCopy({ error }))
  }
  if (copy === 'closed') return <p><button type="button" className="button button--secondary" onClick={look}>{t('duty.open')}<Unseen> {title}</Unseen></button></p>
  if (copy === 'asking') return <Waiting />
  return <div aria-live="polite">{'error' in copy ? <Failed error={copy.error} again={look} /> : <Copy of={copy} organ={organ} />}</div>
}

function Copy({ of: one, organ }: { readonly of: DutyCopy; readonly organ: Props['organ'] }) {
  const voice = useVoice()
  const { t, bi, day } = voice
  const viewer = organ === null ? '' : bi(organ)
  return (
    <div className="duty">
      {one.layout === null ? null : <div className="duty__drawing"><Drawing of={{ ...one, layout: one.layout }} mark={t('duty.mark', { viewer, day: day(one.copy.madeAt), number: one.copy.number })} /></div>}
      <Facts rows={one.fields.map((field) => ({ key: field.id, term: bi(field.label), value: <Name text={fieldText(voice, field)} /> }))} />
      <p className="quiet">{t('duty.number', { number: one.copy.number })}<Dot />{t('copy.seen')} <Moment iso={one.copy.madeAt} /><Dot />{t('copy.until')} <Moment iso={one.copy.keepUntil} as="day" />{one.withheld > 0 ? <><Dot />{t('duty.withheld', { count: one.withheld })}</> : null}</p>
    </div>
  )
}
