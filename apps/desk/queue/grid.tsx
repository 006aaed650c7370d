import { defaultRangeExtractor, useVirtualizer, type Range } from '@tanstack/react-virtual'
import { useCallback, useEffect, useRef, useState, useSyncExternalStore, type KeyboardEvent } from 'react'

import { useVoice } from '../../ui/voice.tsx'
import type { Waiting, Wish } from '../api.ts'
import { Failed } from '../states.tsx'
import { useNow } from '../time-left.ts'
import { useRows } from './asked.ts'
import { Cells, COLUMNS } from './row.tsx'
import { searchBy } from './type-ahead.ts'

const NARROW = window.matchMedia('(max-width: 48rem)')
const onTurn = (told: () => void): (() => void) => { NARROW.addEventListener('change', told); return () => NARROW.removeEventListener('change', told) }
/** Height of a row in px, as the stylesheet sets it: two lines more in a narrow window, which a wide one may become. */
const useHeight = (): number => useSyncExternalStore(onTurn, () => (NARROW.matches ? 148 : 76))
const ROWS_AHEAD = 12

type Props = { readonly wish: Wish; readonly total: number; readonly place: number; readonly onPlace: (place: number) => void; readonly onOpen: (task: Waiting) => void; readonly onTask: (task: Waiting | undefined) => void }

/**
 * The queue as a grid of any length: only the rows in sight, and the one that has focus, are in the page. Keys move as in any
 * grid (arrows, Page Up and Down, Home, End; Enter opens); figures jump to the next case number with a part beginning so.
 */
export function Grid({ wish, total, place, onPlace, onOpen, onTask }: Props) {
  const { t } = useVoice()
  const now = useNow()
  const box = useRef<HTMLDivElement>(null)
  const height = useHeight()
  const [wantsFocus, setWantsFocus] = useState(false)
  const active = Math.min(place, Math.max(0, total - 1))
  const withActive = useCallback((range: Range) => [...new Set([...defaultRangeExtractor(range), active])].toSorted((a, b) => a - b), [active])
  const rows = useVirtualizer({ count: total, getScrollElement: () => box.current, estimateSize: () => height, overscan: ROWS_AHEAD, rangeExtractor: withActive, initialOffset: Math.max(0, active - 2) * height })
  // The places of the rows are worked out from their height.
  useEffect(() => rows.measure(), [rows, height])
  const inSight = rows.getVirtualItems()
  const near = inSight.filter(({ index }) => Math.abs(index - (rows.range?.startIndex ?? active)) <= (rows.range?.endIndex ?? active) - (rows.range?.startIndex ?? active) + ROWS_AHEAD)
  const { rowAt, error, again } = useRows(wish, near[0]?.index ?? 0, near.at(-1)?.index ?? 0)
  const shown = inSight.map(({ index, start }) => ({ index, start, one: rowAt(index) }))
  const task = rowAt(active)
  // Whoever presses a key for "this one" means the row that has focus.
  useEffect(() => onTask(task), [onTask, task])
  // The row that focus moves to may only come into the page with this drawing.
  useEffect(() => {
    if (!wantsFocus) return
    box.current?.querySelector<HTMLElement>(`[data-place="${active}"]`)?.focus({ preventScroll: true })
    setWantsFocus(false)
  }, [wantsFocus, active])
  const go = (to: number): void => {
    const next = Math.max(0, Math.min(total - 1, to))
    onPlace(next)
    rows.scrollToIndex(next, { align: 'auto' })
    setWantsFocus(true)
  }
  const press = (event: KeyboardEvent): void => {
    const page = Math.max(1, Math.floor((box.current?.clientHeight ?? height) / height) - 1)
    const to: Readonly<Record<string, number>> = { ArrowDown: active + 1, j: active + 1, ArrowUp: active - 1, k: active - 1, PageDown: active + page, PageUp: active - page, Home: 0, End: total - 1 }
    const found = event.ctrlKey || event.metaKey || event.altKey ? undefined : searchBy(event, active, total, rowAt)
    if (found !== undefined) { event.preventDefault(); if (found !== null) go(found); return }
    if (event.key === 'Enter' && task !== undefined) { event.preventDefault(); onOpen(task); return }
    const target = to[event.key]
    if (target === undefined || event.ctrlKey || event.metaKey || event.altKey) return
    event.preventDefault()
    go(target)
  }

  return (
    <>
      {error === undefined ? null : shown.some(({ one }) => one !== undefined) ? <SomeFailed again={again} /> : <div className="queue__failed"><Failed error={error} again={again} /></div>}
      <div className="queue" role="grid" aria-label={t('desk.queue')} aria-rowcount={total + 1} aria-colcount={COLUMNS.length} onKeyDown={press} tabIndex={-1}>
        <Heads />
        <div className="queue__box" ref={box} role="presentation">
          <div className="queue__rows" role="rowgroup" style={{ height: rows.getTotalSize() }}>
            {shown.map(({ index, start, one }) => (
              <div key={index} role="row" aria-rowindex={index + 2} aria-selected={index === active} data-place={index} tabIndex={index === active ? 0 : -1} className="queue__row" style={{ transform: `translateY(${start}px)` }} onFocus={() => onPlace(index)} onClick={() => { if (one !== undefined) onOpen(one) }}>
                {one === undefined ? <NotThere failed={error !== undefined} /> : <Cells task={one} now={now} />}
              </div>
            ))}
          </div>
        </div>
      </div>
    </>
  )
}

/** Some rows came and some did not: that is said in a line, and what came can be worked on. */
function SomeFailed({ again }: { readonly again: () => void }) {
  const { t } = useVoice()
  return <div className="queue__some" role="alert"><p>{t('desk.rows_failed')}</p><button type="button" className="button button--secondary" onClick={again}>{t('failure.again')}</button></div>
}

/** What the columns are called. */
function Heads() {
  const { t } = useVoice()
  return <div className="queue__head" role="rowgroup"><div role="row" aria-rowindex={1} className="queue__row queue__row--head">{COLUMNS.map((column) => <span role="columnheader" className="queue__cell" key={column}>{t(column)}</span>)}</div></div>
}

/** A row that has not come yet, or could not be fetched. */
function NotThere({ failed }: { readonly failed: boolean }) {
  const { t } = useVoice()
  return <span role="gridcell" aria-colspan={COLUMNS.length} className="queue__cell queue__cell--none">{t(failed ? 'desk.row_failed' : 'desk.row_loading')}</span>
}
