import { paths, patterns } from '../../paths.ts'
import { Button, Empty } from '../../ui/parts.tsx'
import { useVoice } from '../../ui/voice.tsx'
import type { CaseSummary, MatterSummary, Page } from '../api.ts'
import { part, type Route, type Visit } from '../visit.ts'
import { CaseRows } from './case-rows.tsx'

const LATEST = 3

async function home(visit: Visit) {
  const text = (visit.query['q'] ?? '').slice(0, 100)
  const matters = await visit.ask.get<Page<MatterSummary>>(`/services/matters${text === '' ? '' : `?text=${part(text)}`}`)
  const cases = visit.session.signedIn ? (await visit.ask.get<Page<CaseSummary>>('/services/cases')).items : []
  return { title: visit.voice.t('home.title'), page: <Home text={text} matters={matters.items} cases={cases} signedIn={visit.session.signedIn} />, wide: true }
}

/** `/`: the search, what can be done by occasion, and where one's own cases are. */
export const homeRoutes: readonly Route[] = [{ method: 'GET', path: patterns.home, answer: home }]

type Props = { readonly text: string; readonly matters: readonly MatterSummary[]; readonly cases: readonly CaseSummary[]; readonly signedIn: boolean }

function Home({ text, matters, cases, signedIn }: Props) {
  const { t } = useVoice()
  return (
    <>
      <section className="hero">
        <h1 className="hero__title">{t('home.title')}</h1>
        <p className="hero__lead">{t('home.lead')}</p>
        <form className="hero__search" role="search" method="get" action={paths.home()}>
          <label className="unseen" htmlFor="q">{t('home.search_label')}</label>
          <input className="field__input hero__input" id="q" name="q" type="search" defaultValue={text} placeholder={t('home.search_hint')} autoComplete="off" />
          <Button>{t('home.search')}</Button>
        </form>
      </section>
      {signedIn && text === '' ? <MyCases cases={cases} /> : null}
      {text === '' ? <ByOccasion matters={matters} /> : <FoundMatters text={text} matters={matters} />}
      {signedIn ? null : <WhereIsMyCase />}
    </>
  )
}

function MyCases({ cases }: { readonly cases: readonly CaseSummary[] }) {
  const { t } = useVoice()
  return (
    <section className="block" aria-labelledby="mine">
      <div className="block__head"><h2 id="mine">{t('home.my_cases')}</h2>{cases.length > LATEST ? <a className="link" href={paths.cases()}>{t('home.all_cases', { count: cases.length })}</a> : null}</div>
      {cases.length === 0 ? <p className="quiet">{t('cases.none')}</p> : <CaseRows cases={cases.slice(0, LATEST)} />}
    </section>
  )
}

function FoundMatters({ text, matters }: { readonly text: string; readonly matters: readonly MatterSummary[] }) {
  const { t } = useVoice()
  return (
    <section className="block" aria-labelledby="found">
      <h2 id="found">{t('home.found', { count: matters.length, text })}</h2>
      {matters.length === 0 ? <Empty act={<a className="link" href={paths.home()}>{t('home.all')}</a>}>{t('home.nothing')}</Empty> : <Matters matters={matters} />}
    </section>
  )
}

/** Matters under the occasion in life or business that brings people here; bundles first, as they spare most. */
function ByOccasion({ matters }: { readonly matters: readonly MatterSummary[] }) {
  const { t, knows } = useVoice()
  const occasions = [...new Set(matters.map((matter) => matter.lifeEvent ?? 'other'))].toSorted((a, b) => Number(a === 'other') - Number(b === 'other'))
  return (
    <div className="occasions">
      {occasions.map((occasion) => (
        <section className="block" key={occasion} aria-labelledby={`occasion-${occasion}`}>
          <h2 id={`occasion-${occasion}`}>{knows(`occasion.${occasion}`) ? t(`occasion.${occasion}`) : t('occasion.other')}</h2>
          <Matters matters={matters.filter((matter) => (matter.lifeEvent ?? 'other') === occasion)} />
        </section>
      ))}
    </div>
  )
}

const Matters = ({ matters }: { readonly matters: readonly MatterSummary[] }) => (
  <ul className="matters">
    {matters.toSorted((a, b) => Number(b.kind === 'bundle') - Number(a.kind === 'bundle')).map((matter) => <MatterCard key={`${matter.kind}-${matter.id}`} matter={matter} />)}
  </ul>
)

function MatterCard({ matter }: { readonly matter: MatterSummary }) {
  const { t, bi, limit, money } = useVoice()
  const { typed, picked } = matter.asked
  return (
    <li className={matter.kind === 'bundle' ? 'matters__one matters__one--bundle' : 'matters__one'}>
      <h3 className="matters__title"><a className="matters__link" href={paths.matter(matter.kind, matter.id)}>{bi(matter.title)}</a></h3>
      <p className="matters__text">{bi(matter.summary)}</p>
      <ul className="matters__facts">
        {matter.promised === null ? null : <li>{t('matter.within', { limit: limit(matter.promised) })}</li>}
        <li>{matter.feeFen === 0 ? t('matter.free') : t('matter.fee', { fee: money(matter.feeFen) })}</li>
        <li>{typed + picked === 0 ? t('matter.asks_nothing') : t('matter.asks', { typed, picked })}</li>
      </ul>
    </li>
  )
}

function WhereIsMyCase() {
  const { t } = useVoice()
  return (
    <section className="block block--aside" aria-labelledby="where">
      <h2 id="where">{t('home.where')}</h2>
      <p>{t('home.where_text')}</p>
      <p><a className="button button--secondary" href={paths.signIn(paths.cases())}>{t('home.where_sign_in')}</a></p>
    </section>
  )
}
