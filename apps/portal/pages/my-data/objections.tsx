import { part, paths } from '../../../paths.ts'
import { FactValue } from '../../../ui/fact-value.tsx'
import { BackLink, Button, ButtonLink, Dot, Empty, Facts, Lamp, Moment, Name, Notice, Tag, Title } from '../../../ui/parts.tsx'
import { Prose } from '../../../ui/prose.tsx'
import { Row } from '../../../ui/row.tsx'
import { useVoice } from '../../../ui/voice.tsx'
import type { Page } from '../../api.ts'
import { param, type Answer, type Visit } from '../../visit.ts'
import type { Objection, ObjectionFile } from './answers.ts'
import { DataPage } from './parts.tsx'

/** `/my/data/objections`: what I said was wrong, and what became of it. */
export async function showObjections({ ask, voice, query }: Visit): Promise<Answer> {
  const { items, next } = await ask.get<Page<Objection>>(`/exchange/objections${query['after'] === undefined ? '' : `?after=${part(query['after'])}`}`)
  return { title: voice.t('data.part_objections'), page: <Objections objections={items} next={next} />, wide: true }
}

function Objections({ objections, next }: { readonly objections: readonly Objection[]; readonly next: Page<Objection>['next'] }) {
  const { t } = useVoice()
  return (
    <DataPage at="objections" lead={t('objections.lead')}>
      {objections.length === 0 ? <Empty act={<ButtonLink href={paths.known()} kind="secondary">{t('objections.find')}</ButtonLink>}>{t('objections.none')}</Empty> : (
        <>
          <ul className="rows">{objections.map((one) => <ObjectionRow key={one.id} objection={one} />)}</ul>
          {next === null ? null : <p><a className="link" href={`${paths.objections()}?after=${part(String(next))}`}>{t('objections.earlier')}</a></p>}
          <p><a className="link" href={paths.known()}>{t('objections.find')}</a></p>
        </>
      )}
    </DataPage>
  )
}

const KIND = { open: 'busy', corrected: 'good', upheld: 'plain', withdrawn: 'plain' } as const

function ObjectionRow({ objection: one }: { readonly objection: Objection }) {
  const { t, bi } = useVoice()
  return (
    <Row side={<><Tag kind={KIND[one.state]}>{t(`objections.state_${one.state}`)}</Tag>{one.state === 'open' ? <span className="rows__due">{t('objections.due')} <Moment iso={one.dueAt} as="day" /></span> : null}</>}>
      <a className="rows__link" href={paths.objectionFile(one.id)}>{t('objections.about', { element: bi(one.element?.label ?? one.source), source: bi(one.sourceTitle) })}</a>
      <p className="rows__sub"><Prose>{t('objections.number', { number: one.number })}</Prose><Dot /><Name text={bi(one.agency.name)} /></p>
    </Row>
  )
}

/** `/my/data/objections/{objection}`: one objection with its clock, its answer, and who used the value. */
export async function showObjection(visit: Visit): Promise<Answer> {
  const file = await visit.ask.get<ObjectionFile>(`/exchange/objections/${part(param(visit, 'objection'))}`)
  return { title: visit.voice.t('objections.one'), page: <ObjectionPage file={file} /> }
}

/** Takes an objection back. */
export async function takeBack(visit: Visit): Promise<Answer> {
  const id = param(visit, 'objection')
  await visit.ask.post(`/exchange/objections/${part(id)}/withdrawal`, undefined)
  return { to: paths.objectionFile(id) }
}

function ObjectionPage({ file }: { readonly file: ObjectionFile }) {
  const { t, bi } = useVoice()
  const element = file.element ?? { id: file.source, label: file.sourceTitle, type: 'text' }
  return (
    <>
      <BackLink href={paths.objections()}>{t('data.part_objections')}</BackLink>
      <Title over={t('objections.number', { number: file.number })}>{t('objections.about', { element: bi(element.label), source: bi(file.sourceTitle) })}</Title>
      <Standing file={file} />
      {file.case === null ? null : <p><a className="link" href={paths.case(file.case)}>{t('objections.back_case')}</a></p>}
      <Facts rows={[
        { key: 'was', term: t('objections.was'), value: <FactValue element={element} value={file.was} /> },
        { key: 'kind', term: t('objections.kind'), value: t(`objections.kind_${file.kind.replace('-', '_')}`) },
        ...(file.proposed === '' ? [] : [{ key: 'right', term: t('objections.right'), value: <Name text={file.proposed} /> }]),
        ...(file.words === '' ? [] : [{ key: 'words', term: t('objections.words'), value: <Name text={file.words} /> }]),
        ...(file.state === 'open' || file.now === null ? [] : [{ key: 'now', term: t('objections.now'), value: <><FactValue element={element} value={file.now.value} /> <span className="quiet"><Moment iso={file.now.obtainedAt} /></span></> }]),
        { key: 'raised', term: t('objections.raised'), value: <Moment iso={file.raisedAt} /> },
        { key: 'agency', term: t('objections.agency'), value: <Name text={bi(file.agency.name)} /> },
      ]} />
      <Consumers file={file} />
      {file.state === 'open' ? <form method="post" action={paths.objectionWithdrawal(file.id)} className="block"><p>{t('objections.take_back_text')}</p><Button kind="secondary">{t('objections.take_back')}</Button></form> : null}
    </>
  )
}

/** Where it stands, in one sentence, and what that means for cases that run. */
function Standing({ file }: { readonly file: ObjectionFile }) {
  const { t, bi } = useVoice()
  const agency = bi(file.agency.name)
  if (file.state === 'open') return <Notice kind="info" title={t('objections.open_title')}><p>{t('objections.open_text', { agency })} <strong><Moment iso={file.dueAt} as="day" /></strong> <Lamp colour={file.lamp} /></p><p>{t('objections.open_means')}</p></Notice>
  if (file.state === 'withdrawn') return <Notice kind="info" title={t('objections.withdrawn_title')} />
  return (
    <Notice kind={file.state === 'corrected' ? 'good' : 'warning'} title={t(`objections.${file.state}_title`, { agency })}>
      <p><Name text={file.answer ?? ''} /></p>
      {file.answeredAt === null ? null : <p className="quiet"><Moment iso={file.answeredAt} /></p>}
      {file.state === 'upheld' ? <p>{t('objections.upheld_means')}</p> : null}
    </Notice>
  )
}

function Consumers({ file }: { readonly file: ObjectionFile }) {
  const { t, bi } = useVoice()
  return (
    <section className="block" aria-labelledby="users">
      <h2 id="users">{t('objections.users')}</h2>
      {file.consumers.length === 0 ? <p className="quiet">{t('objections.no_users')}</p> : (
        <ul className="rows">{file.consumers.map((one) => (
          <Row key={one.look} light side={<Moment iso={one.at} />}>
            <p><strong><Name text={bi(one.agencyName ?? one.agency)} /></strong></p><p className="rows__sub">{t('data.for')} {one.case === null ? bi(one.purposeTitle ?? one.purpose) : <a className="link" href={paths.case(one.case)}>{bi(one.purposeTitle ?? one.purpose)}</a>}</p>
          </Row>
        ))}</ul>
      )}
    </section>
  )
}
