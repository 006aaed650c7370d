import { useQuery } from '@tanstack/react-query'
import { useCallback, useEffect, useMemo, useState } from 'react'

import { post } from '../desk/asking.ts'
import type { Inspection, Opened, Table } from './api.ts'
import { saidIn } from './table-text.ts'

/** The two texts that are written together: the table, and its examples where there are any. */
export type Texts = { readonly text: string; readonly examples: string | null }

/** A table under somebody's hands. */
export type Editing = {
  readonly texts: Texts
  readonly table: Table
  readonly seen: Inspection
  /** Whether what is seen is of an older text than the one that stands here. */
  readonly checking: boolean
  readonly failed: unknown
  readonly changed: boolean
  readonly change: (next: Partial<Texts>) => void
  readonly undo: (() => void) | null
  readonly reset: () => void
}

const PAUSE_MS = 250
const STEPS_MAX = 200
const PREFIX = 'tongban.table '

/** Holds what is written until it is saved, here and through a reload, and has it checked a moment after each change. */
export function useEditing(opened: Opened): Editing {
  const first: Texts = useMemo(() => ({ text: opened.text, examples: opened.examplesText }), [opened])
  const key = `${PREFIX}${opened.path} ${opened.version}`
  const [steps, setSteps] = useState<readonly Texts[]>(() => [heldUnder(key) ?? first])
  const texts = steps.at(-1)!
  const changed = texts.text !== first.text || texts.examples !== first.examples
  const settled = useSettled(texts)
  const { data, error } = useQuery({ queryKey: ['studio', 'check', settled], queryFn: () => post<Inspection>('/decisions/tables/check', settled), enabled: settled !== first, placeholderData: (before) => before })
  // What is written belongs to this tab until it is saved.
  useEffect(() => (changed ? sessionStorage.setItem(key, JSON.stringify(texts)) : sessionStorage.removeItem(key)), [key, texts, changed])
  const change = useCallback((next: Partial<Texts>) => setSteps((before) => [...before.slice(-STEPS_MAX), { ...before.at(-1)!, ...next }]), [])
  const table = useTable(texts.text, opened.text)
  return {
    texts, table, seen: settled === first || data === undefined ? opened : data, checking: settled !== texts, failed: error, changed, change,
    undo: steps.length > 1 ? () => setSteps((before) => before.slice(0, -1)) : null,
    reset: () => { sessionStorage.removeItem(key); setSteps([first]) },
  }
}

function heldUnder(key: string): Texts | null {
  const held = sessionStorage.getItem(key)
  return held === null ? null : (JSON.parse(held) as Texts)
}

// The table as the text says it; while the text is no table, the last that it said.
function useTable(text: string, otherwise: string): Table {
  return useMemo(() => (tableIn(text) ?? tableIn(otherwise)!), [text, otherwise])
}

/** A text as a table, or null where it has no rows to show. */
export function tableIn(text: string): Table | null {
  const said = saidIn(text) as Partial<Table> | null
  return said !== null && typeof said === 'object' && Array.isArray(said.rows) && Array.isArray(said.inputs) ? (said as Table) : null
}

/** A value that stands still for a moment. */
function useSettled<T>(value: T): T {
  const [still, setStill] = useState(value)
  // Waiting for somebody to stop typing is time, and time lies outside.
  useEffect(() => {
    if (still === value) return
    const timer = setTimeout(() => setStill(value), PAUSE_MS)
    return () => clearTimeout(timer)
  }, [still, value])
  return still
}
