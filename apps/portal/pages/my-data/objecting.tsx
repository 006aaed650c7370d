import { paths } from '../../../paths.ts'
import { ErrorSummary } from '../../../ui/form/error-summary.tsx'
import { FactValue } from '../../../ui/fact-value.tsx'
import { BackLink, Button, Dot, Facts, Moment, Name, Notice, Title } from '../../../ui/parts.tsx'
import { useVoice } from '../../../ui/voice.tsx'
import { Problem, typed, type Answer, type Visit } from '../../visit.ts'
import type { Known, KnownElement, KnownSource } from './answers.ts'

const KINDS = ['wrong', 'outdated', 'not-mine', 'missing'] as const

type Wish = { readonly source: string; readonly element: string; readonly case: string; readonly group: string; readonly kind: string; readonly proposed: string; readonly words: string }
type Picked = { readonly source: KnownSource; readonly element: KnownElement }

async function pick({ ask }: Visit, source: string, element: string): Promise<Picked | undefined> {
  const known = (await ask.get<Known>('/exchange/known')).sources.find((one) => one.id === source)
  const found = known?.elements.find((one) => one.id === element)
  return known && found ? { source: known, element: found } : undefined
}

/** `/my/data/objections/new?source=…&element=…`: what is wrong, and what would be right. Without an element one picks it first. */
export async function newObjection(visit: Visit): Promise<Answer> {
  const { source = '', element = '', case: file = '', group = '' } = visit.query
  const picked = await pick(visit, source, element)
  if (picked === undefined) return { to: paths.known() }
  if (picked.element.objection !== null) return { to: paths.objectionFile(picked.element.objection.id) }
  return { title: visit.voice.t('objecting.title'), page: <Objecting picked={picked} wish={{ source, element, case: file, group, kind: 'wrong', proposed: '', words: '' }} /> }
}

/** Sends the objection, or shows what is wrong with it and keeps what was typed. */
export async function raise(visit: Visit): Promise<Answer> {
  const wish: Wish = { source: typed(visit, 'source'), element: typed(visit, 'element'), case: typed(visit, 'case'), group: typed(visit, 'group'), kind: typed(visit, 'kind'), proposed: typed(visit, 'proposed'), words: typed(visit, 'words') }
  // A refusal about what was typed is said at the field.
  try {
    const { group: _, ...said } = wish
    const { id } = await visit.ask.post<{ id: string }>('/exchange/objections', { ...said, case: said.case === '' ? null : said.case })
    return { to: paths.objectionFile(id) }
  } catch (error) {
    const picked = error instanceof Problem && error.status === 422 ? await pick(visit, wish.source, wish.element) : undefined
    if (picked === undefined || !(error instanceof Problem)) throw error
    const errors = new Map((error.document.errors ?? []).map((fault): [string, string] => [fault.pointer.slice(1), fault.detail]))
    return { title: visit.voice.t('objecting.title'), page: <Objecting picked={picked} wish={wish} errors={errors} detail={error.document.detail} />, code: 422, islands: ['form'] }
  }
}

function Objecting({ picked: { source, element }, wish, errors = new Map(), detail }: { readonly picked: Picked; readonly wish: Wish; readonly errors?: ReadonlyMap<string, string>; readonly detail?: string }) {
  const { t, bi } = useVoice()
  return (
    <>
      {wish.case === '' ? <BackLink href={paths.known()}>{t('data.part_known')}</BackLink> : <BackLink href={wish.group === '' ? paths.case(wish.case) : paths.form(wish.case, wish.group)}>{t('objecting.back_form')}</BackLink>}
      <ErrorSummary errors={errors} detail={detail} labelOf={(name) => (name === 'proposed' ? t('objecting.proposed') : name === 'words' ? t('objecting.words') : undefined)} />
      <Title lead={t('objecting.lead')}>{t('objecting.title')}</Title>
      <Facts rows={[
        { key: 'element', term: bi(element.label), value: <strong><FactValue element={element} value={element.fact?.value} /></strong> },
        { key: 'source', term: t('objecting.says'), value: <>{bi(source.title)}<Dot /><Name text={bi(source.agency.name)} /></> },
        ...(element.fact === null ? [] : [{ key: 'when', term: t('objecting.as_of'), value: <Moment iso={element.fact.validFrom ?? element.fact.obtainedAt} /> }]),
      ]} />
      <form method="post" action={paths.objection({ source: wish.source, element: wish.element, case: wish.case || null, group: wish.group || undefined })} className="form" noValidate>
        {(['source', 'element', 'case', 'group'] as const).map((name) => <input key={name} type="hidden" name={name} value={wish[name]} />)}
        <fieldset className="field field__set"><legend className="field__label">{t('objecting.kind')}</legend>
          <ul className="choices">{KINDS.map((kind) => (
            <li className="choices__one" key={kind}><input className="choices__input" type="radio" id={`kind-${kind}`} name="kind" value={kind} defaultChecked={wish.kind === kind} /><label className="choices__label" htmlFor={`kind-${kind}`}>{t(`objections.kind_${kind.replace('-', '_')}`)}</label></li>
          ))}</ul>
        </fieldset>
        <div className={errors.has('proposed') ? 'field field--wrong' : 'field'}>
          <label className="field__label" htmlFor="proposed">{t('objecting.proposed')}</label>
          {errors.has('proposed') ? <p className="field__error" id="proposed-error">{errors.get('proposed')}</p> : null}
          <input className="field__input" type="text" id="proposed" name="proposed" defaultValue={wish.proposed} maxLength={300} autoComplete="off" aria-describedby={errors.has('proposed') ? 'proposed-error' : undefined} aria-invalid={errors.has('proposed') ? true : undefined} />
        </div>
        <div className="field">
          <label className="field__label" htmlFor="words">{t('objecting.words')} <span className="field__optional">{t('objecting.optional')}</span></label>
          <p className="field__hint" id="words-hint">{t('objecting.words_hint')}</p>
          <textarea className="field__input field__area" id="words" name="words" rows={4} maxLength={1000} defaultValue={wish.words} aria-describedby="words-hint" />
        </div>
        <Notice kind="info" title={t('objecting.next')}><ol className="numbered numbered--near"><li>{t('objecting.next_agency', { agency: bi(source.agency.name) })}</li><li>{t('objecting.next_disputed')}</li><li>{t('objecting.next_answer')}</li></ol></Notice>
        <Button>{t('objecting.send')}</Button>
      </form>
    </>
  )
}
