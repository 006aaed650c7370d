import { Fragment } from 'react'

import { paths } from '../../../paths.ts'
import { FactValue } from '../../../ui/fact-value.tsx'
import { Button, Dot, Empty, Moment, Name, Notice, Tag, Unseen } from '../../../ui/parts.tsx'
import { Row } from '../../../ui/row.tsx'
import { useVoice } from '../../../ui/voice.tsx'
import { Problem, type Answer, type Visit } from '../../visit.ts'
import type { Known, KnownElement, KnownSource } from './answers.ts'
import { ageIn, DataPage } from './parts.tsx'

/** `/my/data/known`: what each register says of me, as tables; and the registers that nobody has asked. */
export async function showKnown(visit: Visit): Promise<Answer> {
  const known = await visit.ask.get<Known>('/exchange/known')
  return { title: visit.voice.t('data.part_known'), page: <KnownPage known={known} said={visit.query['said']} />, wide: true }
}

/** Asks one register, or all, on the person's own behalf. */
export async function askNow({ ask, typed }: Visit): Promise<Answer> {
  const source = typed.get('source')?.[0]
  // Asked a moment ago is no fault of the reader's: he is told so on the page he came from.
  try {
    const { items } = await ask.post<{ items: readonly { state: string }[] }>('/exchange/known/asking', { sources: source === undefined || source === '' ? [] : [source] })
    return { to: `${paths.known()}?said=${items.some((one) => one.state === 'down') ? 'down' : 'asked'}${source ? `#${source}` : ''}` }
  } catch (error) {
    if (error instanceof Problem && error.status === 429) return { to: `${paths.known()}?said=recent` }
    throw error
  }
}

const SAID: Readonly<Record<string, 'good' | 'warning' | 'info'>> = { asked: 'good', down: 'warning', recent: 'info' }

function KnownPage({ known, said }: { readonly known: Known; readonly said: string | undefined }) {
  const { t } = useVoice()
  const hasFacts = (source: KnownSource): boolean => source.elements.some((element) => element.fact !== null)
  const full = known.sources.filter(hasFacts)
  const rest = known.sources.filter((source) => !hasFacts(source))
  return (
    <DataPage at="known" lead={t('data.known_lead')}>
      {said === undefined || SAID[said] === undefined ? null : <Notice kind={SAID[said]} title={t(`known.said_${said}`)} />}
      {known.sources.length === 0 ? <Empty>{t('known.no_registers')}</Empty> : null}
      {full.length === 0 && rest.length > 0 ? <Empty act={<AskNow />}>{t('known.nothing')}</Empty> : null}
      {full.map((source) => <SourceTable key={source.id} source={source} at={known.at} />)}
      {rest.length === 0 ? null : (
        <section className="block" aria-labelledby="rest">
          <h2 id="rest">{t('known.rest')}</h2>
          <p>{t('known.rest_text')}</p>
          <ul className="rows">{rest.map((source) => <Unasked key={source.id} source={source} />)}</ul>
          {full.length === 0 ? null : <AskNow />}
        </section>
      )}
    </DataPage>
  )
}

function AskNow({ source }: { readonly source?: KnownSource }) {
  const { t, bi } = useVoice()
  return (
    <form method="post" action={paths.askNow()} className="asknow">
      {source === undefined ? null : <input type="hidden" name="source" value={source.id} />}
      <Button kind={source === undefined ? 'primary' : 'secondary'}>{t(source === undefined ? 'known.ask_all' : 'known.ask_one')}{source === undefined ? null : <Unseen> {bi(source.title)}</Unseen>}</Button>
    </form>
  )
}

function Unasked({ source }: { readonly source: KnownSource }) {
  const { t, bi } = useVoice()
  return (
    <Row id={source.id} side={source.mayAsk ? <AskNow source={source} /> : undefined}>
      <h3 className="rows__title">{bi(source.title)}</h3>
      <p className="rows__sub"><Name text={bi(source.agency.name)} /></p>
      <p>{source.asked === null ? t('known.never') : <>{t(`known.state_${source.asked.state}`)} <span className="quiet"><Moment iso={source.asked.at} /></span></>}</p>
    </Row>
  )
}

function SourceTable({ source, at }: { readonly source: KnownSource; readonly at: string }) {
  const { t, bi } = useVoice()
  const kept = source.elements.filter((element) => element.fact !== null)
  const full = kept.filter((element) => element.fact!.value !== null || element.objection !== null)
  const bare = kept.filter((element) => !full.includes(element))
  return (
    <section className="block register" id={source.id} aria-labelledby={`t-${source.id}`}>
      <div className="block__head">
        <div><h2 id={`t-${source.id}`}>{bi(source.title)}</h2><p className="quiet">{t('known.kept_by')} <Name text={bi(source.agency.name)} />{source.law === null ? null : <><Dot /><cite>{bi(source.law)}</cite></>}</p></div>
        {source.mayAsk ? <AskNow source={source} /> : null}
      </div>
      {source.asked === null || source.asked.state === 'hit' ? null : <p className="register__state"><Tag kind="warning">{t(`known.state_${source.asked.state}`)}</Tag> <span className="quiet">{t('known.last_try')} <Moment iso={source.asked.at} /></span></p>}
      <table className="table">
        <thead><tr><th scope="col">{t('known.element')}</th><th scope="col">{t('known.value')}</th><th scope="col">{t('known.age')}</th><th scope="col">{t('known.used')}</th><th scope="col"><Unseen>{t('known.wrong')}</Unseen></th></tr></thead>
        <tbody>{full.map((element) => <ElementRow key={element.id} element={element} source={source} at={at} />)}</tbody>
      </table>
      {bare.length === 0 ? null : <p className="quiet">{t('known.bare')} {bare.map((element, place) => <Fragment key={element.id}>{place === 0 ? null : t('known.comma')}<Bare element={element} source={source} /></Fragment>)}</p>}
    </section>
  )
}

/** What the register holds nothing of; that too may be wrong. */
function Bare({ element, source }: { readonly element: KnownElement; readonly source: KnownSource }) {
  const { bi } = useVoice()
  return <a className="link" href={paths.objection({ source: source.id, element: element.id, case: null })}>{bi(element.label)}</a>
}

function ElementRow({ element, source, at }: { readonly element: KnownElement; readonly source: KnownSource; readonly at: string }) {
  const voice = useVoice()
  const { t, bi } = voice
  const fact = element.fact!
  return (
    <tr>
      <th scope="row">{bi(element.label)}</th>
      <td data-label={t('known.value')}><span className="register__value"><FactValue element={element} value={fact.value} /></span>{element.objection === null ? null : <span className="register__state"><Tag kind="warning">{t('known.disputed')}</Tag></span>}</td>
      <td data-label={t('known.age')}>{ageIn(voice, fact.validFrom ?? fact.obtainedAt, at)} <span className="table__sub"><Moment iso={fact.validFrom ?? fact.obtainedAt} as="day" /></span></td>
      <td data-label={t('known.used')}>{element.uses === 0 ? t('known.never_used') : <a className="link" href={paths.looks({ source: source.id, element: element.id })}>{t('known.times', { count: element.uses })}<Unseen> {bi(element.label)}</Unseen></a>}</td>
      <td>{element.objection === null
        ? <a className="link" href={paths.objection({ source: source.id, element: element.id, case: null })}>{t('known.wrong')}<Unseen> {bi(element.label)}</Unseen></a>
        : <a className="link" href={paths.objectionFile(element.objection.id)}>{t('known.objection')}<Unseen> {element.objection.number}</Unseen></a>}</td>
    </tr>
  )
}
