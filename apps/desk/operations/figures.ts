import { useQuery } from '@tanstack/react-query'

import { part } from '../../paths.ts'
import type { Bi, Page } from '../../portal/api.ts'
import { get } from '../asking.ts'

export type Source = { readonly id: string; readonly title: Bi; readonly system: string; readonly asked: number; readonly p50: number | null; readonly p95: number | null; readonly last: string | null; readonly states: Readonly<Partial<Record<string, number>>> }
export type Trouble = { readonly at: string; readonly state: string; readonly why: string | null; readonly ms: number; readonly case: string | null }
export type House = {
  readonly at: string; readonly mayRelease: boolean
  readonly queues: readonly { readonly kind: string; readonly due: number; readonly running: number; readonly retrying: number; readonly later: number; readonly parked: number; readonly oldest: string | null; readonly lastFault: string | null }[]
  readonly parkedJobs: readonly { readonly id: string; readonly kind: string; readonly attempts: number; readonly parkedAt: string; readonly reason: string }[]
  readonly readers: readonly { readonly reader: string; readonly unread: number; readonly oldest: string | null; readonly parked: number }[]
  readonly parkedFacts: readonly { readonly reader: string; readonly entry: string; readonly type: string; readonly parkedAt: string; readonly reason: string }[]
  readonly database: { readonly bytes: number; readonly facts: number; readonly connections: number; readonly idle: number; readonly waiting: number; readonly connectionsMax: number }
}
export type Clock = { readonly definition: string; readonly title: Bi; readonly owner: string; readonly agency: Bi; readonly name: string; readonly running: number; readonly yellow: number; readonly red: number; readonly firstDue: string }
export type Due = { readonly number: string; readonly startedAt: string; readonly dueAt: string; readonly waits: string | null; readonly lamp: 'green' | 'yellow' | 'red' }
export type Deliveries = { readonly channels: readonly { readonly channel: string; readonly made: number; readonly delivered: number; readonly failed: number; readonly open: number }[]; readonly failures: readonly { readonly at: string; readonly channel: string; readonly letter: string; readonly reason: string }[] }
export type Log = { readonly size: number; readonly signedAt: string | null; readonly waiting: number; readonly oldest: string | null; readonly audit: { readonly at: string; readonly entries: number; readonly faults: number } | null; readonly mayAudit: boolean }

/** Often enough to see something go wrong, seldom enough to be no load of its own. */
const EVERY_MS = 5000

const useFigures = <T>(path: string, on = true) => useQuery({ queryKey: ['operations', path], queryFn: ({ signal }) => get<T>(path, signal), refetchInterval: EVERY_MS, staleTime: 0, enabled: on, placeholderData: (before) => before })

export const useHouse = () => useFigures<House>('/operations')
export const useSources = (hours: number) => useFigures<Page<Source>>(`/exchange/sources?hours=${hours}`)
export const useTroubles = (source: string) => useFigures<Page<Trouble>>(`/exchange/sources/${part(source)}/troubles`)
export const useClocks = () => useFigures<Page<Clock>>('/services/clocks')
export const useDue = (clock: Clock) => useFigures<Page<Due>>(`/services/clocks/due?definition=${part(clock.definition)}&owner=${part(clock.owner)}&name=${part(clock.name)}`)
export const useDeliveries = (hours: number, on: boolean) => useFigures<Deliveries>(`/messages/operations?hours=${hours}`, on)
export const useLog = () => useFigures<Log>('/ledger/state')

/** Papers that nobody had to bring, by matter. */
export type Spared = { readonly days: number; readonly spared: number; readonly cases: number; readonly items: readonly { readonly matter: string; readonly title: Bi; readonly cases: number; readonly spared: number; readonly files: number; readonly lacking: number }[] }
export const useSpared = () => useFigures<Spared>('/services/spared')
export const useSparedCases = (matter: string) => useFigures<Page<{ readonly number: string; readonly at: string; readonly spared: number; readonly files: number; readonly lacking: number }>>(`/services/spared/${part(matter)}`)
