import { part, paths, patterns } from '../../paths.ts'
import { BackLink, Title } from '../../ui/parts.tsx'
import { useVoice } from '../../ui/voice.tsx'
import type { Case } from '../api.ts'
import type { Answer, Route, Visit } from '../visit.ts'
import { Graph } from './graph.tsx'
import { KitBox } from './kit.tsx'
import { caseOf } from './cases.tsx'
import { Contests } from './contest.tsx'
import { HowDecided, Remedies, VerdictBox } from './decided.tsx'
import { ProvenFold, Spared } from './proven.tsx'
import { RatingBox } from './rating.tsx'
import { Certificates, Clocks, Dormant, Happenings, Held, Signatories, Status, Withdraw } from './timeline-parts.tsx'
import { Track } from './track.tsx'

/** Without JavaScript the page comes again after so many seconds while something is under way. */
const REFRESH_SECONDS = 5
const OVER: ReadonlySet<string> = new Set(['granted', 'withdrawn', 'void', 'returned', 'filling', 'dormant'])

async function show(visit: Visit): Promise<Answer> {
  const one = await caseOf(visit)
  const live = !isOver(one)
  return { title: `${visit.voice.bi(one.title)} ${one.number}`, page: <Timeline case={one} live={live} />, islands: live ? ['live'] : [], wide: true, ...(live ? { refresh: REFRESH_SECONDS } : {}) }
}

const isOver = (one: Case): boolean => OVER.has(one.stage) && (one.kit === null || one.kit.receivedAt !== null || one.stage !== 'granted')

async function receive(visit: Visit): Promise<Answer> {
  const one = await caseOf(visit)
  await visit.ask.post(`/services/cases/${part(one.id)}/receipt`, one.digest === null ? {} : { digest: one.digest })
  return { to: paths.timeline(one.id) }
}

/** Where a case is, as it happens. */
export const timelineRoutes: readonly Route[] = [
  { method: 'GET', path: patterns.timeline, answer: show },
  { method: 'GET', path: patterns.timelineFragment, answer: async (visit) => { const one = await caseOf(visit); return { fragment: <Live case={one} live={!isOver(one)} /> } } },
  { method: 'POST', path: patterns.receipt, answer: receive },
]

type Props = { readonly case: Case; readonly live: boolean }

function Timeline({ case: one, live }: Props) {
  const { t, bi } = useVoice()
  return (
    <>
      {one.parent === undefined || one.parent === null ? null : <BackLink href={paths.timeline(one.parent)}>{t('timeline.whole')}</BackLink>}
      <Title over={t('cases.number', { number: one.number })}>{bi(one.title)}</Title>
      <div data-island="live" data-path={paths.timelineFragment(one.id)}><Live case={one} live={live} /></div>
      {one.me.mayWithdraw ? <Withdraw case={one} /> : null}
    </>
  )
}

/** The parts that change while one looks. The island swaps each by itself; only the status line is read out. */
function Live({ case: one, live }: Props) {
  const steps = one.steps ?? []
  // While things are under way the way they go comes first; when they are there, they do.
  const there = one.kit !== null && (one.kit.ready || one.kit.receivedAt !== null)
  const drawn = steps.length > 0 && one.stage !== 'filling'
  const kit = drawn && one.stage !== 'signing' ? one.kit : null
  return (
    <>
      <div data-part="status" role="status" aria-live="polite"><Status case={one} live={live} /></div>
      <div data-part="dormant"><Dormant case={one} /></div>
      <div data-part="held">{drawn ? <Held case={one} /> : null}</div>
      <div data-part="signatories">{one.stage === 'signing' ? <Signatories case={one} /> : null}</div>
      <div data-part="verdict"><VerdictBox case={one} /></div>
      <div data-part="spared">{one.stage === 'filling' || one.stage === 'signing' ? null : <Spared case={one} />}</div>
      <div data-part="contest"><Contests case={one} /></div>
      <div data-part="kit-there">{kit !== null && there ? <KitBox case={one} kit={kit} /> : null}</div>
      <div data-part="graph">{drawn ? <Graph steps={steps} now={one.now} /> : null}</div>
      <div data-part="steps">{drawn ? <Track steps={steps} now={one.now} /> : null}</div>
      <div data-part="kit-coming">{kit !== null && !there ? <KitBox case={one} kit={kit} /> : null}</div>
      <div data-part="certificates">{one.kit === null ? <Certificates case={one} /> : null}</div>
      <div data-part="rating"><RatingBox case={one} /></div>
      <div data-part="signed">{one.stage === 'signing' ? null : <Signatories case={one} />}</div>
      <div data-part="more" className="subjects"><HowDecided case={one} />{one.stage === 'filling' ? null : <ProvenFold case={one} />}<Remedies case={one} /><Clocks case={one} /><Happenings case={one} /></div>
    </>
  )
}
