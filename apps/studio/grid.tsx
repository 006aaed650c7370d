import { useEffect, useRef, useState, type KeyboardEvent, type ReactNode } from 'react'

import { Unseen } from '../ui/parts.tsx'
import { useVoice } from '../ui/voice.tsx'
import type { Fault, Row, Table } from './api.ts'
import { CellInput, type Over } from './cell.tsx'
import { columnsOf, sourceIn, withSource, type Column } from './columns.ts'
import { faultIn, outcomeOf, placeOf, testIn } from './words.ts'

/** A cell by its row and column; column -1 is the heading of the row. */
export type Spot = { readonly row: number; readonly column: number }
/** What a try showed: rows that fitted, those that nearly did, and the cells that failed. */
export type Marks = { readonly hit: readonly string[]; readonly near: readonly string[]; readonly failed: ReadonlySet<string> }
type Props = { readonly table: Table; readonly text: string; readonly faults: readonly Fault[]; readonly marks: Marks; readonly at: Spot; readonly onAt: (at: Spot) => void; readonly onText: (text: string) => void; readonly undo: (() => void) | null }

/**
 * A table as a grid (ARIA Authoring Practices, "Grid"): arrows, Home and End move; Enter or F2 changes a cell, a sign begins it anew,
 * Delete empties it. While it is changed Enter keeps it, Tab keeps it and goes on, Escape leaves it as it was.
 */
export function TableGrid({ table, text, faults, marks, at, onAt, onText, undo }: Props) {
  const { bi } = useVoice()
  const columns = columnsOf(table)
  const grid = useRef<HTMLDivElement>(null)
  const [typing, setTyping] = useState<{ readonly begin: string | null } | null>(null)
  const [wantsFocus, setWantsFocus] = useState(false)
  // The cell that focus moves to is found in the page as it was just drawn.
  useEffect(() => {
    if (!wantsFocus || typing !== null) return
    grid.current?.querySelector<HTMLElement>(`[data-spot="${at.row} ${at.column}"]`)?.focus()
    setWantsFocus(false)
  }, [wantsFocus, typing, at])
  const go = (to: Spot): void => { onAt(within(to, table.rows.length, columns.length)); setWantsFocus(true) }
  const put = (source: string): void => { if (source.trim() !== sourceIn(table.rows[at.row]!, columns[at.column]!)) onText(withSource(text, at.row, columns[at.column]!, source)) }
  const over: Over = (source, step) => {
    setTyping(null)
    if (source !== null) put(source)
    if (step !== null) go({ row: at.row, column: at.column + step })
  }
  const press = (event: KeyboardEvent): void => {
    if (typing !== null) return
    const to = moved(event, at, table.rows.length, columns.length)
    const begun = at.column < 0 ? null : begins(event)
    if (to === null && begun === null && !(isUndo(event) && undo !== null)) return
    event.preventDefault()
    if (to !== null) go(to)
    else if (begun === null) undo!()
    else if (begun === 'empty') put('')
    else setTyping({ begin: begun === 'open' ? null : event.key })
  }
  return (
    <div className="rules" role="grid" ref={grid} aria-label={bi(table.title)} aria-rowcount={table.rows.length + 1} aria-colcount={columns.length + 1} onKeyDown={press}>
      <Heads columns={columns} />
      <div role="rowgroup" className="rules__group">
        {table.rows.map((row, n) => (
          <RowOf key={n} {...{ table, row, n, columns, marks, at, typing }} faults={faults.filter((fault) => placeOf(fault).row === n)} onSpot={(column, open) => { if (typing !== null) return; go({ row: n, column }); if (open) setTyping({ begin: null }) }} onFocus={(column) => { if (at.row !== n || at.column !== column) onAt({ row: n, column }) }} onOver={over} />
        ))}
      </div>
    </div>
  )
}

type RowProps = { readonly table: Table; readonly row: Row; readonly n: number; readonly columns: readonly Column[]; readonly faults: readonly Fault[]; readonly marks: Marks; readonly at: Spot; readonly typing: { readonly begin: string | null } | null; readonly onSpot: (column: number, open: boolean) => void; readonly onFocus: (column: number) => void; readonly onOver: Over }

function RowOf({ table, row, n, columns, faults, marks, at, typing, onSpot, onFocus, onOver }: RowProps) {
  const voice = useVoice()
  const { t, bi } = voice
  const saidAt = (column: number): string[] => faults.filter((fault) => columns.findIndex(({ key }) => key === placeOf(fault).cell) === column).map((fault) => faultIn(voice, table, fault))
  const mark = marks.hit.includes(row.id) ? 'hit' : marks.near.includes(row.id) ? 'near' : null
  const spot = (column: number, name: string, faulty: readonly string[]) => ({
    'data-spot': `${n} ${column}`, 'aria-colindex': column + 2, tabIndex: at.row === n && at.column === column ? 0 : -1, onFocus: () => onFocus(column), onClick: () => onSpot(column, false), onDoubleClick: () => onSpot(column, column >= 0),
    className: `rules__cell ${name}${faulty.length > 0 ? ' rules__cell--wrong' : ''}`, ...(faulty.length > 0 ? { 'aria-invalid': true as const } : {}),
  })
  const heading = saidAt(-1)
  return (
    <div role="row" aria-rowindex={n + 2} className={`rules__row${mark === null ? '' : ` rules__row--${mark}`}${at.row === n ? ' rules__row--here' : ''}`}>
      <div role="rowheader" {...spot(-1, 'rules__cell--head', [])}>
        <span className="rules__number">{n + 1}</span>
        {row.text === undefined ? null : <span className="rules__said">{bi(row.text)}</span>}
        {row.law === undefined ? null : <span className="rules__law">{bi(row.law)}</span>}
        {mark === null ? null : <span className="rules__mark">{t(`studio.mark_${mark}`)}</span>}
        <Wrong said={heading} />
      </div>
      {columns.map((column, place) => {
        const source = sourceIn(row, column)
        const wrong = saidAt(place)
        if (typing !== null && at.row === n && at.column === place) {
          return <div role="gridcell" key={column.key} aria-colindex={place + 2} className="rules__cell rules__cell--open"><CellInput column={column} name={t('studio.cell_of', { column: column.kind === 'outcome' ? t('studio.outcome') : bi(column.label), row: n + 1 })} source={source} begin={typing.begin} wrong={wrong.length > 0} onOver={onOver} /></div>
        }
        const failed = marks.failed.has(`${row.id} ${column.id}`) && column.kind === 'when'
        return (
          <div role="gridcell" key={column.key} {...spot(place, `rules__cell--${column.kind}${failed ? ' rules__cell--failed' : ''}`, wrong)}>
            <Shown {...{ table, column, source }} />
            {failed ? <Unseen>{t('studio.failed_here')}</Unseen> : null}
            <Wrong said={wrong} />
          </div>
        )
      })}
    </div>
  )
}

/** What a cell says to a reader. */
function Shown({ table, column, source }: { readonly table: Table; readonly column: Column; readonly source: string }): ReactNode {
  const voice = useVoice()
  if (source === '') return <span className="rules__any"><Unseen>{voice.t(column.kind === 'when' ? 'studio.any' : 'studio.nothing_set')}</Unseen></span>
  if (column.kind === 'outcome') return <span className={`verdict verdict--${source.toLowerCase()}`}>{outcomeOf(voice, source as 'GRANT')}</span>
  return column.kind === 'when' ? <span className="rules__test">{testIn(voice, table, source)}</span> : <code className="rules__test">{source}</code>
}

const Wrong = ({ said }: { readonly said: readonly string[] }) => <>{said.map((one) => <span className="rules__wrong" key={one}>{one}</span>)}</>

function Heads({ columns }: { readonly columns: readonly Column[] }) {
  const { t, bi } = useVoice()
  return (
    <div role="rowgroup" className="rules__group">
      <div role="row" aria-rowindex={1} className="rules__row rules__row--top">
        <div role="columnheader" aria-colindex={1} className="rules__cell rules__cell--head">{t('studio.row')}</div>
        {columns.map((column, n) => <div role="columnheader" aria-colindex={n + 2} key={column.key} className={`rules__cell rules__cell--top rules__cell--${column.kind}`}>{column.kind === 'outcome' ? t('studio.outcome') : bi(column.label)}</div>)}
      </div>
    </div>
  )
}

const within = ({ row, column }: Spot, rows: number, columns: number): Spot => ({ row: Math.max(0, Math.min(rows - 1, row)), column: Math.max(-1, Math.min(columns - 1, column)) })

function moved({ key, ctrlKey, metaKey, altKey }: KeyboardEvent, { row, column }: Spot, rows: number, columns: number): Spot | null {
  if (altKey || metaKey) return null
  const ways: Readonly<Record<string, Spot>> = { ArrowUp: { row: row - 1, column }, ArrowDown: { row: row + 1, column }, ArrowLeft: { row, column: column - 1 }, ArrowRight: { row, column: column + 1 }, Home: { row: ctrlKey ? 0 : row, column: -1 }, End: { row: ctrlKey ? rows - 1 : row, column: columns - 1 } }
  return ways[key] ?? null
}

const isUndo = ({ key, ctrlKey, metaKey }: KeyboardEvent): boolean => (ctrlKey || metaKey) && key === 'z'

/** How a key begins a change: opening what is there, emptying it, or with a sign of its own. */
function begins({ key, ctrlKey, metaKey, altKey }: KeyboardEvent): 'open' | 'empty' | 'sign' | null {
  if (ctrlKey || metaKey || altKey) return null
  if (key === 'Enter' || key === 'F2') return 'open'
  if (key === 'Delete' || key === 'Backspace') return 'empty'
  return key.length === 1 && key !== ' ' ? 'sign' : null
}
