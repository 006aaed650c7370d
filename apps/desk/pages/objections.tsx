import { useQuery, type UseQueryResult } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import type { ReactNode } from 'react'

import type { Page } from '../../portal/api.ts'
import { Empty } from '../../ui/parts.tsx'
import { useVoice } from '../../ui/voice.tsx'
import type { Objection, Question, Questioned } from '../api.ts'
import { get } from '../asking.ts'
import { ObjectionRow } from '../objections/row.tsx'
import { QuestionedLook } from '../objections/look.tsx'
import { Choices } from '../queue/filters.tsx'
import { mayUse, useOfficer } from '../session.ts'
import { Failed, Forbidden, Waiting } from '../states.tsx'
import { Title } from '../title.tsx'

/** How many the API gives at most. */
const MOST = 200

/** `/desk/objections`: what people say is wrong in the records of the agency, and the looks of it they do not know of; those due first on top. */
export function ObjectionsPage() {
  const { t } = useVoice()
  const officer = useOfficer()
  const kinds = (['records', 'looks'] as const).filter((kind) => mayUse(officer, [kind === 'records' ? 'exchange.correct' : 'grants.explain']))
  return (
    <div className="ratings">
      <Title>{t('answering.title')}</Title>
      {officer === undefined ? <Waiting /> : kinds.length === 0 ? <Forbidden /> : <Lists kinds={kinds} />}
    </div>
  )
}

type Kind = 'records' | 'looks'

const useObjections = (answered: boolean, enabled: boolean) => useQuery({ queryKey: ['objections', 'records', answered], queryFn: ({ signal }) => get<Page<Objection>>(`/exchange/objections?over=${answered}`, signal), enabled })
const useQuestioned = (answered: boolean, enabled: boolean) => useQuery({ queryKey: ['objections', 'looks', answered], queryFn: ({ signal }) => get<Page<Questioned>>(`/grants/disputes?answered=${answered}`, signal), enabled })

function Lists({ kinds }: { readonly kinds: readonly Kind[] }) {
  const { t } = useVoice()
  const go = useNavigate()
  const { about = 'records', answered = false }: { readonly about?: Kind; readonly answered?: boolean } = useSearch({ from: '/objections' })
  const kind = kinds.includes(about) ? about : kinds[0]!
  const waiting = { records: useObjections(false, kinds.includes('records')).data?.items.length, looks: useQuestioned(false, kinds.includes('looks')).data?.items.length }
  const records = useObjections(answered, kind === 'records')
  const looks = useQuestioned(answered, kind === 'looks')
  const show = (to: Question): void => void go({ to: '/objections', search: to })
  return (
    <>
      <p>{t(`answering.lead_${kind}`)}</p>
      <div className="filters">
        {kinds.length < 2 ? null : <Choices label={t('answering.kinds')} value={kind} onValue={(next) => show(next === 'looks' ? { about: 'looks' } : {})} choices={kinds.map((id) => ({ id, text: t(`answering.${id}`), count: waiting[id] }))} />}
        <Choices label={t('answering.states')} value={answered ? 'answered' : 'open'} onValue={(next) => show({ ...(kind === 'looks' ? { about: 'looks' } : {}), ...(next === 'answered' ? { answered: true } : {}) })} choices={(['open', 'answered'] as const).map((id) => ({ id, text: t(`answering.${id}`), count: undefined }))} />
      </div>
      {kind === 'records'
        ? <Found found={records} none={t(answered ? 'answering.none_answered' : 'answering.none_records')} answered={answered}>{(items) => <ul className="rows">{items.map((one) => <ObjectionRow key={one.id} objection={one} />)}</ul>}</Found>
        : <Found found={looks} none={t(answered ? 'answering.none_answered' : 'answering.none_looks')} answered={answered}>{(items) => <ol className="ratings__list">{items.map((one) => <QuestionedLook key={one.id} questioned={one} />)}</ol>}</Found>}
    </>
  )
}

type FoundProps<T> = { readonly found: UseQueryResult<Page<T>>; readonly none: string; readonly answered: boolean; readonly children: (items: readonly T[]) => ReactNode }

/** What was found, or that nothing was, or why not. */
function Found<T>({ found, none, answered, children }: FoundProps<T>) {
  const { t } = useVoice()
  if (found.isPending) return <Waiting />
  if (found.data === undefined) return <Failed error={found.error} again={() => void found.refetch()} />
  const { items } = found.data
  if (items.length === 0) return <Empty>{none}</Empty>
  return <>{children(items)}{items.length < MOST ? null : <p className="quiet">{t(answered ? 'answering.last' : 'answering.first', { count: items.length })}</p>}</>
}
