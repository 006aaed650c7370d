import { paths } from '../../paths.ts'
import { Fold } from '../../ui/fold.tsx'
import { Facts, More } from '../../ui/parts.tsx'
import { useVoice } from '../../ui/voice.tsx'
import type { Bi, Guide } from '../api.ts'

type Props = { readonly guide: Guide }

/** What the person must know or have: nothing, choices only, or these. */
export function Asked({ guide }: Props) {
  const { t, bi, list } = useVoice()
  const asked = [...guide.typed, ...guide.picked]
  const answer = asked.length === 0 ? t('matter.asks_nothing') : guide.typed.length === 0 ? t('matter.asks_choices', { picked: guide.picked.length }) : t('matter.asks', { typed: guide.typed.length, picked: guide.picked.length })
  return (
    <Fold id="asked" title={t('matter.have_ready')} answer={answer} open>
      {asked.length === 0 ? <p>{t('matter.asks_nothing_long')}</p> : null}
      <Questions title={t('matter.typed')} fields={guide.typed} />
      <Questions title={t('matter.picked')} fields={guide.picked} />
      {guide.perhaps.length === 0 ? null : <More summary={t('matter.perhaps', { count: guide.perhaps.length })}><Questions fields={guide.perhaps} /></More>}
      {guide.signers ? <p>{t('matter.signers')}</p> : null}
      {guide.notBrought.length === 0 ? null : (
        <More summary={t('matter.not_brought', { count: guide.notBrought.length })}>
          <Facts rows={guide.notBrought.map((one, place) => ({ key: `${place}`, term: bi(one.material), value: t('matter.not_brought_by', { by: list(one.by.map(bi)) }) }))} />
        </More>
      )}
      {guide.filled.length === 0 ? null : (
        <More summary={t('matter.filled', { count: guide.filled.length })}>
          <Facts rows={guide.filled.map((field, place) => ({ key: `${place}`, term: bi(field.label), value: bi(field.source) }))} />
        </More>
      )}
    </Fold>
  )

  function Questions({ title, fields }: { readonly title?: string; readonly fields: Guide['typed'] }) {
    if (fields.length === 0) return null
    return (
      <>
        {title === undefined ? null : <h3 className="subject__sub">{title}</h3>}
        <ul className="questions">{fields.map((field, place) => <li key={`${field.id}-${place}`}><span className="questions__label">{bi(field.label)}</span>{field.asked === undefined ? null : <span className="quiet questions__why">{bi(field.asked)}</span>}</li>)}</ul>
      </>
    )
  }
}

/** How long: promised, allowed by law, and measured of so many cases, or that there were too few to tell. */
export function Times({ guide }: Props) {
  const { t, bi, limit, span } = useVoice()
  const { figures, promised, statutory } = guide
  const [median, slow] = [figures.medianSeconds, figures.slowSeconds]
  const measured = figures.enough && typeof median === 'number' && typeof slow === 'number'
  return (
    <Fold id="times" title={t('matter.times')} answer={promised === null ? t('matter.not_promised') : t('matter.within', { limit: limit(promised) })}>
      <Facts rows={[
        ...(promised === null ? [] : [{ key: 'promised', term: t('matter.promised'), value: limit(promised) }]),
        ...(guide.dormant === null ? [] : [{ key: 'dormant', term: t('matter.dormant'), value: t('matter.dormant_for', { for: bi(guide.dormant.for), days: guide.dormant.days }) }]),
        ...(statutory === null ? [] : [{ key: 'statutory', term: t('matter.statutory'), value: limit(statutory) }]),
        { key: 'measured', term: t('matter.measured', { days: figures.days }), value: measured ? <>{t('matter.measured_as', { median: span(median), slow: span(slow) })}<span className="quiet facts__basis">{t('matter.measured_count', { count: figures.count })}</span></> : t('matter.measured_few', { count: figures.count, days: figures.days }) },
      ]} />
      <p className="quiet">{t('matter.measured_how')}</p>
    </Fold>
  )
}

/** The matters of a bundle, and what each waits for. */
export function Steps({ guide }: Props) {
  const { t, bi } = useVoice()
  if (guide.steps === undefined) return null
  const titles = new Map(guide.steps.map((step) => [step.id, bi(step.title)]))
  return (
    <Fold id="steps" title={t('matter.steps', { count: guide.steps.length })} answer={t('matter.steps_answer')}>
      <ol className="parts">{guide.steps.map((step) => <li className="parts__one" key={step.id}><span className="parts__name">{bi(step.title)}</span>{step.after.length === 0 ? null : <span className="parts__after">{t('matter.after', { steps: step.after.map((id) => titles.get(id) ?? id).join(t('matter.and')) })}</span>}</li>)}</ol>
    </Fold>
  )
}

/** Which data are looked at, at whom, and on which ground. */
export function Looks({ guide }: Props) {
  const { t, bi, list } = useVoice()
  if (guide.looks.length === 0) return null
  const ground = (look: Guide['looks'][number]): string => (look.personal === false ? t('matter.not_personal') : look.statutory === undefined ? t('matter.by_consent') : t('matter.by_law', { law: bi(look.statutory) }))
  return (
    <Fold id="looks" title={t('matter.looks')} answer={t('matter.looks_answer', { count: guide.looks.length })}>
      <p>{t('matter.looks_text')} <a className="link" href={paths.myData()}>{t('nav.data')}</a></p>
      <Facts rows={guide.looks.map((look, place) => ({
        key: `${place}`, term: <>{bi(look.source)}{look.agency === null ? null : <span className="quiet facts__basis">{bi(look.agency)}</span>}</>,
        value: <>{list(look.elements.map(bi))}<span className="quiet facts__basis">{ground(look)}</span></>,
      }))} />
    </Fold>
  )
}

/** What one has in hand afterwards. */
export function Outcome({ guide }: Props) {
  const { t, bi, list } = useVoice()
  const kit: readonly { readonly id: string; readonly title: Bi }[] = guide.kit?.map(({ id, label }) => ({ id, title: label })) ?? guide.results
  if (kit.length === 0) return null
  return (
    <Fold id="outcome" title={t('matter.kit')} answer={kit.length > 2 ? t('matter.kit_answer', { first: bi(kit[0]!.title), count: kit.length }) : list(kit.map((one) => bi(one.title)))}>
      <ul className="ticks">{kit.map((one) => <li key={one.id}>{bi(one.title)}</li>)}</ul>
      <p className="quiet">{t('matter.kit_text')}</p>
    </Fold>
  )
}

/** On which law all of it rests. */
export function Law({ guide }: Props) {
  const { t, bi } = useVoice()
  return (
    <Fold id="law" title={t('matter.law')} answer={guide.law.length === 1 ? bi(guide.law[0]) : t('matter.law_answer', { first: bi(guide.law[0]), count: guide.law.length })}>
      <ul className="plainlist">{guide.law.map((law) => <li key={law.zh}>{bi(law)}</li>)}</ul>
    </Fold>
  )
}

/** What one can do who does not agree. */
export function Remedies({ guide }: Props) {
  const { t, bi, list } = useVoice()
  if (guide.remedies.length === 0) return null
  return (
    <Fold id="remedies" title={t('matter.remedies')} answer={list(guide.remedies.map((remedy) => bi(remedy.title)))}>
      <RemedyRows remedies={guide.remedies} />
    </Fold>
  )
}

/** Each way to contest a decision: within what time, where, by which law. */
export function RemedyRows({ remedies }: { readonly remedies: Guide['remedies'] }) {
  const { bi } = useVoice()
  return <Facts rows={remedies.map((remedy) => ({ key: remedy.id, term: bi(remedy.title), value: <>{bi(remedy.within)}<span className="facts__basis">{bi(remedy.where)}</span><cite className="quiet facts__basis">{bi(remedy.law)}</cite></> }))} />
}
