import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'

import type { Page } from '../../portal/api.ts'
import { Dot, Facts, Lamp, Moment } from '../../ui/parts.tsx'
import { useVoice } from '../../ui/voice.tsx'
import { post } from '../asking.ts'
import { mayUse, useOfficer } from '../session.ts'
import { Failed } from '../states.tsx'
import { useClocks, useDeliveries, useDue, useHouse, useLog, type Clock, type Deliveries as Delivered, type House, type Log as LogState } from './figures.ts'
import { Part, Table, type Colour } from './part.tsx'

const clockColour = (clock: Clock): Colour => (clock.red > 0 ? 'red' : clock.yellow > 0 ? 'yellow' : 'green')

/** The clocks that run, by matter and agency; each opens to those due first. */
export function Clocks() {
  const { t, bi, number } = useVoice()
  const [at, setAt] = useState<string | null>(null)
  const keyOf = (clock: Clock): string => `${clock.definition} ${clock.owner} ${clock.name}`
  return (
    <Part<Page<Clock>> id="clocks" title={t('watch.clocks')} query={useClocks()} colour={({ items }) => (items.some((one) => one.red > 0) ? 'red' : items.some((one) => one.yellow > 0) ? 'yellow' : 'green')}>
      {({ items }) => (
        <Table label={t('watch.clocks')} none={t('watch.no_clocks')}
          columns={[{ title: t('watch.matter') }, { title: t('watch.agency') }, { title: t('watch.clock') }, { title: t('watch.state') }, ...['running_clocks', 'yellow', 'red'].map((one) => ({ title: t(`watch.${one}`), number: true })), { title: t('watch.first_due') }]}
          rows={items.map((one) => ({
            key: keyOf(one),
            cells: [<button type="button" className="figures__open" aria-expanded={at === keyOf(one)} onClick={() => setAt(at === keyOf(one) ? null : keyOf(one))}>{bi(one.title)}</button>, bi(one.agency), t(`watch.clock_${one.name}`), <Lamp colour={clockColour(one)} />, number(one.running), number(one.yellow), number(one.red), <Moment iso={one.firstDue} />],
            ...(at === keyOf(one) ? { below: <Due clock={one} /> } : {}),
          }))} />
      )}
    </Part>
  )
}

function Due({ clock }: { readonly clock: Clock }) {
  const { t } = useVoice()
  const { data } = useDue(clock)
  return <Table label={t('watch.first_due')} none={t('watch.nothing')} columns={[{ title: t('watch.number') }, { title: t('watch.state') }, { title: t('watch.started') }, { title: t('watch.due_at') }, { title: t('watch.waits') }]} rows={(data?.items ?? []).map((one) => ({ key: one.number, cells: [one.number, <Lamp colour={one.lamp} />, <Moment iso={one.startedAt} />, <Moment iso={one.dueAt} />, t(one.waits === null ? 'watch.waits_machine' : 'watch.waits_officer')] }))} />
}

const DAY_HOURS = 24

/** Letters that went out, by channel, and the last that did not arrive. */
export function Deliveries() {
  const { t, number } = useVoice()
  const officer = useOfficer()
  const may = mayUse(officer, ['messages.operate'])
  const query = useDeliveries(DAY_HOURS, may)
  if (!may) return null
  return (
    <Part<Delivered> id="deliveries" title={t('watch.deliveries')} query={query} colour={({ channels }) => (channels.some((one) => one.failed > one.made / 5) ? 'red' : channels.some((one) => one.failed > 0) ? 'yellow' : 'green')}>
      {({ channels, failures }) => (
        <>
          <Table label={t('watch.deliveries')} none={t('watch.no_deliveries')} columns={[{ title: t('watch.channel') }, ...['made', 'delivered', 'failed', 'open'].map((one) => ({ title: t(`watch.${one}`), number: true }))]}
            rows={channels.map((one) => ({ key: one.channel, cells: [t(`watch.channel_${one.channel}`), number(one.made), number(one.delivered), number(one.failed), number(one.open)] }))} />
          {failures.length === 0 ? null : <Table label={t('watch.failures')} none={t('watch.nothing')} columns={[{ title: t('watch.letter') }, { title: t('watch.when') }, { title: t('watch.channel') }, { title: t('watch.why') }]} rows={failures.map((one, n) => ({ key: `${n}`, cells: [<code>{one.letter}</code>, <Moment iso={one.at} />, t(`watch.channel_${one.channel}`), <code>{one.reason}</code>] }))} />}
        </>
      )}
    </Part>
  )
}

/** The public log: how large, when last signed, what waits, and when it was last recomputed. */
export function Log() {
  const { t, number } = useVoice()
  const client = useQueryClient()
  const audit = useMutation({ mutationFn: () => post('/ledger/audits'), onSettled: () => client.invalidateQueries({ queryKey: ['operations', '/ledger/state'] }) })
  const colourOf = (log: LogState): Colour => (log.audit !== null && log.audit.faults > 0 ? 'red' : log.waiting > 1000 ? 'yellow' : 'green')
  return (
    <Part<LogState> id="log" title={t('watch.log')} query={useLog()} colour={colourOf}>
      {(log) => (
        <>
          <Facts rows={[
            { key: 'size', term: t('watch.log_size'), value: number(log.size) },
            { key: 'signed', term: t('watch.log_signed'), value: log.signedAt === null ? '–' : <Moment iso={log.signedAt} /> },
            { key: 'waiting', term: t('watch.log_waiting'), value: number(log.waiting) },
            { key: 'audit', term: t('watch.log_audit'), value: log.audit === null ? t('watch.log_never') : <><Moment iso={log.audit.at} /><Dot />{t('watch.log_faults', { count: log.audit.faults })}</> },
          ]} />
          {log.mayAudit ? <p><button type="button" className="button button--secondary" disabled={audit.isPending} onClick={() => audit.mutate()}>{t('watch.log_audit_now')}</button></p> : null}
          {audit.error === null ? null : <Failed error={audit.error} />}
        </>
      )}
    </Part>
  )
}

const MEGABYTE = 1_048_576

/** The database and the connections of this process. */
export function Database() {
  const { t, number } = useVoice()
  return (
    <Part<House> id="database" title={t('watch.database')} query={useHouse()} colour={({ database }) => (database.waiting > 20 ? 'red' : database.waiting > 0 ? 'yellow' : 'green')}>
      {({ database }) => (
        <Facts rows={[
          { key: 'size', term: t('watch.size'), value: `${number(Math.round(database.bytes / MEGABYTE))} MB` },
          { key: 'facts', term: t('watch.facts'), value: number(database.facts) },
          { key: 'pool', term: t('watch.pool'), value: t('watch.pool_text', { open: database.connections, idle: database.idle, waiting: database.waiting }) },
          { key: 'max', term: t('watch.pool_max'), value: number(database.connectionsMax) },
        ]} />
      )}
    </Part>
  )
}
