import type { ReactNode } from 'react'

import { Lamp, Name } from '../../ui/parts.tsx'
import { useVoice } from '../../ui/voice.tsx'
import type { Waiting } from '../api.ts'
import { timeLeft } from '../time-left.ts'

/** The columns of the queue, in order. */
export const COLUMNS = ['desk.why', 'desk.matter', 'desk.due', 'desk.taken'] as const

/** The cells of one task: why it needs a person first, for that is what one decides on. */
export function Cells({ task, now }: { readonly task: Waiting; readonly now: number }): ReactNode {
  const voice = useVoice()
  const { t, bi, moment } = voice
  const [first, ...more] = task.reasons
  return (
    <>
      <span role="rowheader" className="queue__cell queue__cell--why">
        <span className="queue__why">{first === undefined ? t('desk.no_reason') : bi(first.text)}</span>
        {more.length === 0 ? null : <span className="queue__more">{t('desk.more_reasons', { count: more.length })}</span>}
      </span>
      <span role="gridcell" className="queue__cell queue__cell--matter"><span className="queue__title">{bi(task.title)}</span><span className="queue__number">{task.number}</span></span>
      <span role="gridcell" className="queue__cell queue__cell--due">
        {task.dueAt === null || task.lamp === null ? null : <><Lamp colour={task.lamp} /><span className="queue__left" title={moment(task.dueAt)}>{timeLeft(voice, task.dueAt, now)}</span></>}
      </span>
      <span role="gridcell" className="queue__cell queue__cell--who">
        {task.takenBy === null ? <span className="queue__free">{t('desk.nobody')}</span> : <Name text={task.takenBy.name} />}
        {task.here.length === 0 ? null : <span className="queue__here">{t('desk.here', { names: voice.list(task.here.map((one) => one.name)) })}</span>}
      </span>
    </>
  )
}
