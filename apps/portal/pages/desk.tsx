import { paths, patterns } from '../../paths.ts'
import { Button, Empty, Lamp, Moment, Name, Tag, Title, Unseen } from '../../ui/parts.tsx'
import { useVoice } from '../../ui/voice.tsx'
import type { Page, Task } from '../api.ts'
import { part, param, type Answer, type Route, type Visit } from '../visit.ts'

async function queue(visit: Visit): Promise<Answer> {
  const after = visit.query['after']
  const tasks = await visit.ask.get<Page<Task>>(`/services/queue${after === undefined ? '' : `?after=${part(after)}`}`)
  return { title: visit.voice.t('desk.title'), page: <Desk tasks={tasks} />, wide: true }
}

async function take(visit: Visit): Promise<Answer> {
  await visit.ask.post(`/services/cases/${part(param(visit, 'id'))}/taking`, { task: param(visit, 'task') })
  return { to: paths.deskCase(param(visit, 'id')) }
}

/** `/desk`: the one queue of an officer. */
export const deskRoutes: readonly Route[] = [
  { method: 'GET', path: patterns.desk, answer: queue },
  { method: 'POST', path: patterns.deskTaking, answer: take },
]

function Desk({ tasks }: { readonly tasks: Page<Task> }) {
  const { t } = useVoice()
  if (tasks.items.length === 0) return <><Title>{t('desk.title')}</Title><Empty>{t('desk.none')}</Empty></>
  return (
    <>
      <Title lead={t('desk.lead', { count: tasks.items.length })}>{t('desk.title')}</Title>
      <table className="table">
        <caption className="unseen">{t('desk.title')}</caption>
        <thead><tr><th scope="col">{t('desk.matter')}</th><th scope="col">{t('desk.why')}</th><th scope="col">{t('desk.due')}</th><th scope="col">{t('desk.taken')}</th></tr></thead>
        <tbody>{tasks.items.map((task) => <Row key={task.task} task={task} />)}</tbody>
      </table>
      {tasks.next === null ? null : <p><a className="button button--secondary" href={`${paths.desk()}?after=${part(String(tasks.next))}`}>{t('desk.more')}</a></p>}
    </>
  )
}

function Row({ task }: { readonly task: Task }) {
  const { t, bi } = useVoice()
  return (
    <tr>
      <th scope="row" data-label={t('desk.matter')}><a className="link" href={paths.deskCase(task.case)}>{bi(task.title)}</a><span className="table__sub">{task.number}</span></th>
      <td data-label={t('desk.why')}>{task.reasons.length === 0 ? t('desk.no_reason') : <ul className="plainlist">{task.reasons.map((reason, place) => <li key={place}>{bi(reason.text)}</li>)}</ul>}</td>
      <td data-label={t('desk.due')}>{task.lamp === null ? null : <Lamp colour={task.lamp} />} {task.dueAt === null ? null : <Moment iso={task.dueAt} />}</td>
      <td data-label={t('desk.taken')}>
        {task.takenBy === null
          ? <form method="post" action={paths.deskTaking(task.task, task.case)}><Button kind="secondary">{t('desk.take')}<Unseen> {task.number}</Unseen></Button></form>
          : <Tag kind="busy"><Name text={task.takenBy.name} /></Tag>}
      </td>
    </tr>
  )
}
