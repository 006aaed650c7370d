import { useCallback, useEffect, useState } from 'react'

import { part } from '../../paths.ts'
import type { DeskCase, Draft } from '../api.ts'
import { put } from '../asking.ts'
import { useKeeping, type Keeping } from '../keeping.ts'

const NOTHING: Draft = { outcome: null, rows: [], words: '', fixes: [] }

/** A decision in preparation, which nothing takes away: a reload, a sign-in that ran out or another screen find it again. */
export function useDraft(one: DeskCase, me: string): { readonly draft: Draft; readonly change: (change: Partial<Draft>) => void; readonly keeping: Keeping; readonly done: () => void } {
  const { keeping, held, changed, done } = useKeeping<Draft>(me, `decision ${one.id}`, (written, leaving) => put(`/services/cases/${part(one.id)}/deliberation`, written, leaving))
  const [draft, setDraft] = useState<Draft>(() => held ?? (one.desk.draft === null ? NOTHING : { outcome: one.desk.draft.outcome, rows: one.desk.draft.rows, words: one.desk.draft.words, fixes: one.desk.draft.fixes }))
  const [isOwn, setOwn] = useState(held !== undefined)
  // Each state of the draft that is not the server's goes there.
  useEffect(() => { if (isOwn) changed(draft) }, [isOwn, draft, changed])
  const change = useCallback((part: Partial<Draft>) => { setOwn(true); setDraft((before) => ({ ...before, ...part })) }, [])
  return { draft, change, keeping, done }
}
