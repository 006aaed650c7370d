import { paths, patterns } from '../../paths.ts'
import { BackLink, Title } from '../../ui/parts.tsx'
import { useVoice } from '../../ui/voice.tsx'
import type { Case } from '../api.ts'
import { part, type Answer, type Route, type Visit } from '../visit.ts'
import { Graph } from './graph.tsx'
import { KitBox } from './kit.tsx'
import { StepList } from './step-list.tsx'
import { caseOf } from './cases.tsx'
import { Certificates, Clocks, Happenings, Signatories, Status, VerdictBox, Withdraw } from './timeline-parts.tsx'

/** Without JavaScript the page comes again after so many seconds while something is under way. */
const REFRESH_SECONDS = 5
const OVER: ReadonlySet<string> = new Set(['granted', 'withdrawn', 'void', 'returned', 'filling'])

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
  return (
    <>
      <div data-part="status" role="status" aria-live="polite"><Status case={one} live={live} /></div>
      <div data-part="signatories">{one.stage === 'signing' ? <Signatories case={one} /> : null}</div>
      <div data-part="verdict"><VerdictBox case={one} /></div>
      <div data-part="kit">{one.kit === null || one.stage === 'signing' ? null : <KitBox case={one} kit={one.kit} />}</div>
      <div data-part="graph">{steps.length === 0 ? null : <Graph steps={steps} />}</div>
      <div data-part="steps">{steps.length === 0 ? null : <StepList steps={steps} />}</div>
      <div data-part="certificates"><Certificates case={one} /></div>
      <div data-part="clocks"><Clocks case={one} /></div>
      <div data-part="signed">{one.stage === 'signing' ? null : <Signatories case={one} />}</div>
      <div data-part="happenings"><Happenings case={one} /></div>
    </>
  )
}
