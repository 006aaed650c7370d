import { paths } from '../../paths.ts'
import { Lamp, Moment } from '../../ui/parts.tsx'
import { Reasons } from '../../ui/reasons.tsx'
import { useVoice } from '../../ui/voice.tsx'
import type { Step } from '../api.ts'
import { StageTag } from './case-rows.tsx'
import { isOver, lined, lookOf, nextAfter, timeLeftInWords, waitingFor, type Placed } from './steps.ts'

const LANE = 24
const FIRST = 12
const STATION = 22
const x = (lane: number): number => FIRST + lane * LANE

/**
 * The steps as a line with stations and branches, each station with its words beside it: who holds it, which clock
 * runs, what it waits for and why. It is the picture on a phone and the text of the picture everywhere.
 */
export function Track({ steps, now }: { readonly steps: readonly Step[]; readonly now: string }) {
  const { t } = useVoice()
  const rows = lined(steps)
  const lanes = Math.max(...rows.map((row) => row.lane)) + 1
  const looks = new Map(rows.map((row) => [row.step.id, lookOf(row.step.stage)]))
  return (
    <section className="block" aria-labelledby="step-list">
      <h2 id="step-list">{t('timeline.steps')}</h2>
      <ol className={`track track--${Math.min(lanes, 4)}`}>
        {rows.map((row) => (
          <li className={`track__one track__one--${lookOf(row.step.stage)}`} key={row.step.id} id={`step-${row.step.id}`}>
            <Rails row={row} lanes={lanes} done={row.step.after.every((id) => looks.get(id) === 'done')} />
            <Station step={row.step} steps={steps} now={now} />
          </li>
        ))}
      </ol>
    </section>
  )
}

/** The piece of the line beside one step. Lines go on to the lower edge however high the words make the row. */
function Rails({ row, lanes, done }: { readonly row: Placed; readonly lanes: number; readonly done: boolean }) {
  const { lane, from, past, on, step } = row
  const look = lookOf(step.stage)
  const [here, origin] = [x(lane), from === null ? null : x(from)]
  const way = done ? 'track__rail track__rail--done' : 'track__rail'
  return (
    <svg className="track__rails" width={x(lanes - 1) + FIRST} height="100%" aria-hidden="true" focusable="false">
      {past.map((other) => <line key={other.lane} className={other.done ? 'track__rail track__rail--done' : 'track__rail'} x1={x(other.lane)} x2={x(other.lane)} y1="0" y2="100%" />)}
      {origin === null ? null : origin === here
        ? <line className={way} x1={here} x2={here} y1="0" y2={STATION} />
        : <path className={way} d={`M${origin} 0 C${origin} ${STATION - 4} ${origin + 4} ${STATION} ${here} ${STATION}`} />}
      {on ? <line className={look === 'done' ? 'track__rail track__rail--done' : 'track__rail'} x1={here} x2={here} y1={STATION} y2="100%" /> : null}
      <g className={`track__place track__place--${Math.min(lane, 3)}`}>
        {look === 'stuck' ? <rect className="track__stop" x={here - 7} y={STATION - 7} width="14" height="14" rx="2" /> : <circle className="track__stop" cx={here} cy={STATION} r="7.5" />}
        {look === 'done' ? <path className="track__tick" d={`M${here - 3.5} ${STATION} l2.5 2.5 l4.5 -5`} /> : null}
      </g>
    </svg>
  )
}

function Station({ step, steps, now }: { readonly step: Step; readonly steps: readonly Step[]; readonly now: string }) {
  const voice = useVoice()
  const { t, bi } = voice
  const waits = waitingFor(step, steps)
  const next = nextAfter(step, steps)
  const names = (list: readonly Step[]): string => list.map((other) => bi(other.title)).join(t('matter.and'))
  const running = !isOver(step) && step.dueAt !== undefined && step.dueAt !== null
  return (
    <div className="track__words">
      <div className="track__head">
        <h3 className="track__title">{step.case === null ? bi(step.title) : <a className="link" href={paths.timeline(step.case)}>{bi(step.title)}</a>}</h3>
        <StageTag of="stage" stage={step.stage} />
      </div>
      {step.agency === null ? null : <p className="track__who">{t('step.holder', { agency: bi(step.agency.name) })}</p>}
      {running ? <p className="track__clock">{step.lamp === undefined || step.lamp === null ? null : <Lamp colour={step.lamp} />} <span>{timeLeftInWords(voice, now, step.dueAt!)}</span> <span className="quiet">{t('clock.due')} <Moment iso={step.dueAt!} /></span></p> : null}
      {waits.length === 0 ? null : <p className="quiet">{t('step.waits', { steps: names(waits) })}</p>}
      {next.length === 0 || step.stage === 'waiting' ? null : <p className="quiet">{t('step.next', { steps: names(next) })}</p>}
      {step.reasons.length === 0 || lookOf(step.stage) === 'done' ? null : <Reasons reasons={step.reasons} />}
    </div>
  )
}
