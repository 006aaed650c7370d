import { useInfiniteQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'

import { part } from '../paths.ts'
import type { Page } from '../portal/api.ts'
import { Empty } from '../ui/parts.tsx'
import { useVoice } from '../ui/voice.tsx'
import { get } from './asking.ts'
import { Failed, Waiting } from './states.tsx'

/** A list that the API gives in pages, as far as it was asked for. `path` has a query already. */
export const usePages = <T,>(key: readonly unknown[], path: string, enabled = true) => useInfiniteQuery({
  queryKey: key, initialPageParam: '', enabled,
  queryFn: ({ pageParam, signal }: { pageParam: string; signal: AbortSignal }) => get<Page<T>>(`${path}${pageParam === '' ? '' : `&after=${part(pageParam)}`}`, signal),
  getNextPageParam: (page) => (page.next === null ? null : String(page.next)),
})

type FoundProps<T> = { readonly found: ReturnType<typeof usePages<T>>; readonly none: string; readonly children: (items: readonly T[]) => ReactNode }

/** What was found, that nothing was, or why not; and the way to more of it. What came before something failed stays. */
export function Found<T>({ found, none, children }: FoundProps<T>) {
  const { t } = useVoice()
  if (found.isPending) return <Waiting />
  if (found.data === undefined) return <Failed error={found.error} again={() => void found.refetch()} />
  const items = found.data.pages.flatMap((page) => page.items)
  const more = (): void => { if (!found.isFetchingNextPage) void found.fetchNextPage() }
  return (
    <>
      {found.isRefetchError ? <Failed error={found.error} again={() => void found.refetch()} /> : null}
      {items.length === 0 ? <Empty>{none}</Empty> : children(items)}
      {found.isFetchNextPageError ? <Failed error={found.error} again={more} /> : found.hasNextPage ? <p><button type="button" className="button button--secondary" aria-disabled={found.isFetchingNextPage} onClick={more}>{t(found.isFetchingNextPage ? 'desk.loading' : 'desk.more')}</button></p> : null}
    </>
  )
}
