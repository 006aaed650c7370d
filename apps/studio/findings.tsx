import { Notice } from '../ui/parts.tsx'
import { useVoice } from '../ui/voice.tsx'
import type { Fault, Inspection, Table } from './api.ts'
import { columnAt, columnsOf } from './columns.ts'
import type { Spot } from './grid.tsx'
import { combined, faultIn, placeOf } from './words.ts'

type Props = { readonly table: Table; readonly seen: Inspection; readonly checking: boolean; readonly onSpot: (at: Spot) => void }

/** What keeps a table from being published, each thing with the way to its cell; or that all is covered. */
export function Findings({ table, seen, checking, onSpot }: Props) {
  const voice = useVoice()
  const { t } = voice
  const missing = seen.coverage?.missing
  const open = typeof missing === 'object' && !seen.faults.some(({ code }) => code === 'decisions.combination_missing') ? missing : null
  return (
    <div className="studio__findings" role="status" aria-live="polite" aria-busy={checking}>
      {seen.faults.length > 0 ? (
        <Notice kind="error" title={t('studio.faults', { count: seen.faults.length })}>
          <ol className="studio__faults">{seen.faults.slice(0, FAULTS_MAX).map((fault, n) => <li key={n}><One {...{ table, fault, onSpot }} /></li>)}</ol>
          {seen.faults.length > FAULTS_MAX ? <p className="quiet">{t('studio.more_faults', { count: seen.faults.length - FAULTS_MAX })}</p> : null}
        </Notice>
      ) : <Notice kind="good" title={t('studio.sound')}><p>{t(missing === 'complete' ? 'studio.covered' : open === null ? 'studio.covered_unknown' : 'studio.covered_open')}{open === null ? null : <> {t('studio.left_to_people', { at: combined(voice, table, open) })}</>}</p></Notice>}
    </div>
  )
}

const FAULTS_MAX = 12

function One({ table, fault, onSpot }: { readonly table: Table; readonly fault: Fault; readonly onSpot: (at: Spot) => void }) {
  const voice = useVoice()
  const { row, cell } = placeOf(fault)
  const words = faultIn(voice, table, fault)
  if (row === null || table.rows[row] === undefined) return <>{words}</>
  return <button type="button" className="figures__open" onClick={() => onSpot({ row, column: columnAt(columnsOf(table), cell) })}>{voice.t('studio.at_row', { row: row + 1, words })}</button>
}
