import { paths, patterns } from '../../../paths.ts'
import { draftOf, nameOf } from '../../../ui/form/draft.ts'
import { ErrorSummary } from '../../../ui/form/error-summary.tsx'
import { AwaitedField, Field } from '../../../ui/form/field.tsx'
import { BackLink, Button, ButtonLink, Empty, Facts, Lamp, Moment, More, Name, Notice, Tag, Title } from '../../../ui/parts.tsx'
import { Reasons } from '../../../ui/reasons.tsx'
import { SourceChip } from '../../../ui/source-chip.tsx'
import { ValueOf } from '../../../ui/value.tsx'
import { useVoice } from '../../../ui/voice.tsx'
import type { Route } from '../../visit.ts'
import { Ground } from './colours.tsx'
import { AWAITED, FIELDS, KEPT, REASONS, SOURCES, WRONG } from './samples.ts'
import { Specimen, State } from './specimen.tsx'

/** `/design`: every part there is, in its states, drawn by the parts themselves. */
export const designRoutes: readonly Route[] = [
  { method: 'GET', path: patterns.design, answer: async ({ voice }) => ({ title: voice.t('design.title'), page: <Design />, wide: true, islands: ['form'] }) },
]

function Design() {
  const { t } = useVoice()
  return (
    <>
      <Title lead={t('design.lead')}>{t('design.title')}</Title>
      <section className="block" aria-labelledby="ground"><h2 id="ground">{t('design.ground')}</h2><Ground /></section>
      <section className="block" aria-labelledby="parts"><h2 id="parts">{t('design.parts')}</h2><Parts /></section>
      <section className="block" aria-labelledby="facts"><h2 id="facts">{t('design.facts')}</h2><KnownThings /></section>
      <section className="block" aria-labelledby="forms"><h2 id="forms">{t('design.forms')}</h2><Forms /></section>
    </>
  )
}

function Parts() {
  const { t } = useVoice()
  return (
    <>
      <Specimen of="buttons">
        <State><p className="buttons"><Button>{t('form.save')}</Button> <ButtonLink href={paths.design()} kind="secondary">{t('failure.home')}</ButtonLink> <Button kind="warning">{t('data.withdraw')}</Button> <Button kind="quiet">{t('list.remove')}</Button></p></State>
        <State><BackLink href={paths.design()}>{t('form.back')}</BackLink></State>
      </Specimen>
      <Specimen of="notices">
        {(['info', 'good', 'warning', 'error'] as const).map((kind) => <State key={kind} name={kind}><Notice kind={kind} title={t(`design.notice_${kind}`)}><p>{t('design.sample_text')}</p></Notice></State>)}
      </Specimen>
      <Specimen of="words_of_state">
        <State><p className="buttons"><Tag kind="plain">{t('stage.filling')}</Tag> <Tag kind="busy">{t('stage.running')}</Tag> <Tag kind="good">{t('stage.granted')}</Tag> <Tag kind="warning">{t('stage.returned')}</Tag> <Tag kind="bad">{t('standing.revoked')}</Tag></p></State>
        <State><p className="buttons"><Lamp colour="green" /> <Lamp colour="yellow" /> <Lamp colour="red" /></p></State>
      </Specimen>
      <Specimen of="folds"><State><More summary={t('design.sample_title')}><p>{t('design.sample_text')}</p></More></State></Specimen>
      <Specimen of="empty"><State><Empty act={<ButtonLink href={paths.home()}>{t('cases.find')}</ButtonLink>}>{t('cases.none')}</Empty></State></Specimen>
    </>
  )
}

function KnownThings() {
  const { bi } = useVoice()
  return (
    <>
      <Specimen of="chips">
        <State>{SOURCES.map((source) => <p key={source.state}><SourceChip field={{ source, by: 'source' }} /></p>)}</State>
        <State>{(['typed', 'picked', 'left', 'default', 'worked out'] as const).map((by) => <p key={by}><SourceChip field={{ by }} own /></p>)}</State>
      </Specimen>
      <Specimen of="lists_of_facts">
        <State><Facts rows={[{ key: 'kept', term: bi(KEPT.label), value: <ValueOf field={KEPT} /> }, { key: 'when', term: <Name text="91440703MAWK8CEX9X" />, value: <Moment iso="2026-11-27T13:09:00Z" /> }]} /></State>
      </Specimen>
      <Specimen of="reasons"><State><Reasons reasons={REASONS} /></State></Specimen>
    </>
  )
}

function Forms() {
  const { t, bi } = useVoice()
  const draft = draftOf({ fields: [] })
  return (
    <>
      <Specimen of="questions">{FIELDS.map((field) => <State key={field.id} name={field.type}><Field field={field} name={nameOf(field.id)} draft={draft} error={undefined} /></State>)}</Specimen>
      <Specimen of="answers_known"><State><Field field={KEPT} name={nameOf(KEPT.id)} draft={draft} error={undefined} /></State><State><AwaitedField field={AWAITED} /></State></Specimen>
      <Specimen of="errors">
        <State><ErrorSummary errors={new Map([[nameOf(WRONG.id), t('design.sample_error')]])} detail={undefined} labelOf={() => bi(WRONG.label)} /></State>
        <State><Field field={WRONG} name={nameOf(WRONG.id)} draft={new Map([[nameOf(WRONG.id), ['44070319900517904']]])} error={t('design.sample_error')} /></State>
      </Specimen>
    </>
  )
}
