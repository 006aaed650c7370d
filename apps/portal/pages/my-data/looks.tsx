import { paths } from '../../../paths.ts'
import { namesOf } from '../../../ui/fact-value.tsx'
import { Button, Dot, Empty, Moment, More, Name, Notice } from '../../../ui/parts.tsx'
import { Prose } from '../../../ui/prose.tsx'
import { useVoice } from '../../../ui/voice.tsx'
import type { CaseSummary, Page } from '../../api.ts'
import type { Answer, Visit } from '../../visit.ts'
import type { Alarm, Figures, Look } from './answers.ts'
import { DataPage, Looker, numbersOf, OneLook, Purpose } from './parts.tsx'

const PAGE = 60
const ALARMS = 5
const FILTERS = ['agency', 'source', 'element', 'case', 'from', 'until', 'number'] as const
type Filter = Partial<Record<(typeof FILTERS)[number], string>>

/** `/my/data/looks`: everybody who looked, by day and by case; narrowed by agency, register and days without any script. */
export async function showLooks({ ask, query, voice }: Visit): Promise<Answer> {
  const filter: Filter = Object.fromEntries(FILTERS.flatMap((name) => (query[name] === undefined || query[name] === '' ? [] : [[name, query[name]]])))
  const wish = new URLSearchParams({ limit: String(PAGE), ...filter, ...(query['after'] === undefined ? {} : { after: query['after'] }) })
  const [alarms, looks, figures, cases] = await Promise.all([ask.get<Page<Alarm>>(`/grants/alarms?limit=${ALARMS}`), ask.get<Page<Look>>(`/grants/uses?${wish.toString()}`), ask.get<Figures>('/grants/uses/summary'), ask.get<Page<CaseSummary>>('/services/cases?limit=100')])
  return { title: voice.t(filter.number === 'own' ? 'data.ask_number' : 'data.part_looks'), page: <Looks alarms={alarms.items} looks={looks} figures={figures} filter={filter} cases={cases.items} isLater={query['after'] !== undefined} />, wide: true }
}

type Props = { readonly alarms: readonly Alarm[]; readonly looks: Page<Look>; readonly figures: Figures; readonly filter: Filter; readonly cases: readonly CaseSummary[]; readonly isLater: boolean }

function Looks({ alarms, looks, figures, filter, cases, isLater }: Props) {
  const { t, day } = useVoice()
  const byNumber = filter.number === 'own'
  const days = [...Map.groupBy(looks.items, (look) => day(look.at))]
  const narrowed = Object.keys(filter).length > 0
  return (
    <DataPage at="looks" {...(byNumber ? { title: t('data.ask_number') } : {})} lead={byNumber ? <NumberAnswer figures={figures} /> : t('data.looks_lead')}>
      {narrowed || isLater ? null : <Alarms alarms={alarms} />}
      <Filters figures={figures} filter={filter} />
      {narrowed && !byNumber ? <p><a className="link" href={paths.looks()}>{t('looks.all')}</a></p> : null}
      {looks.items.length > 0 ? null : <Empty>{t(narrowed ? 'looks.none_such' : 'data.nobody')}</Empty>}
      {days.map(([date, ones]) => (
        <section className="looks" key={date}>
          <h2 className="looks__day">{date} <span className="quiet">{t('data.times', { count: ones.filter((look) => look.grantee !== look.subject).length, own: ones.filter((look) => look.grantee === look.subject).length })}</span></h2>
          {[...Map.groupBy(ones, (look) => look.case ?? `${look.purpose} ${look.grantee}`)].map(([key, group]) => <OneGroup key={key} looks={group} title={cases.find((one) => one.id === key)} />)}
        </section>
      ))}
      {looks.next === null && !isLater ? null : (
        <p className="buttons">
          {looks.next === null ? null : <a className="button button--secondary" href={paths.looks({ ...filter, after: String(looks.next) })}>{t('data.earlier')}</a>}
          {isLater ? <a className="link" href={paths.looks(filter)}>{t('looks.newest')}</a> : null}
        </p>
      )}
    </DataPage>
  )
}

/** Who tried to look and was refused: nobody saw anything, and the auditor knows. */
function Alarms({ alarms }: { readonly alarms: readonly Alarm[] }) {
  const voice = useVoice()
  const { t, bi } = voice
  if (alarms.length === 0) return null
  return (
    <Notice kind="warning" title={t('alarm.mine')}>
      <ul className="plainlist">{alarms.map((one) => <li key={one.id}><Moment iso={one.at} /> <strong>{bi(one.granteeName ?? one.grantee)}</strong>{one.role === null ? null : <><Dot />{bi(one.role)}</>}<Dot />{t('alarm.wanted', { what: namesOf(voice, one), purpose: bi(one.purposeTitle ?? one.purpose) })}</li>)}</ul>
      <p className="quiet">{t('alarm.mine_text')}</p>
    </Notice>
  )
}

function NumberAnswer({ figures }: { readonly figures: Figures }) {
  const { t } = useVoice()
  const { count, last } = figures.number
  if (count === 0) return <>{t('data.number_nobody')}</>
  return <><Prose>{t('data.number_answer', numbersOf(figures))}</Prose> {last === null ? null : <>{t('data.last_time')} <Moment iso={last} />{t('data.stop')}</>} {t('data.number_why')}</>
}

/** So many agencies are named before one opens the group; beyond, the number says enough. */
const NAMED = 3

/** The looks of one case on one day: told in one sentence with who looked, opened agency by agency. A single look needs no sentence. */
function OneGroup({ looks, title }: { readonly looks: readonly Look[]; readonly title: CaseSummary | undefined }) {
  const { t, bi } = useVoice()
  const [first] = looks
  if (looks.length === 1) return <ol className="looks__list"><OneLook look={first!} purpose /></ol>
  const agencies = [...new Map(looks.map((look) => [look.grantee, bi(look.granteeName ?? look.grantee)])).values()]
  const facts = new Set(looks.flatMap((look) => look.elements.map((element) => `${look.source}.${element}`))).size
  const name = title === undefined ? bi(looks.at(-1)!.purposeTitle ?? looks.at(-1)!.purpose) : bi(title.title)
  const own = looks.every((look) => look.grantee === look.subject)
  return (
    <details className="bundle">
      <summary className="bundle__summary"><span className="bundle__hour"><Moment iso={looks.at(-1)!.at} as="hour" /></span><span>{own ? t('looks.group_own', { facts }) : t('looks.group', { title: name, agencies: agencies.length, count: looks.length, facts })}{own || agencies.length > NAMED ? null : agencies.map((who) => <span className="bundle__who" key={who}><Name text={who} /></span>)}</span></summary>
      <div className="bundle__body">
        {first!.case === null ? null : <p><a className="link" href={paths.case(first!.case)}>{t('looks.to_case')}</a></p>}
        {own ? <ol className="looks__list">{looks.map((look) => <OneLook key={look.id} look={look} purpose={false} />)}</ol> : [...Map.groupBy(looks, (look) => `${look.grantee} ${look.role?.zh ?? look.looker} ${look.purpose}`)].map(([key, ones]) => <OneLooker key={key} looks={ones} />)}
      </div>
    </details>
  )
}

/** Who looked and what for, once; then each look. */
function OneLooker({ looks }: { readonly looks: readonly Look[] }) {
  const { t } = useVoice()
  const [first] = looks
  return (
    <section className="looks__by">
      <h3 className="looks__who"><Looker look={first!} /></h3>
      {first!.grantee === first!.subject ? null : <p>{t('data.for')} <Purpose look={first!} /></p>}
      <ol className="looks__list">{looks.map((look) => <OneLook key={look.id} look={look} named purpose={false} />)}</ol>
    </section>
  )
}

function Filters({ figures, filter }: { readonly figures: Figures; readonly filter: Filter }) {
  const { t, bi, number } = useVoice()
  const counted = (name: string, count: number): string => t('looks.option', { name, count: number(count) })
  return (
    <More summary={t('looks.filter')} open={filter.agency !== undefined || filter.source !== undefined || filter.from !== undefined || filter.until !== undefined}>
      <form method="get" action={paths.looks()} className="filters">
        {filter.number === undefined ? null : <input type="hidden" name="number" value={filter.number} />}
        <div className="field"><label className="field__label" htmlFor="agency">{t('looks.agency')}</label>
          <select className="field__input field__select" id="agency" name="agency" defaultValue={filter.agency ?? ''}><option value="">{t('looks.any')}</option>{figures.agencies.map((one) => <option key={one.id} value={one.id}>{counted(one.own ? t('data.you_yourself') : bi(one.name ?? one.id), one.count)}</option>)}</select></div>
        <div className="field"><label className="field__label" htmlFor="source">{t('looks.source')}</label>
          <select className="field__input field__select" id="source" name="source" defaultValue={filter.source ?? ''}><option value="">{t('looks.any')}</option>{figures.sources.map((one) => <option key={one.id} value={one.id}>{counted(bi(one.title ?? one.id), one.count)}</option>)}</select></div>
        <div className="field"><label className="field__label" htmlFor="from">{t('looks.from')}</label><input className="field__input field__input--day" type="date" id="from" name="from" defaultValue={filter.from} /></div>
        <div className="field"><label className="field__label" htmlFor="until">{t('looks.until')}</label><input className="field__input field__input--day" type="date" id="until" name="until" defaultValue={filter.until} /></div>
        <Button kind="secondary">{t('looks.show')}</Button>
      </form>
    </More>
  )
}
