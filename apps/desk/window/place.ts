import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'

import { part } from '../../paths.ts'
import type { Case } from '../../portal/api.ts'
import { withPeopleNamed } from '../../portal/people.ts'
import { get } from '../asking.ts'

/** How it stands at the clerk's place. */
export type Place = {
  readonly session: { readonly id: string; readonly citizen: string; readonly name: string; readonly idNumber: string; readonly way: string; readonly until: string; readonly share: string | null } | null
  readonly ask: { readonly id: string; readonly way: 'phone' | 'screen'; readonly until: string } | null
  readonly screen: { readonly until: string } | null
  readonly last: { readonly id: string; readonly reason: string } | null
}

/** What the clerk needs beside the case. */
export type Served = Case & {
  readonly counter?: {
    readonly shared: boolean; readonly digest: string; readonly witnessed: readonly unknown[]
    readonly materials: readonly { readonly id: string; readonly title: Case['title']; readonly elements: readonly Case['title'][]; readonly state: string; readonly obtainedAt: string | null }[]
  }
}

/** How far a case is, and what the citizen said to it. */
export type Progress = { readonly stage: string; readonly digest: string; readonly shared: boolean; readonly word: { readonly right: boolean; readonly fields: readonly string[]; readonly by: 'phone' | 'screen'; readonly saidAt: string; readonly stands: boolean } | null }

const PLACE = ['counter', 'place'] as const
/** So often it is asked what the citizen did: he waits for it, face to face. */
const EVERY_MS = 1200

let known: string | undefined

/** The place, kept up to date. It remembers the last session, so as to say how it ended. */
export function usePlace() {
  return useQuery({
    queryKey: PLACE, refetchInterval: EVERY_MS, staleTime: 0,
    queryFn: async ({ signal }) => {
      const place = await get<Place>(`/counter/place${known === undefined ? '' : `?after=${part(known)}`}`, signal)
      known = place.session?.id ?? known
      return place
    },
  })
}

/** Does something at the place and takes what it then looks like. */
export function useAtPlace<T>(deed: (wish: T) => Promise<Place>) {
  const client = useQueryClient()
  return useMutation({ mutationFn: deed, onSuccess: (place) => { known = place.session?.id ?? known; client.setQueryData(PLACE, place) } })
}

/** The case at hand. Each fetch is a look in the citizen's log, so it is fetched when it changed and not by the clock. */
export const useServed = (id: string) => useQuery({ queryKey: ['served', id], queryFn: ({ signal }) => get<Served>(`/services/cases/${part(id)}`, signal), select: withPeopleNamed, staleTime: Infinity, refetchOnWindowFocus: false })

/** How far the case is, asked all the time: no look at what stands in it. */
export const useProgress = (id: string) => useQuery({ queryKey: ['progress', id], queryFn: ({ signal }) => get<Progress>(`/services/cases/${part(id)}/progress`, signal), refetchInterval: EVERY_MS, staleTime: 0 })
