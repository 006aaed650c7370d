import { useQuery, type UseQueryResult } from '@tanstack/react-query'
import { useEffect } from 'react'

import { part } from '../../paths.ts'
import type { DeskCase, Standing } from '../api.ts'
import { post } from '../asking.ts'

const SIGN_OF_LIFE_MS = 10_000

/** Says every ten seconds that one has this case before him, and hears who else has and how it stands. Leaving says so too. */
export function useStanding(one: DeskCase, doing: 'looking' | 'deciding'): UseQueryResult<Standing> {
  const path = `/services/cases/${part(one.id)}/presence`
  const standing = useQuery({ queryKey: ['standing', one.id, doing], queryFn: () => post<Standing>(path, { doing }), refetchInterval: SIGN_OF_LIFE_MS, initialData: one.desk.standing, initialDataUpdatedAt: 0, staleTime: 0, refetchOnWindowFocus: true })
  // The colleague should not see somebody who has gone; `keepalive` lets it be said while the page closes.
  useEffect(() => {
    // Where it cannot be said, the sign of life runs out by itself.
    const leave = (): void => void fetch(path, { method: 'POST', keepalive: true, headers: { 'content-type': 'application/json' }, body: JSON.stringify({ doing: 'gone' }) }).catch(() => undefined)
    window.addEventListener('pagehide', leave)
    return () => { window.removeEventListener('pagehide', leave); leave() }
  }, [path])
  return standing
}
