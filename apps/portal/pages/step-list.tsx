import { paths } from '../../paths.ts'
import { Lamp, Moment } from '../../ui/parts.tsx'
import { Reasons } from '../../ui/reasons.tsx'
import { useVoice } from '../../ui/voice.tsx'
import type { Step } from '../api.ts'
import { StageTag } from './case-rows.tsx'

const OVER: ReadonlySet<string> = new Set(['granted', 'skipped', 'declined', 'void', 'withdrawn'])

/** The steps that this one still waits for. */
export const waitingFor = (step: Step, steps: readonly Step[]): readonly Step[] =>
  step.stage === 'waiting' ? steps.filter((other) => step.after.includes(other.id) && !OVER.has(other.stage)) : []

/** The same as the drawing, in words: who holds each step, how it stands, and what it waits for. */
export function StepList({ steps }: { readonly steps: readonly Step[] }) {
  const { t } = useVoice()
  return (
    <section className="block" aria-labelledby="step-list">
      <h2 id="step-list">{t('timeline.steps')}</h2>
      <ol className="steps">{steps.map((step) => <OneStep key={step.id} step={step} steps={steps} />)}</ol>
    </section>
  )
}

function OneStep({ step, steps }: { readonly step: Step; readonly steps: readonly Step[] }) {
  const { t, bi } = useVoice()
  const waits = waitingFor(step, steps)
  const next = steps.filter((other) => other.after.includes(step.id) && !OVER.has(other.stage))
  return (
    <li className={`steps__one steps__one--${lookOf(step.stage)}`}>
      <div className="steps__head">
        <h3 className="steps__title">{step.case === null ? bi(step.title) : <a className="link" href={paths.timeline(step.case)}>{bi(step.title)}</a>}</h3>
        <StageTag of="stage" stage={step.stage} />
        {OVER.has(step.stage) || step.lamp === undefined || step.lamp === null ? null : <Lamp colour={step.lamp} />}
      </div>
      {step.agency === null ? null : <p className="steps__who">{t('step.holder', { agency: bi(step.agency.name) })}</p>}
      {OVER.has(step.stage) || step.dueAt === undefined || step.dueAt === null ? null : <p className="quiet">{t('clock.due')} <Moment iso={step.dueAt} /></p>}
      {waits.length === 0 ? null : <p className="quiet">{t('step.waits', { steps: waits.map((other) => bi(other.title)).join(t('matter.and')) })}</p>}
      {next.length === 0 || OVER.has(step.stage) ? null : <p className="quiet">{t('step.next', { steps: next.map((other) => bi(other.title)).join(t('matter.and')) })}</p>}
      {step.reasons.length === 0 ? null : <Reasons reasons={step.reasons} />}
    </li>
  )
}

/** How a step looks, in the list as in the drawing. */
export const lookOf = (stage: string): 'done' | 'waiting' | 'stuck' | 'busy' | 'skipped' => {
  if (stage === 'granted' || stage === 'kit') return 'done'
  if (stage === 'waiting') return 'waiting'
  if (stage === 'skipped') return 'skipped'
  return stage === 'returned' || stage === 'declined' || stage === 'void' || stage === 'withdrawn' ? 'stuck' : 'busy'
}
