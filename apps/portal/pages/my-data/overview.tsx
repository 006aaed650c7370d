import type { ReactNode } from 'react'

import { paths } from '../../../paths.ts'
import { Empty, Moment } from '../../../ui/parts.tsx'
import { Prose, Words } from '../../../ui/prose.tsx'
import { useVoice } from '../../../ui/voice.tsx'
import type { Page } from '../../api.ts'
import type { Answer, Visit } from '../../visit.ts'
import type { Allowance, Figures, Known, Look, Objection } from './answers.ts'
import { ageIn, DataPage, numbersOf, OneLook } from './parts.tsx'

const LATEST = 3

/** `/my/data`: the four questions people have about their data, each answered in one line, and the last looks. */
export async function showOverview({ ask, voice }: Visit): Promise<Answer> {
  const [figures, known, grants, objections, looks] = await Promise.all([
    ask.get<Figures>('/grants/uses/summary'), ask.get<Known>('/exchange/known'), ask.get<Page<Allowance>>('/grants'), ask.get<Page<Objection>>('/exchange/objections'), ask.get<Page<Look>>(`/grants/uses?limit=${LATEST}`),
  ])
  return { title: voice.t('data.title'), page: <Overview figures={figures} known={known} grants={grants.items} objections={objections.items} looks={looks.items} />, wide: true }
}

type Props = { readonly figures: Figures; readonly known: Known; readonly grants: readonly Allowance[]; readonly objections: readonly Objection[]; readonly looks: readonly Look[] }

function Overview({ figures, known, grants, objections, looks }: Props) {
  const voice = useVoice()
  const { t } = voice
  const facts = known.sources.flatMap((source) => source.elements).filter((element) => element.fact !== null).length
  const registers = known.sources.filter((source) => source.elements.some((element) => element.fact !== null)).length
  const live = grants.filter((grant) => grant.basis === 'consent' && grant.standing === 'live' && !grant.own).length
  const open = objections.filter((one) => one.state === 'open').length
  return (
    <DataPage at="overview" title={t('data.title')} lead={t('data.lead')}>
      <Picture figures={figures} />
      <ul className="asks">
        <Question href={paths.looks({ number: 'own' })} ask={t(known.party.kind === 'firm' ? 'data.ask_code' : 'data.ask_number')}>
          {figures.number.count === 0 ? t('data.number_nobody') : <><Prose>{t('data.number_answer', numbersOf(figures))}</Prose> {figures.number.last === null ? null : <span className="quiet">{t('data.last_time')} <Moment iso={figures.number.last} /></span>}</>}
        </Question>
        <Question href={paths.known()} ask={t('data.ask_known')}>{facts === 0 ? t('data.known_nothing') : t('data.known_answer', { registers, facts })}</Question>
        <Question href={paths.consents()} ask={t('data.ask_consents')}><Prose>{t('data.consents_answer', { count: live })}</Prose></Question>
        <Question href={paths.objections()} ask={t('data.ask_objections')}><Prose>{t('data.objections_answer', { count: open })}</Prose></Question>
      </ul>
      <section className="block" aria-labelledby="latest">
        <div className="block__head"><h2 id="latest">{t('data.latest')}</h2>{looks.length === 0 ? null : <a className="link" href={paths.looks()}>{t('data.all_looks')}</a>}</div>
        {looks.length === 0 ? <Empty>{t('data.nobody')}</Empty> : [...Map.groupBy(looks, (look) => voice.day(look.at))].map(([day, ones]) => (
          <section className="looks" key={day}><h3 className="looks__day">{day} <span className="quiet">{ageIn(voice, ones[0]!.at, known.at)}</span></h3><ol className="looks__list">{ones.map((look) => <OneLook key={look.id} look={look} purpose />)}</ol></section>
        ))}
      </section>
    </DataPage>
  )
}

const Question = ({ href, ask, children }: { readonly href: string; readonly ask: string; readonly children: ReactNode }) => (
  <li className="asks__one"><h2 className="asks__ask"><a className="asks__link" href={href}><Words>{ask}</Words></a></h2><p className="asks__answer">{children}</p></li>
)

const [WIDTH, HEIGHT, GAP] = [600, 72, 4] as const

/** Thirty days as thirty columns: how often others looked on each, said in one sentence above. */
function Picture({ figures }: { readonly figures: Figures }) {
  const { t, day } = useVoice()
  const days = daysBetween(figures.since, figures.today)
  const counts = days.map((one) => { const found = figures.days.find((known) => known.day === one); return found === undefined ? 0 : found.count - found.own })
  if (counts.every((count) => count === 0)) return <div className="days"><p className="days__said"><Words>{t('data.lately_nobody')}</Words></p></div>
  const most = Math.max(...counts)
  const step = WIDTH / days.length
  return (
    <figure className="days">
      <figcaption className="days__said"><Words>{t('data.lately', { agencies: figures.latelyBy, count: figures.lately })}</Words></figcaption>
      <svg className="days__svg" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden="true" focusable="false" preserveAspectRatio="none">
        {counts.map((count, place) => {
          const height = count === 0 ? 3 : 8 + (count / most) * (HEIGHT - 8)
          return <rect className={count === 0 ? 'days__none' : 'days__some'} key={days[place]} x={place * step + GAP / 2} y={HEIGHT - height} width={step - GAP} height={height} rx="1.5" />
        })}
      </svg>
      <p className="days__ends" aria-hidden="true"><span>{day(figures.since)}</span><span>{day(figures.today)}</span></p>
    </figure>
  )
}

/** Every day from one to another, both included. */
function daysBetween(from: string, to: string): string[] {
  const days: string[] = []
  for (let at = Date.parse(from); at <= Date.parse(to); at += 86_400_000) days.push(new Date(at).toISOString().slice(0, 10))
  return days
}
