import { randomUUID } from 'node:crypto'

import { part, paths, patterns } from '../../paths.ts'
import { BackLink, Button, ButtonLink, Notice, Title } from '../../ui/parts.tsx'
import { useVoice } from '../../ui/voice.tsx'
import type { Guide } from '../api.ts'
import { param, type Route, type Visit } from '../visit.ts'
import { opened } from './cases.tsx'
import { Asked, Law, Looks, Outcome, Remedies, Steps, Times } from './matter-facts.tsx'
import { History } from './matter-history.tsx'
import { Ratings } from './matter-ratings.tsx'
import { Rules } from './matter-rules.tsx'

async function matter(visit: Visit) {
  const guide = await visit.ask.get<Guide>(`/services/matters/${part(param(visit, 'kind'))}/${part(param(visit, 'id'))}`)
  return { title: visit.voice.bi(guide.title), page: <GuidePage guide={guide} signedIn={visit.session.signedIn} />, wide: true }
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

/** The answer to every question in one line each, the start beside them; everything about each when it is opened. */
function GuidePage({ guide, signedIn }: Props) {
  const { t, bi } = useVoice()
  return (
    <>
      <BackLink href={paths.home()}>{t('matter.back')}</BackLink>
      <div className="guide">
        <Title over={guide.kind === 'bundle' ? t('matter.bundle') : undefined} lead={bi(guide.summary)}>{bi(guide.title)}</Title>
        <aside className="guide__side" aria-label={t('matter.at_a_glance')}>
          <Glance guide={guide} />
          {guide.partOf.length > 0 ? <PartOf guide={guide} /> : <Start guide={guide} signedIn={signedIn} />}
        </aside>
        <div className="guide__subjects">
          <Asked guide={guide} />
          <Times guide={guide} />
          <Steps guide={guide} />
          <Rules guide={guide} />
          <Looks guide={guide} />
          <Outcome guide={guide} />
          <Law guide={guide} />
          <Remedies guide={guide} />
          <Ratings guide={guide} />
          <History guide={guide} />
        </div>
      </div>
    </>
  )
}

/** What people ask first: how much of me, how long, how dear, must I come. */
function Glance({ guide }: { readonly guide: Guide }) {
  const { t, bi, limit, money, span } = useVoice()
  const [typed, picked] = [guide.typed.length, guide.picked.length]
  const { figures } = guide
  const rows = [
    { key: 'asked', figure: typed + picked === 0 ? t('matter.nothing') : typed === 0 ? t('matter.only_choices') : t('matter.items', { count: typed + picked }), text: t('matter.asked_label', { typed, picked }) },
    ...(guide.promised === null ? [] : [{ key: 'promised', figure: limit(guide.promised), text: figures.enough && typeof figures.medianSeconds === 'number' ? t('matter.promised_measured', { median: span(figures.medianSeconds) }) : t('matter.promised') }]),
    { key: 'fee', figure: guide.feeFen === 0 ? t('matter.free') : money(guide.feeFen), text: t('matter.fee_label') },
    { key: 'visits', figure: t('matter.visits', { count: guide.visits }), text: t('matter.visits_label') },
  ]
  return (
    <>
      <dl className="glance">{rows.map(({ key, figure, text }) => <div className="glance__one" key={key}><dt className="glance__text">{text}</dt><dd className="glance__figure">{figure}</dd></div>)}</dl>
      {guide.agency === null ? null : <p className="quiet">{t('matter.agency', { agency: bi(guide.agency) })}</p>}
    </>
  )
}

/** On a phone it stays at the lower edge while one reads, and rests at its own place at the end: nothing is under it then. */
function Start({ guide, signedIn }: Props) {
  const { t } = useVoice()
  if (!signedIn) return <div className="start"><ButtonLink href={paths.signIn(paths.start(guide.kind, guide.id, randomUUID()))}>{t('matter.sign_in_start')}</ButtonLink><p className="quiet start__hint">{t('matter.start_hint')}</p></div>
  return (
    <form className="start" method="post" action={paths.cases()}>
      <input type="hidden" name="kind" value={guide.kind} />
      <input type="hidden" name="id" value={guide.id} />
      <input type="hidden" name="once" value={randomUUID()} />
      <Button describedBy="agree">{t('matter.start')}</Button>
      <p className="quiet start__agree" id="agree">{t('matter.start_agree')}</p>
      <p className="quiet start__hint">{t('matter.start_hint')}</p>
    </form>
  )
}

/** What cannot be applied for by itself says where it is done. */
function PartOf({ guide }: { readonly guide: Guide }) {
  const { t, bi } = useVoice()
  return (
    <Notice kind="info" title={t('matter.part_of')}>
      <ul className="plainlist">{guide.partOf.map((bundle) => <li key={bundle.id}><a className="link" href={paths.matter('bundle', bundle.id)}>{bi(bundle.title)}</a></li>)}</ul>
    </Notice>
  )
}
