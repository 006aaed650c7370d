import { paths } from '../../paths.ts'
import { useVoice } from '../../ui/voice.tsx'
import type { Step } from '../api.ts'
import { isOver, lookOf, timeLeft } from './steps.ts'

// Four in a row fill the widest page there is.
const WIDTH = 224
const GAP = { across: 44, down: 14 } as const
const LINE = 18
const AGENCY_LINE = 16
const TITLE_EM = 13
const AGENCY_EM = 15.5
// Enough for the longest English name of an agency there is; nothing is cut.
const TITLE_LINES = 3
const AGENCY_LINES = 4

type Placed = { readonly step: Step; readonly x: number; readonly y: number; readonly height: number }

/**
 * The steps as a drawing: each column can begin when those before it are done, and each box leads to its case by a
 * click. For eyes only: the list below says the same in words and has the same links for the keyboard.
 */
export function Graph({ steps, now }: { readonly steps: readonly Step[]; readonly now: string }) {
  const { bi } = useVoice()
  const placed = placesOf(steps, heightOf(steps.map((step) => ({ title: bi(step.title), agency: bi(step.agency?.name) }))))
  const at = new Map(placed.map((one) => [one.step.id, one]))
  const width = Math.max(...placed.map((one) => one.x)) + WIDTH + 4
  const height = Math.max(...placed.map((one) => one.y + one.height)) + 4
  return (
    <div className="graph" aria-hidden="true">
      <svg className="graph__svg" viewBox={`0 0 ${width} ${height}`} width={width} height={height} focusable="false">
        {placed.flatMap((to) => to.step.after.flatMap((id) => { const from = at.get(id); return from === undefined ? [] : [<Edge key={`${id}-${to.step.id}`} from={from} to={to} />] }))}
        {placed.map((one) => (one.step.case === null ? <Box key={one.step.id} {...one} now={now} /> : <a key={one.step.id} className="graph__link" href={paths.timeline(one.step.case)} tabIndex={-1}><Box {...one} now={now} /></a>))}
      </svg>
    </div>
  )
}

/** High enough for the most lines that any box has; all are of one height, so that the ways between them stay straight. */
const heightOf = (words: readonly { readonly title: string; readonly agency: string }[]): number =>
  Math.max(...words.map(({ title, agency }) => LINE * linesOf(title, TITLE_EM, TITLE_LINES).length + (agency === '' ? 0 : AGENCY_LINE * linesOf(agency, AGENCY_EM, AGENCY_LINES).length))) + 40

/** Columns by the longest way from a beginning; rows in the order of the definition, each column centred. */
export function placesOf(steps: readonly Step[], height: number): readonly Placed[] {
  const depths = new Map<string, number>()
  for (const step of steps) depths.set(step.id, Math.max(0, ...step.after.map((id) => (depths.get(id) ?? -1) + 1)))
  const columns = Map.groupBy(steps, (step) => depths.get(step.id)!)
  const tallest = Math.max(...[...columns.values()].map((column) => column.length))
  return steps.map((step) => {
    const depth = depths.get(step.id)!
    const column = columns.get(depth)!
    const top = ((tallest - column.length) * (height + GAP.down)) / 2
    return { step, x: 2 + depth * (WIDTH + GAP.across), y: 2 + top + column.indexOf(step) * (height + GAP.down), height }
  })
}

function Edge({ from, to }: { readonly from: Placed; readonly to: Placed }) {
  const [x1, y1, x2, y2] = [from.x + WIDTH, from.y + from.height / 2, to.x, to.y + to.height / 2]
  const middle = x2 - GAP.across / 2
  return <path className={`graph__edge graph__edge--${lookOf(from.step.stage)}`} d={`M${x1} ${y1} H${middle} V${y2} H${x2}`} />
}

function Box({ step, x, y, height, now }: Placed & { readonly now: string }) {
  const voice = useVoice()
  const { t, bi, knows } = voice
  const key = `stage.${step.stage.replaceAll(/[ -]/g, '_')}`
  const lines = linesOf(bi(step.title), TITLE_EM, TITLE_LINES)
  const agency = step.agency === null ? [] : linesOf(bi(step.agency.name), AGENCY_EM, AGENCY_LINES)
  return (
    <g className={`graph__box graph__box--${lookOf(step.stage)}`}>
      <rect x={x} y={y} width={WIDTH} height={height} rx="6" />
      <circle className="graph__lamp" cx={x + 16} cy={y + height - 16} r="5" />
      {lines.map((line, place) => <text key={place} className="graph__title" x={x + 12} y={y + 22 + place * LINE}>{line}</text>)}
      {agency.map((line, place) => <text key={place} className="graph__agency" x={x + 12} y={y + 21 + lines.length * LINE + place * AGENCY_LINE}>{line}</text>)}
      <text className="graph__stage" x={x + 28} y={y + height - 11}>{knows(key) ? t(key) : step.stage}</text>
      {isOver(step) || step.dueAt === undefined || step.dueAt === null ? null : <text className={`graph__left graph__left--${step.lamp ?? 'green'}`} x={x + WIDTH - 12} y={y + height - 11} textAnchor="end">{timeLeft(voice, now, step.dueAt)}</text>}
    </g>
  )
}

// SVG does not break lines. A Chinese sign is as wide as it is high, a Latin one about half that.
const widthOf = (text: string): number => [...text].reduce((sum, sign) => sum + (/[\u2e80-\uffef]/.test(sign) ? 1 : 0.56), 0)

/** Text broken into at most so many lines of so many em; what does not fit ends in an ellipsis. */
export function linesOf(text: string, em: number, most: number): readonly string[] {
  const pieces = text.match(/[\u2e80-\uffef]|[^\s\u2e80-\uffef]+\s*/g) ?? []
  const lines = ['']
  for (const piece of pieces) {
    const last = lines.at(-1)!
    if (last === '' || widthOf((last + piece).trimEnd()) <= em) lines[lines.length - 1] = last + piece
    else lines.push(piece)
  }
  if (lines.length <= most) return lines.map((line) => line.trimEnd())
  const end = [...lines.slice(most - 1).join('')]
  while (widthOf(end.join('')) > em - 1) end.pop()
  return [...lines.slice(0, most - 1).map((line) => line.trimEnd()), `${end.join('').trimEnd()}…`]
}
