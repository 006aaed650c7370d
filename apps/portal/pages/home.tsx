import { part, paths, patterns } from '../../paths.ts'
import { Unseen } from '../../ui/parts.tsx'
import { Words } from '../../ui/prose.tsx'
import { useVoice } from '../../ui/voice.tsx'
import type { CaseSummary, Finds, Letter, MatterSummary, Page } from '../api.ts'
import { typed, type Answer, type Route, type Visit } from '../visit.ts'
import { MatterList } from './matter-list.tsx'
import { SearchForm } from './search-form.tsx'
import { Waiting } from './waiting.tsx'

const TEXT_MAX = 100
const SUGGESTED_MAX = 6

const find = (visit: Visit, text: string): Promise<Finds> => visit.ask.get<Finds>(`/services/matters${text === '' ? '' : `?text=${part(text.slice(0, TEXT_MAX))}`}`)

async function home(visit: Visit): Promise<Answer> {
  const text = (visit.query['q'] ?? '').trim().slice(0, TEXT_MAX)
  const { t } = visit.voice
  const finds = await find(visit, text)
  if (text !== '') return { title: t('search.title', { text }), page: <Results text={text} finds={finds} />, islands: ['search'] }
  const mine = visit.session.signedIn ? await mineOf(visit) : null
  return { title: t('home.title'), page: <Home matters={finds.items} mine={mine} />, islands: ['search'], wide: true }
}

type Mine = { readonly cases: readonly CaseSummary[]; readonly letters: readonly Letter[]; readonly more: boolean; readonly own: boolean }

async function mineOf(visit: Visit): Promise<Mine> {
  const [cases, letters] = await Promise.all([visit.ask.get<Page<CaseSummary>>('/services/cases?limit=30'), visit.ask.get<Page<Letter>>('/messages?limit=30')])
  return { cases: cases.items, letters: letters.items.filter((letter) => letter.expectsReply && letter.reply === null), more: cases.next !== null, own: visit.session.signedIn && visit.session.behalf === null }
}

/** What fits as somebody types, for the island: where it leads and, of a bundle, which part was meant. */
async function suggestions(visit: Visit): Promise<Answer> {
  const { t, bi } = visit.voice
  const { items } = await find(visit, typed(visit, 'text'))
  return { json: { items: items.slice(0, SUGGESTED_MAX).map((one) => ({ title: bi(one.title), part: one.part === null ? null : t('search.part', { part: bi(one.part) }), href: paths.matter(one.kind, one.id) })) } }
}

/** `/`: the search, what waits for the reader, what can be done by occasion; with `q`, what was found. */
export const homeRoutes: readonly Route[] = [
  { method: 'GET', path: patterns.home, answer: home },
  // Asked by POST, because what somebody looks for belongs in no log of addresses.
  { method: 'POST', path: patterns.suggestions, answer: suggestions },
]

function Home({ matters, mine }: { readonly matters: readonly MatterSummary[]; readonly mine: Mine | null }) {
  const { t } = useVoice()
  return (
    <>
      <section className="hero">
        <h1 className="hero__title"><Words>{t('home.title')}</Words></h1>
        <p className="hero__lead">{t('home.lead')}</p>
        <SearchForm text="" />
      </section>
      {mine === null ? null : <Waiting {...mine} />}
      <ByOccasion matters={matters} />
      {mine === null ? <><WhereIsMyCase /><WhoUsedMyNumber /></> : null}
    </>
  )
}

/** Matters under the occasion in life or business that brings people here. */
function ByOccasion({ matters }: { readonly matters: readonly MatterSummary[] }) {
  const { t, knows } = useVoice()
  const occasions = [...new Set(matters.map((matter) => matter.lifeEvent ?? 'other'))].toSorted((a, b) => Number(a === 'other') - Number(b === 'other'))
  return (
    <div className="occasions">
      {occasions.map((occasion) => (
        <section className="occasion" key={occasion} aria-labelledby={`occasion-${occasion}`}>
          <h2 className="occasion__title" id={`occasion-${occasion}`}>{knows(`occasion.${occasion}`) ? t(`occasion.${occasion}`) : t('occasion.other')}</h2>
          <MatterList matters={matters.filter((matter) => (matter.lifeEvent ?? 'other') === occasion)} />
        </section>
      ))}
    </div>
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

/** What nobody expects to be told: who used one's number, and why. */
function WhoUsedMyNumber() {
  const { t } = useVoice()
  return (
    <section className="block block--aside" aria-labelledby="number">
      <h2 id="number">{t('data.ask_number')}</h2>
      <p>{t('home.number_text')}</p>
      <p><a className="button button--secondary" href={paths.signIn(paths.looks({ number: 'own' }))}>{t('home.where_sign_in')}<Unseen> {t('data.ask_number')}</Unseen></a></p>
    </section>
  )
}

function Results({ text, finds }: { readonly text: string; readonly finds: Finds }) {
  const { t } = useVoice()
  return (
    <>
      <h1 className="results__title"><Words>{finds.items.length === 0 ? t('search.nothing', { text }) : t('search.found', { count: finds.items.length, text })}</Words></h1>
      <SearchForm text={text} />
      {finds.items.length > 0 ? <MatterList matters={finds.items} ranked /> : <Nothing near={finds.near} />}
      {finds.items.length > 0 ? <p className="quiet">{t('search.not_it')} <a className="link" href={paths.home()}>{t('home.all')}</a></p> : null}
    </>
  )
}

/** Nothing fits: what comes nearest, what else to type, and who is there to be asked. */
function Nothing({ near }: { readonly near: readonly MatterSummary[] }) {
  const { t } = useVoice()
  return (
    <>
      {near.length === 0 ? null : <section className="block" aria-labelledby="near"><h2 id="near">{t('search.near')}</h2><MatterList matters={near} ranked /></section>}
      <section className="block" aria-labelledby="otherwise">
        <h2 id="otherwise">{t('search.otherwise')}</h2>
        <ul className="elsewhere">
          <li>{t('search.shorter')}</li>
          <li><a className="link" href={paths.home()}>{t('home.all')}</a></li>
          <li>{t('search.hotline')} <a className="link elsewhere__number" href="tel:12345">{t('search.hotline_number')}</a></li>
          <li>{t('search.window')}</li>
        </ul>
      </section>
    </>
  )
}
