import { useNavigate, useSearch } from '@tanstack/react-router'

import { useVoice } from '../../ui/voice.tsx'
import type { Objection, Question, Questioned } from '../api.ts'
import { ObjectionRow } from '../objections/row.tsx'
import { QuestionedLook } from '../objections/look.tsx'
import { Found, usePages } from '../pages-of.tsx'
import { Choices } from '../queue/filters.tsx'
import { mayUse, useOfficer } from '../session.ts'
import { Forbidden, Waiting } from '../states.tsx'
import { Title } from '../title.tsx'

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

const useObjections = (answered: boolean, enabled: boolean) => usePages<Objection>(['objections', 'records', answered], `/exchange/objections?over=${answered}`, enabled)
const useQuestioned = (answered: boolean, enabled: boolean) => usePages<Questioned>(['objections', 'looks', answered], `/grants/disputes?answered=${answered}`, enabled)
/** How many wait, as far as is known: there may be more than were fetched. */
const counted = ({ data, hasNextPage }: { readonly data: { readonly pages: readonly { readonly items: readonly unknown[] }[] } | undefined; readonly hasNextPage: boolean }) => ({ count: data?.pages.reduce((sum, { items }) => sum + items.length, 0), more: hasNextPage })

function Lists({ kinds }: { readonly kinds: readonly Kind[] }) {
  const { t } = useVoice()
  const go = useNavigate()
  const { about = 'records', answered = false }: { readonly about?: Kind; readonly answered?: boolean } = useSearch({ from: '/objections' })
  const kind = kinds.includes(about) ? about : kinds[0]!
  const waiting = { records: counted(useObjections(false, kinds.includes('records'))), looks: counted(useQuestioned(false, kinds.includes('looks'))) }
  const records = useObjections(answered, kind === 'records')
  const looks = useQuestioned(answered, kind === 'looks')
  const show = (to: Question): void => void go({ to: '/objections', search: to })
  return (
    <>
      <p>{t(`answering.lead_${kind}`)}</p>
      <div className="filters">
        {kinds.length < 2 ? null : <Choices label={t('answering.kinds')} value={kind} onValue={(next) => show(next === 'looks' ? { about: 'looks' } : {})} choices={kinds.map((id) => ({ id, text: t(`answering.${id}`), ...waiting[id] }))} />}
        <Choices label={t('answering.states')} value={answered ? 'answered' : 'open'} onValue={(next) => show({ ...(kind === 'looks' ? { about: 'looks' } : {}), ...(next === 'answered' ? { answered: true } : {}) })} choices={(['open', 'answered'] as const).map((id) => ({ id, text: t(`answering.${id}`), count: undefined }))} />
      </div>
      {kind === 'records'
        ? <Found found={records} none={t(answered ? 'answering.none_answered' : 'answering.none_records')}>{(items) => <ul className="rows">{items.map((one) => <ObjectionRow key={one.id} objection={one} />)}</ul>}</Found>
        : <Found found={looks} none={t(answered ? 'answering.none_answered' : 'answering.none_looks')}>{(items) => <ol className="ratings__list">{items.map((one) => <QuestionedLook key={one.id} questioned={one} />)}</ol>}</Found>}
    </>
  )
}
