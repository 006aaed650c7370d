import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'

import { part } from '../../paths.ts'
import { Moment } from '../../ui/parts.tsx'
import { useVoice } from '../../ui/voice.tsx'
import { post } from '../asking.ts'
import { Failed } from '../states.tsx'
import { useHouse, type House } from './figures.ts'
import { Part, Standing, Table, worst, type Colour } from './part.tsx'

const LATE_MS = 60_000
const late = (iso: string | null, at: string): boolean => iso !== null && Date.parse(at) - Date.parse(iso) > LATE_MS

type Queue = House['queues'][number]
const queueColour = (queue: Queue, at: string): Colour => (queue.parked > 0 ? 'red' : queue.retrying > 0 || late(queue.oldest, at) ? 'yellow' : 'green')

/** Jobs: what is due, in hand, tried again, and what waits for an operator. */
export function Queues() {
  const { t, number } = useVoice()
  return (
    <Part<House> id="queues" title={t('watch.queues')} query={useHouse()} colour={({ queues, at }) => worst(queues.map((queue) => queueColour(queue, at)))}>
      {({ queues, parkedJobs, mayRelease, at }) => (
        <>
          <Table label={t('watch.queues')} none={t('watch.no_jobs')}
            columns={[{ title: t('watch.kind') }, { title: t('watch.state') }, ...['due', 'running', 'retrying', 'later', 'parked'].map((one) => ({ title: t(`watch.${one}`), number: true })), { title: t('watch.last_fault') }]}
            rows={queues.map((one) => ({ key: one.kind, cells: [<code>{one.kind}</code>, <Standing colour={queueColour(one, at)} />, number(one.due), number(one.running), number(one.retrying), number(one.later), number(one.parked), one.lastFault === null ? '–' : <code>{one.lastFault}</code>] }))} />
          {parkedJobs.length === 0 ? null : (
            <><h3>{t('watch.parked_jobs')}</h3><Table label={t('watch.parked_jobs')} none={t('watch.nothing')} columns={[{ title: t('watch.kind') }, { title: t('watch.when') }, { title: t('watch.tries'), number: true }, { title: t('watch.why') }, { title: t('watch.act') }]}
              rows={parkedJobs.map((one) => ({ key: one.id, cells: [<code>{one.kind}</code>, <Moment iso={one.parkedAt} />, number(one.attempts), <code>{one.reason}</code>, mayRelease ? <Release path={`/operations/jobs/${part(one.id)}/release`} what={`${one.kind} ${one.id}`} /> : '–'] }))} /></>
          )}
        </>
      )}
    </Part>
  )
}

const BEHIND = 500
type Reader = House['readers'][number]
const readerColour = (reader: Reader, at: string): Colour => (reader.parked > 0 || reader.unread >= BEHIND ? 'red' : late(reader.oldest, at) ? 'yellow' : 'green')

/** Readers of the journal: how far behind, and the facts they could not take in. */
export function Readers() {
  const { t, number } = useVoice()
  return (
    <Part<House> id="readers" title={t('watch.readers')} query={useHouse()} colour={({ readers, at }) => worst(readers.map((reader) => readerColour(reader, at)))}>
      {({ readers, parkedFacts, mayRelease, at }) => (
        <>
          <Table label={t('watch.readers')} none={t('watch.nothing')} columns={[{ title: t('watch.reader') }, { title: t('watch.state') }, { title: t('watch.unread'), number: true }, { title: t('watch.oldest') }, { title: t('watch.parked'), number: true }]}
            rows={readers.map((one) => ({ key: one.reader, cells: [<code>{one.reader}</code>, <Standing colour={readerColour(one, at)} />, number(one.unread), one.oldest === null ? '–' : <Moment iso={one.oldest} />, number(one.parked)] }))} />
          {parkedFacts.length === 0 ? null : (
            <><h3>{t('watch.parked_facts')}</h3><Table label={t('watch.parked_facts')} none={t('watch.nothing')} columns={[{ title: t('watch.reader') }, { title: t('watch.fact') }, { title: t('watch.when') }, { title: t('watch.why') }, { title: t('watch.act') }]}
              rows={parkedFacts.map((one) => ({ key: `${one.reader} ${one.entry}`, cells: [<code>{one.reader}</code>, <code>{one.type}</code>, <Moment iso={one.parkedAt} />, <code>{one.reason}</code>, mayRelease ? <Release path={`/operations/readers/${part(one.reader)}/facts/${part(one.entry)}/release`} what={`${one.reader} ${one.entry}`} /> : '–'] }))} /></>
          )}
        </>
      )}
    </Part>
  )
}

/** Brings one thing back, with a reason that stays on record. */
function Release({ path, what }: { readonly path: string; readonly what: string }) {
  const { t } = useVoice()
  const client = useQueryClient()
  const [asked, setAsked] = useState(false)
  const release = useMutation({ mutationFn: (reason: string) => post<{ readonly taken?: boolean; readonly reason?: string | null }>(path, { reason }), onSettled: () => client.invalidateQueries({ queryKey: ['operations', '/operations'] }) })
  const send = (event: FormEvent<HTMLFormElement>): void => { event.preventDefault(); const reason = new FormData(event.currentTarget).get('reason'); release.mutate(typeof reason === 'string' ? reason : '') }
  if (release.error !== null) return <Failed error={release.error} again={() => release.reset()} />
  if (release.data?.taken === false) return <span role="status">{t('watch.failed_again')} <code>{release.data.reason}</code></span>
  if (!asked) return <button type="button" className="button button--secondary" aria-label={`${t('watch.release')} ${what}`} onClick={() => setAsked(true)}>{t('watch.release')}</button>
  return <form onSubmit={send} className="release"><label className="field__label" htmlFor={`reason ${what}`}>{t('watch.reason')}</label><input className="field__input" id={`reason ${what}`} name="reason" maxLength={500} required /><button className="button" type="submit" disabled={release.isPending}>{t('watch.release')}</button></form>
}
