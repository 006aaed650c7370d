import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { useState } from 'react'

import { part } from '../../paths.ts'
import { Moment, Name, Notice } from '../../ui/parts.tsx'
import { useVoice } from '../../ui/voice.tsx'
import { AnswerForm } from '../answer-form.tsx'
import type { Contest } from '../api.ts'
import { get, post } from '../asking.ts'
import { PickReason } from '../case/decision.tsx'
import { Answers } from '../case/evidence.tsx'
import { HandOver } from '../case/handing.tsx'
import { Hands } from '../case/head.tsx'
import { Why } from '../case/why.tsx'
import { Brought, Receipt, Said } from '../contests/file.tsx'
import { Due, Raised } from '../due.tsx'
import { useSay } from '../saying.tsx'
import { useOfficer } from '../session.ts'
import { Failed, Waiting } from '../states.tsx'
import { Title } from '../title.tsx'

/** `/desk/contests/{id}`: a decision to be looked at again. It is fetched once: each fetch is a look at people's facts and stands in their logs. */
export function ContestPage() {
  const { t } = useVoice()
  const { id } = useParams({ from: '/contests/$id' })
  const me = useOfficer()?.party
  const found = useQuery({ queryKey: ['contest', id], queryFn: ({ signal }) => get<Contest>(`/services/contests/${part(id)}`, signal), staleTime: Infinity, gcTime: 0, refetchOnWindowFocus: false, refetchOnReconnect: false })
  if (found.isPending) return <Waiting>{t('desk.case_loading')}</Waiting>
  if (found.isError) return <><Title>{t('again.title')}</Title><Failed error={found.error} again={() => void found.refetch()} /><p className="buttons onwards"><Link className="link" to="/">{t('desk.to_queue')}</Link></p></>
  return <OneContest key={id} contest={found.data} me={me} />
}

function OneContest({ contest: one, me }: { readonly contest: Contest; readonly me: string | undefined }) {
  const { t, bi } = useVoice()
  return (
    <article className="case case--two">
      <header className="case-head">
        <Link to="/" className="link case-head__back">{t('desk.to_queue')}</Link>
        <Title over={one.number} text={t('again.of', { title: bi(one.title) })}>{t('again.of', { title: bi(one.title) })}</Title>
        <ul className="case-head__clocks"><li><Raised at={one.openedAt} /></li>{one.outcome === null ? <li><Due at={one.dueAt} lamp={one.lamp} /></li> : null}</ul>
      </header>
      <div className="case__columns case__columns--two">
        <div className="case__column">
          <Said contest={one} />
          <Why desk={{ failed: one.decision.reasons, conditions: one.conditions }} title={t(one.decision.outcome === 'GRANT' ? 'again.granted' : 'again.returned')} />
          <Receipt contest={one} />
          {one.outcome === null ? <Settle contest={one} me={me} /> : <Settled contest={one} />}
        </div>
        <div className="case__column">
          <section className="panel" aria-labelledby="facts"><h2 id="facts" className="panel__title">{t('desk.facts')}</h2><Answers evidence={one.evidence} /></section>
          <Brought contest={one} />
        </div>
      </div>
    </article>
  )
}

/** What came of it, in the words that were written to everybody concerned. */
function Settled({ contest: one }: { readonly contest: Contest }) {
  const { t } = useVoice()
  return (
    <Notice kind={one.outcome === 'corrected' ? 'good' : 'info'} title={t(`again.${one.outcome}`)}>
      {one.answer === null || one.answer === '' ? null : <p className="answering__given"><Name text={one.answer} /></p>}
      {one.endedAt === null ? null : <p className="quiet"><Moment iso={one.endedAt} /></p>}
    </Notice>
  )
}

/** The place to settle it, and in whose hands it is. */
function Settle({ contest: one, me }: { readonly contest: Contest; readonly me: string | undefined }) {
  const { t } = useVoice()
  const say = useSay()
  const go = useNavigate()
  const client = useQueryClient()
  const [rows, setRows] = useState<readonly string[]>([])
  const [holder, setHolder] = useState(one.takenBy)
  const [handing, setHanding] = useState(false)
  const path = `/services/contests/${part(one.id)}`
  const back = (what: unknown): void => { say(what, '/'); void client.invalidateQueries({ queryKey: ['counts'] }); void client.invalidateQueries({ queryKey: ['queue'] }); void go({ to: '/' }) }
  const take = (over: boolean): void => void post(`${path}/taking`, { over }).then(() => { setHolder({ id: me ?? '', name: '', at: '' }); return say(t('desk.taken_now', { number: one.number })) }, say)
  const putBack = (): void => void post(`${path}/putting-back`).then(() => back(t('desk.put_back_now', { number: one.number })), say)
  const send = (outcome: string, note: string): Promise<void> => post(`${path}/end`, { outcome, note, rows: outcome === 'RETURN' ? rows : [] }).then(() => back(t('again.sent', { number: one.number })))
  const pick = (row: string, on: boolean): void => setRows(on ? [...rows, row] : rows.filter((other) => other !== row))
  const ways = one.stands ? (['UPHOLD', one.decision.outcome === 'GRANT' ? 'RETURN' : 'GRANT'] as const) : (['UPHOLD'] as const)
  return (
    <>
      <section className="panel" aria-labelledby="settle">
        <h2 id="settle" className="panel__title">{t('again.settle')}</h2>
        {one.stands ? null : <p>{t('again.overtaken')}</p>}
        <AnswerForm
          id={one.id} onSend={send} onOver={back}
          findings={ways.map((value) => ({ value, text: t(`again.way_${value}`), means: t(`again.means_${value}`) }))}
          more={(way) => (way === 'RETURN' ? <fieldset className="reasons-picked"><legend className="field__label">{t('desk.reasons')}</legend>{one.rows.filter((row) => row.outcome === 'RETURN').map((row) => <PickReason key={row.row} row={row} on={rows.includes(row.row)} onPick={pick} />)}</fieldset> : null)}
        />
      </section>
      <Hands open takenBy={holder} me={me} onTake={take} onPutBack={putBack} onHand={() => setHanding(true)} />
      {handing ? <HandOver path={path} onDone={(name) => back(t('desk.handed_now', { number: one.number, name }))} onNo={() => setHanding(false)} /> : null}
    </>
  )
}
