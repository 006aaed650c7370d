import { keepPreviousData, useQueries, useQuery, useQueryClient, type UseQueryResult } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'

import type { Page } from '../../portal/api.ts'
import type { Counts, Waiting, Wish } from '../api.ts'
import { ask, get } from '../asking.ts'

/** Rows fetched at a time. */
export const WINDOW = 100
const ASK_AGAIN_MS = 10_000

const query = (wish: Wish): URLSearchParams => new URLSearchParams(Object.entries(wish).filter(([, value]) => value !== undefined && value !== ''))

let known: { readonly of: string; readonly tag: string | null; readonly counts: Counts } | null = null

// Asked again with the tag of what is known, the server says in a word that nothing changed, and does not send it twice.
async function countsFor(wish: Wish, signal: AbortSignal): Promise<Counts> {
  const of = query(wish).toString()
  const before = known?.of === of ? known : null
  const { body, tag } = await ask<Counts>(`/services/queue/counts?${of}`, { signal, tag: before?.tag ?? null })
  if (body === null) return before!.counts
  known = { of, tag, counts: body }
  return body
}

/** How many wait; kept up to date while somebody looks. What the windows show is fetched anew when it changes. */
export function useCounts(wish: Wish): UseQueryResult<Counts> {
  const client = useQueryClient()
  const counts = useQuery({ queryKey: ['counts', wish], queryFn: ({ signal }) => countsFor(wish, signal), refetchInterval: ASK_AGAIN_MS, placeholderData: keepPreviousData, staleTime: 0 })
  const version = counts.data?.version
  const seen = useRef(version)
  // The windows follow the counts, which are the cheaper thing to ask for.
  useEffect(() => {
    if (seen.current !== undefined && version !== undefined && seen.current !== version) void client.invalidateQueries({ queryKey: ['queue'] })
    seen.current = version
  }, [client, version])
  return counts
}

/** The rows of the windows that are in sight, by their place in the queue. */
export function useRows(wish: Wish, first: number, last: number): { readonly rowAt: (place: number) => Waiting | undefined; readonly error: unknown; readonly again: () => void } {
  const from = Math.floor(Math.max(0, first) / WINDOW)
  const windows = Array.from({ length: Math.max(1, Math.floor(Math.max(0, last) / WINDOW) - from + 1) }, (_, n) => from + n)
  const fetched = useQueries({
    queries: windows.map((window) => ({
      queryKey: ['queue', wish, window], staleTime: 60_000,
      queryFn: ({ signal }: { signal: AbortSignal }) => get<Page<Waiting>>(`/services/queue?${new URLSearchParams([...query(wish), ['from', String(window * WINDOW)], ['limit', String(WINDOW)]])}`, signal),
    })),
  })
  return {
    rowAt: (place) => fetched[Math.floor(place / WINDOW) - from]?.data?.items[place % WINDOW],
    error: fetched.find((one) => one.isError && one.data === undefined)?.error,
    again: () => { for (const one of fetched) if (one.isError) void one.refetch() },
  }
}
