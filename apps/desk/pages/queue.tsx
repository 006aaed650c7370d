import { Navigate, useNavigate, useSearch } from '@tanstack/react-router'
import { useCallback, useRef, useState } from 'react'
import { flushSync } from 'react-dom'

import { part } from '../../paths.ts'
import { Empty } from '../../ui/parts.tsx'
import { useVoice } from '../../ui/voice.tsx'
import type { Waiting, Wish } from '../api.ts'
import { post, Refused } from '../asking.ts'
import { useSay } from '../saying.tsx'
import { useCounts } from '../queue/asked.ts'
import { Filters } from '../queue/filters.tsx'
import { Grid } from '../queue/grid.tsx'
import { mayUse, useOfficer } from '../session.ts'
import { useShortcuts } from '../shortcuts.ts'
import { Failed, Waiting as Wait } from '../states.tsx'
import { Title } from '../title.tsx'
import { WAYS } from '../ways.ts'

/** Where one was in each view of the queue, so that coming back from a case leads there. */
const places = new Map<string, number>()

/** `/desk`: the one queue of an officer. Who works at another page of the desk is led there. */
export function QueuePage() {
  const officer = useOfficer()
  const way = officer === undefined || mayUse(officer, ['services.queue']) ? undefined : WAYS.find(({ powers }) => powers.length > 0 && mayUse(officer, powers))
  return way === undefined ? <Queue /> : <Navigate to={way.to} replace />
}

/** Everything one asked for stands in the address. */
function Queue() {
  const voice = useVoice()
  const { t } = voice
  const say = useSay()
  const go = useNavigate()
  const wish: Wish = useSearch({ from: '/' })
  const key = JSON.stringify(wish)
  const [place, setPlace] = useState(() => ({ key, at: places.get(key) ?? 0 }))
  const [unfolded, setUnfolded] = useState(false)
  const task = useRef<Waiting | undefined>(undefined)
  const counts = useCounts(wish)
  const at = place.key === key ? place.at : (places.get(key) ?? 0)
  const onPlace = useCallback((next: number) => { places.set(key, next); setPlace({ key, at: next }) }, [key])
  const onWish = useCallback((change: Wish) => void go({ to: '/', search: (before: Wish) => ({ ...before, ...change }), replace: true }), [go])
  const onOpen = useCallback((one: Waiting) => void (one.contest === null ? go({ to: '/cases/$id', params: { id: one.case } }) : go({ to: '/contests/$id', params: { id: one.contest } })), [go])
  const onTask = useCallback((one: Waiting | undefined) => { task.current = one }, [])
  // The field must be there before the focus can come to it.
  const find = (): void => {
    flushSync(() => setUnfolded(true))
    document.getElementById('number')?.focus()
  }
  const take = (): void => {
    const one = task.current
    if (one !== undefined) void (one.contest === null ? post(`/services/cases/${part(one.case)}/taking`, { task: one.task }) : post(`/services/contests/${part(one.contest)}/taking`, {})).then(() => { say(t('desk.taken_now', { number: one.number })); return counts.refetch() }, (error: unknown) => say(error))
  }
  useShortcuts({ t: take, o: () => { if (task.current !== undefined) onOpen(task.current) }, '/': find, 'g m': () => onWish({ whose: 'mine' }), 'g f': () => onWish({ whose: 'free' }), 'g a': () => onWish({ whose: undefined } as unknown as Wish), 'g o': () => onWish({ lamp: 'red' }) })
  const total = counts.data?.total ?? 0
  // Who may not see the queue is offered nothing to choose in it.
  const refused = counts.error instanceof Refused && counts.error.status === 403
  return (
    <div className="desk__queue">
      <Title text={t('desk.queue')}>{t('desk.queue')}</Title>
      {refused ? null : <Filters wish={wish} counts={counts.data} onWish={onWish} open={unfolded} onOpen={setUnfolded} />}
      <p className="queue__told" role="status">{counts.data === undefined ? '' : t('desk.found', { count: total })}{counts.isError && counts.data !== undefined ? <span className="queue__old"> {t('desk.old', { at: voice.hour(new Date(counts.dataUpdatedAt).toISOString()) })}</span> : null}</p>
      {counts.isError && counts.data === undefined ? <Failed error={counts.error} again={() => void counts.refetch()} /> : null}
      {counts.isPending ? <Wait /> : null}
      {counts.data !== undefined && total === 0 ? <NoTasks narrowed={wish.whose !== undefined || wish.lamp !== undefined || wish.matter !== undefined || wish.why !== undefined || wish.number !== undefined} onAll={() => void go({ to: '/', search: {} })} /> : null}
      {total > 0 ? <Grid key={key} wish={wish} total={total} place={at} onPlace={onPlace} onOpen={onOpen} onTask={onTask} /> : null}
    </div>
  )
}

/** Nothing waits: because all is done, or because one asked for something that nothing fits. */
function NoTasks({ narrowed, onAll }: { readonly narrowed: boolean; readonly onAll: () => void }) {
  const { t } = useVoice()
  return <Empty act={narrowed ? <p><button type="button" className="button button--secondary" onClick={onAll}>{t('desk.show_all')}</button></p> : undefined}>{t(narrowed ? 'desk.none_such' : 'desk.none')}</Empty>
}
