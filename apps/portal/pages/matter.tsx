import { randomUUID } from 'node:crypto'

import { paths, patterns } from '../../paths.ts'
import { BackLink, Button, ButtonLink, Facts, More, Title } from '../../ui/parts.tsx'
import { useVoice } from '../../ui/voice.tsx'
import type { Guide } from '../api.ts'
import { part, param, type Route, type Visit } from '../visit.ts'
import { opened } from './cases.tsx'

async function matter(visit: Visit) {
  const guide = await visit.ask.get<Guide>(`/services/matters/${part(param(visit, 'kind'))}/${part(param(visit, 'id'))}`)
  return { title: visit.voice.bi(guide.title), page: <GuidePage guide={guide} signedIn={visit.session.signedIn} /> }
}

/** Where the sign-in that the guide began leads to. A link from elsewhere opens nothing: it shows the guide. */
async function start(visit: Visit) {
  const [kind, id] = [param(visit, 'kind'), param(visit, 'id')]
  return visit.fromUs && visit.session.signedIn ? opened(visit, { kind, id, once: visit.query['once'] ?? '' }) : { to: paths.matter(kind, id) }
}

/** `/matters/{kind}/{id}`: the guide, made from the very definition that will run. */
export const matterRoutes: readonly Route[] = [
  { method: 'GET', path: patterns.matter, answer: matter },
  { method: 'GET', path: patterns.start, answer: start },
]

type Props = { readonly guide: Guide; readonly signedIn: boolean }

function GuidePage({ guide, signedIn }: Props) {
  const { t, bi } = useVoice()
  return (
    <>
      <BackLink href={paths.home()}>{t('matter.back')}</BackLink>
      <Title over={guide.kind === 'bundle' ? t('matter.bundle') : undefined} lead={bi(guide.summary)}>{bi(guide.title)}</Title>
      <Promises guide={guide} />
      <Start guide={guide} signedIn={signedIn} />
      {guide.steps === undefined ? null : <Parts guide={guide} />}
      <Asked guide={guide} />
      <Looks guide={guide} />
      <section className="block" aria-labelledby="law">
        <h2 id="law">{t('matter.law')}</h2>
        <ul className="plainlist">{guide.law.map((law) => <li key={law.zh}>{bi(law)}</li>)}</ul>
        <p className="quiet">{t('matter.version', { release: guide.version.release.slice(0, 12), digest: guide.digest.slice(0, 12) })}</p>
      </section>
    </>
  )
}

function Promises({ guide }: { readonly guide: Guide }) {
  const { t, bi, limit, money } = useVoice()
  const promises = [
    ...(guide.promised === null ? [] : [{ key: 'promised', figure: limit(guide.promised), text: guide.statutory === null ? t('matter.promised') : t('matter.promised_of', { statutory: limit(guide.statutory) }) }]),
    { key: 'fee', figure: guide.feeFen === 0 ? t('matter.free') : money(guide.feeFen), text: t('matter.fee_label') },
    { key: 'visits', figure: t('matter.visits', { count: guide.visits }), text: t('matter.visits_label') },
    { key: 'asked', figure: t('matter.items', { count: guide.typed.length + guide.picked.length }), text: t('matter.asked_label', { typed: guide.typed.length, picked: guide.picked.length }) },
  ]
  return (
    <>
      <ul className="promises">{promises.map(({ key, figure, text }) => <li className="promises__one" key={key}><span className="promises__figure">{figure}</span><span className="promises__text">{text}</span></li>)}</ul>
      {guide.agency === null ? null : <p className="quiet">{t('matter.agency', { agency: bi(guide.agency) })}</p>}
    </>
  )
}

function Start({ guide, signedIn }: Props) {
  const { t } = useVoice()
  if (!signedIn) return <p className="start"><ButtonLink href={paths.signIn(paths.start(guide.kind, guide.id, randomUUID()))}>{t('matter.sign_in_start')}</ButtonLink></p>
  return (
    <form className="start" method="post" action={paths.cases()}>
      <input type="hidden" name="kind" value={guide.kind} />
      <input type="hidden" name="id" value={guide.id} />
      <input type="hidden" name="once" value={randomUUID()} />
      <Button>{t('matter.start')}</Button>
      <p className="quiet">{t('matter.start_hint')}</p>
    </form>
  )
}

function Parts({ guide }: { readonly guide: Guide }) {
  const { t, bi } = useVoice()
  const titles = new Map(guide.steps?.map((step) => [step.id, bi(step.title)]))
  return (
    <div className="columns">
      <section className="block" aria-labelledby="steps">
        <h2 id="steps">{t('matter.steps', { count: guide.steps?.length ?? 0 })}</h2>
        <ol className="parts">{guide.steps?.map((step) => <li className="parts__one" key={step.id}><span className="parts__name">{bi(step.title)}</span>{step.after.length === 0 ? null : <span className="parts__after">{t('matter.after', { steps: step.after.map((id) => titles.get(id) ?? id).join(t('matter.and')) })}</span>}</li>)}</ol>
      </section>
      {guide.kit === undefined ? null : (
        <section className="block" aria-labelledby="kit">
          <h2 id="kit">{t('matter.kit')}</h2>
          <ul className="ticks">{guide.kit.map((item) => <li key={item.id}>{bi(item.label)}</li>)}</ul>
        </section>
      )}
    </div>
  )
}

function Asked({ guide }: { readonly guide: Guide }) {
  const { t, bi } = useVoice()
  const asked = [...guide.typed, ...guide.picked]
  return (
    <section className="block" aria-labelledby="asked">
      <h2 id="asked">{t('matter.have_ready')}</h2>
      {asked.length === 0 ? <p>{t('matter.asks_nothing_long')}</p> : <ul className="ticks ticks--open">{asked.map((field, place) => <li key={`${field.id}-${place}`}>{bi(field.label)}{field.asked === undefined ? null : <span className="quiet ticks__why">{bi(field.asked)}</span>}</li>)}</ul>}
      {guide.signers ? <p>{t('matter.signers')}</p> : null}
      <More summary={t('matter.filled', { count: guide.filled.length })}>
        <Facts rows={guide.filled.map((field, place) => ({ key: `${place}`, term: bi(field.label), value: bi(field.source) }))} />
      </More>
    </section>
  )
}

function Looks({ guide }: { readonly guide: Guide }) {
  const { t, bi, list } = useVoice()
  if (guide.looks.length === 0) return null
  return (
    <section className="block" aria-labelledby="looks">
      <h2 id="looks">{t('matter.looks')}</h2>
      <p>{t('matter.looks_text')}</p>
      <Facts rows={guide.looks.map((look, place) => ({ key: `${place}`, term: bi(look.source), value: <>{list(look.elements.map(bi))}{look.personal === false ? null : <span className="quiet facts__basis">{look.statutory === undefined ? t('matter.by_consent') : t('matter.by_law', { law: bi(look.statutory) })}</span>}</> }))} />
    </section>
  )
}
