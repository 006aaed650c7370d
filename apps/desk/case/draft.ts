import { useCallback, useEffect, useRef, useState } from 'react'

import type { DeskCase, Draft } from '../api.ts'
import { part, put } from '../asking.ts'

const PAUSE_MS = 800
const NOTHING: Draft = { outcome: null, rows: [], words: '', fixes: [] }

/** How it stands with keeping a draft. */
export type Keeping = 'kept' | 'keeping' | 'not kept'

/**
 * A decision in preparation, kept on the server a moment after each change: a reload, a sign-in that ran out or another screen
 * lose nothing. What could not be kept stays on the page and is tried again with the next change.
 */
export function useDraft(one: DeskCase): { readonly draft: Draft; readonly change: (change: Partial<Draft>) => void; readonly keeping: Keeping } {
  const [draft, setDraft] = useState<Draft>(() => (one.desk.draft === null ? NOTHING : { outcome: one.desk.draft.outcome, rows: one.desk.draft.rows, words: one.desk.draft.words, fixes: one.desk.draft.fixes }))
  const [keeping, setKeeping] = useState<Keeping>('kept')
  const changed = useRef(false)
  // Keeping waits for a pause in writing, and goes out over the network.
  useEffect(() => {
    if (!changed.current) return
    setKeeping('keeping')
    const timer = setTimeout(() => {
      void put(`/services/cases/${part(one.id)}/deliberation`, draft).then(() => setKeeping('kept'), () => setKeeping('not kept'))
    }, PAUSE_MS)
    return () => clearTimeout(timer)
  }, [draft, one.id])
  const change = useCallback((part: Partial<Draft>) => { changed.current = true; setDraft((before) => ({ ...before, ...part })) }, [])
  return { draft, change, keeping }
}
