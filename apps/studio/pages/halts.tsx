import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'

import { get, post } from '../../desk/asking.ts'
import { useSay } from '../../desk/saying.tsx'
import { mayUse, useOfficer } from '../../desk/session.ts'
import { Failed, Waiting } from '../../desk/states.tsx'
import { Title } from '../../desk/title.tsx'
import { part } from '../../paths.ts'
import type { Page } from '../../portal/api.ts'
import { Dot, Empty, Tag } from '../../ui/parts.tsx'
import { Prose } from '../../ui/prose.tsx'
import { useVoice } from '../../ui/voice.tsx'
import type { Halt, Rate } from '../api.ts'
import { useTables } from '../asked.ts'
import { Interval, percentIn } from '../interval.tsx'

/** `/desk/halts`: how the rules do where people look again, which of them are halted, and the ways to stop one and let it go on. */
export function HaltsPage() {
  const { t } = useVoice()
  const officer = useOfficer()
  return (
    <div className="studio studio--draft">
      <Title>{t('studio.halts')}</Title>
      <p className="studio__lead">{t('studio.halts_text')}</p>
      <Quality />
      {mayUse(officer, ['decisions.halt', 'decisions.resume']) ? <Halts may={mayUse(officer, ['decisions.resume'])} me={officer?.party ?? ''} /> : null}
      {mayUse(officer, ['decisions.halt']) ? <Stop /> : null}
    </div>
  )
}

function Quality() {
  const { t } = useVoice()
  const { data, error, refetch } = useQuery({ queryKey: ['studio', 'quality'], queryFn: ({ signal }) => get<Page<Rate>>('/decisions/quality', signal) })
  return (
    <section aria-labelledby="quality">
      <h2 className="studio__head" id="quality">{t('studio.quality')}</h2>
      {data === undefined ? (error === null ? <Waiting /> : <Failed error={error} again={() => void refetch()} />) : data.items.length === 0 ? <Empty>{t('studio.quality_none')}</Empty> : <ul className="rows">{data.items.map((rate) => <li key={rate.tableId} className="rows__one"><div className="rows__main"><OneRate rate={rate} /></div></li>)}</ul>}
    </section>
  )
}

const SCALE_LEAST = 0.2

/** The Wilson interval as a bar with the limit across it, and the same in words. */
function OneRate({ rate }: { readonly rate: Rate }) {
  const voice = useVoice()
  const { t, bi } = voice
  const percent = (share: number): string => percentIn(voice, share)
  return (
    <>
      <h3 className="studio__small">{bi(rate.title)}</h3>
      <Interval low={rate.low} high={rate.high} rate={rate.rate} limit={rate.errorLimit} bad={rate.low > rate.errorLimit} whole={Math.max(SCALE_LEAST, rate.high, rate.errorLimit)} />
      <p className="rows__sub">{t('studio.quality_one', { looked: rate.looked, errors: rate.errors, low: percent(rate.low), high: percent(rate.high), sure: percent(rate.confidence), limit: percent(rate.errorLimit) })}{rate.open === 0 ? null : <> {t('studio.quality_open', { count: rate.open })}</>}</p>
    </>
  )
}

function Halts({ may, me }: { readonly may: boolean; readonly me: string }) {
  const { t } = useVoice()
  const { data, error, refetch } = useQuery({ queryKey: ['studio', 'halts'], queryFn: ({ signal }) => get<Page<Halt>>('/decisions/halts', signal) })
  if (data === undefined) return error === null ? <Waiting /> : <Failed error={error} again={() => void refetch()} />
  const [standing, past] = [data.items.filter((one) => one.resumedAt === null), data.items.filter((one) => one.resumedAt !== null)]
  return (
    <section aria-labelledby="halts">
      <h2 className="studio__head" id="halts">{t('studio.stands')}</h2>
      {standing.length === 0 ? <p className="quiet">{t('studio.stands_none')}</p> : <ul className="rows">{standing.map((one) => <OneHalt key={one.id} {...{ one, may, me }} />)}</ul>}
      {past.length === 0 ? null : <ul className="rows">{past.map((one) => <OneHalt key={one.id} {...{ one, me }} may={false} />)}</ul>}
    </section>
  )
}

function OneHalt({ one, may, me }: { readonly one: Halt; readonly may: boolean; readonly me: string }) {
  const { t, bi, moment } = useVoice()
  return (
    <li className="rows__one">
      <div className="rows__main">
        <h3 className="studio__small">{bi(one.title)}</h3>
        <p>{one.reason}</p>
        <p className="rows__sub"><Prose>{t('studio.halted_since', { at: moment(one.haltedAt) })}</Prose><Dot />{t(`studio.halted_by_${one.kind}`)}</p>
        {one.resumedAt === null ? null : <p className="rows__sub"><Prose>{t('studio.resumed_at', { at: moment(one.resumedAt), reason: one.resumption ?? '' })}</Prose></p>}
        {!may ? null : one.haltedBy === me ? <p className="quiet">{t('studio.resume_other')}</p> : <Reasoned name={`resume-${one.id}`} verb="resume" send={(reason) => post(`/decisions/halts/${part(one.id)}/resumption`, { reason })} />}
      </div>
      <div className="rows__side"><Tag kind={one.resumedAt === null ? 'bad' : 'plain'}>{t(one.resumedAt === null ? 'studio.halted' : 'studio.past')}</Tag></div>
    </li>
  )
}

function Stop() {
  const { t, bi } = useVoice()
  const [table, setTable] = useState('')
  const { data } = useTables()
  const tables = [...new Map((data?.items ?? []).filter(({ halted }) => !halted).map((one) => [one.id, one.title])).entries()]
  return (
    <section className="panel" aria-labelledby="stop">
      <h2 className="panel__title" id="stop">{t('studio.halt')}</h2>
      <div className="studio__act">
        <div className="filters__pick"><label className="filters__label" htmlFor="halt-table">{t('studio.halt_which')}</label><select id="halt-table" className="field__input field__select" value={table} onChange={(event) => setTable(event.target.value)}><option value="" />{tables.map(([id, title]) => <option key={id} value={id}>{bi(title)}</option>)}</select></div>
        <Reasoned name="halt" verb="halt" ready={table !== ''} send={(reason) => post('/decisions/halts', { table, reason }).then(() => setTable(''))} />
      </div>
    </section>
  )
}

type ReasonedProps = { readonly name: string; readonly verb: 'halt' | 'resume'; readonly ready?: boolean; readonly send: (reason: string) => Promise<unknown> }

/** Something done for a reason. */
function Reasoned({ name, verb, ready = true, send }: ReasonedProps) {
  const { t } = useVoice()
  const say = useSay()
  const client = useQueryClient()
  const [reason, setReason] = useState('')
  const sends = useMutation({ mutationFn: () => send(reason.trim()), onSuccess: () => { setReason(''); say(t(`studio.${verb}_done`)); void client.invalidateQueries({ queryKey: ['studio'] }) } })
  const submit = (event: FormEvent): void => { event.preventDefault(); sends.mutate() }
  return (
    <form className="studio__act" onSubmit={submit}>
      <label className="filters__pick" htmlFor={name}><span className="filters__label">{t(`studio.${verb}_why`)}</span><input id={name} className="field__input" autoComplete="off" maxLength={500} value={reason} onChange={(event) => setReason(event.target.value)} /></label>
      <p className="buttons"><button className={verb === 'halt' ? 'button button--warning' : 'button button--secondary'} disabled={!ready || reason.trim() === '' || sends.isPending}>{t(`studio.${verb}_do`)}</button></p>
      {sends.isError ? <Failed error={sends.error} /> : null}
    </form>
  )
}
