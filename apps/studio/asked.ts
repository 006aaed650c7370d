import { useQuery } from '@tanstack/react-query'

import { get } from '../desk/asking.ts'
import { part } from '../paths.ts'
import type { Bi, Page } from '../portal/api.ts'
import type { Draft, Listed, Opened, Shadow, ShadowSeen, Titled, Waiting } from './api.ts'

const SOON_MS = 1000

/** The tables there are. */
export const useTables = () => useQuery({ queryKey: ['studio', 'tables'], queryFn: ({ signal }) => get<Page<Listed>>('/decisions/tables', signal) })

/** One table, opened. What is being written rests on it, so it is not fetched again by itself. */
export const useOpened = (id: string, path: string | undefined) => useQuery({ queryKey: ['studio', 'table', id, path], queryFn: ({ signal }) => get<Opened>(`/decisions/tables/${part(id)}${path === undefined ? '' : `?path=${part(path)}`}`, signal), staleTime: Infinity, gcTime: 0 })

/** What waits to be published. */
export const useWaiting = () => useQuery({ queryKey: ['studio', 'drafts'], queryFn: ({ signal }) => get<Page<Waiting>>('/decisions/drafts', signal) })

/** One draft; asked for again while its preview runs. */
export const useDraft = (id: string) => useQuery({ queryKey: ['studio', 'draft', id], queryFn: ({ signal }) => get<Draft>(`/decisions/drafts/${part(id)}`, signal), refetchInterval: ({ state: { data } }) => (data?.preview !== undefined && data.preview !== null && data.preview.endedAt === null ? SOON_MS : false) })

/** The shadows there are and were. */
export const useShadows = () => useQuery({ queryKey: ['studio', 'shadows'], queryFn: ({ signal }) => get<Page<Shadow & Titled>>('/decisions/shadows', signal) })

/** One shadow, with where it disagrees. */
export const useShadow = (id: string) => useQuery({ queryKey: ['studio', 'shadow', id], queryFn: ({ signal }) => get<ShadowSeen>(`/decisions/shadows/${part(id)}`, signal) })

/** The roles there are, by their names; empty until they have come. */
export const useRoles = () => useQuery({ queryKey: ['roles'], queryFn: ({ signal }) => get<Page<{ readonly id: string; readonly name: Bi }>>('/parties/roles', signal), staleTime: Infinity }).data?.items ?? []

/** The agencies there are, by their names. */
export const useAgencies = () => useQuery({ queryKey: ['agencies'], queryFn: ({ signal }) => get<Page<{ readonly id: string; readonly name: Bi; readonly socialCreditCode: string }>>('/parties/agencies', signal), staleTime: Infinity })
