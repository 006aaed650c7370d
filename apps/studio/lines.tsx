import { useVoice } from '../ui/voice.tsx'
import type { NumberLine, Stretch, Table } from './api.ts'
import { combined, labelOf, outcomeOf, rowName, valueOf } from './words.ts'

/** What comes out below, at and above each number of a table: a line for each input that has numbers. */
export function Lines({ table, lines }: { readonly table: Table; readonly lines: readonly NumberLine[] }) {
  const { t } = useVoice()
  return (
    <section className="panel" aria-labelledby="lines">
      <h2 className="panel__title" id="lines">{t('studio.lines')}</h2>
      {lines.length === 0 ? <p className="quiet">{t('studio.lines_none')}</p> : <><p className="quiet">{t('studio.lines_text')}</p>{lines.map((line) => <Along key={line.input} {...{ table, line }} />)}</>}
    </section>
  )
}

const WIDTH = 640
const HEIGHT = 92
const EDGE = 24

/** One line: a stretch for each result, a point for each number that the table names. Everything in it stands in words below. */
function Along({ table, line }: { readonly table: Table; readonly line: NumberLine }) {
  const voice = useVoice()
  const { t } = voice
  const step = (WIDTH - 2 * EDGE) / line.stretches.length
  const held = combined(voice, table, line.held)
  return (
    <figure className="along">
      <figcaption><strong>{labelOf(voice, table, line.input)}</strong>{held === '' ? null : <span className="quiet"> {t('studio.held', { held })}</span>}</figcaption>
      <svg className="along__svg" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden="true" focusable="false">
        {line.stretches.map((one, n) => <g key={n}>
          <rect x={EDGE + n * step} y={38} width={step} height={12} className={`along__band along__band--${(one.outcome ?? 'none').toLowerCase()}`} />
          {n > 0 && !same(one, line.stretches[n - 1]!) ? <line x1={EDGE + n * step} x2={EDGE + n * step} y1={30} y2={58} className="along__turn" /> : null}
          {one.named ? <><circle cx={EDGE + (n + 0.5) * step} cy={44} r={7} className="along__point" />{fits(valueOf(voice, table, line.input, one.value), 2 * step) ? <text x={EDGE + (n + 0.5) * step} y={22} className="along__number">{valueOf(voice, table, line.input, one.value)}</text> : null}</> : null}
        </g>)}
        {runs(line.stretches).map(({ from, to, one }) => {
          const said = one.outcome === null ? one.rows.map((id) => rowName(voice, table, id)).join(' ') : outcomeOf(voice, one.outcome)
          return fits(said, (to - from) * step) ? <text key={from} x={EDGE + ((from + to) / 2) * step} y={78} className="along__said">{said}</text> : null
        })}
      </svg>
      <table className="along__table">
        <caption className="unseen">{labelOf(voice, table, line.input)}</caption>
        <thead><tr><th scope="col">{t('studio.at_value')}</th><th scope="col">{t('studio.comes_out')}</th><th scope="col">{t('studio.row')}</th></tr></thead>
        <tbody>{line.stretches.map((one, n) => <tr key={n}><th scope="row" className={one.named ? 'along__named' : undefined}>{valueOf(voice, table, line.input, one.value)}</th><td>{one.outcome === null ? voice.list(Object.entries(one.values).map(([id, value]) => t('studio.pair', { name: labelOf(voice, table, id), value: valueOf(voice, table, id, value) }))) : outcomeOf(voice, one.outcome)}</td><td>{voice.list(one.rows.map((id) => rowName(voice, table, id)))}</td></tr>)}</tbody>
      </table>
    </figure>
  )
}

// A letter is nine units wide at most, a Chinese sign fifteen; what has no room stands in the table below.
const fits = (text: string, room: number): boolean => [...text].reduce((sum, sign) => sum + (/\p{Script=Han}/u.test(sign) ? 15 : 9), 0) <= room

const same = (a: Stretch, b: Stretch): boolean => a.outcome === b.outcome && a.rows.join() === b.rows.join()

/** Stretches beside each other with the same result, as one. */
function runs(stretches: readonly Stretch[]): { from: number; to: number; one: Stretch }[] {
  return stretches.reduce<{ from: number; to: number; one: Stretch }[]>((made, one, n) => {
    const last = made.at(-1)
    return last !== undefined && same(last.one, one) ? [...made.slice(0, -1), { ...last, to: n + 1 }] : [...made, { from: n, to: n + 1, one }]
  }, [])
}
