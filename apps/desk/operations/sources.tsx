import { useState } from 'react'

import type { Page } from '../../portal/api.ts'
import { Moment, Tag } from '../../ui/parts.tsx'
import { useVoice } from '../../ui/voice.tsx'
import { useSources, useTroubles, type Source } from './figures.ts'
import { Part, Standing, Table, worst, type Colour } from './part.tsx'

const STATES = ['hit', 'missing', 'stale', 'conflict', 'denied', 'down'] as const
const SLOW_MS = 2000
const DOWN_SHARE = 0.2

/** A source that often does not answer is red, one that sometimes does not or is slow is yellow. One that nobody asked is green: nothing waits for it. */
export function colourOf(source: Source): Colour {
  const down = source.states['down'] ?? 0
  if (down > source.asked * DOWN_SHARE) return 'red'
  return down > 0 || (source.p95 ?? 0) > SLOW_MS ? 'yellow' : 'green'
}

export function Sources() {
  const { t, bi, number } = useVoice()
  const [hours, setHours] = useState(1)
  const [at, setAt] = useState<string | null>(null)
  const figure = (value: number | null): string => (value === null ? '–' : number(value))
  return (
    <Part<Page<Source>> id="sources" title={t('watch.sources')} query={useSources(hours)} colour={({ items }) => worst(items.map(colourOf))}>
      {({ items }) => (
        <>
          <p className="part__wish">{[1, 24].map((one) => <button key={one} type="button" className="button button--quiet" aria-pressed={hours === one} onClick={() => setHours(one)}>{t(one === 1 ? 'watch.hour' : 'watch.day')}</button>)}</p>
          <Table label={t('watch.sources')} none={t('watch.nothing')}
            columns={[{ title: t('watch.source') }, { title: t('watch.state') }, { title: t('watch.asked'), number: true }, ...STATES.map((state) => ({ title: t(`watch.state_${state}`), number: true })), { title: 'p50 ms', number: true }, { title: 'p95 ms', number: true }, { title: t('watch.last') }]}
            rows={items.map((one) => ({
              key: one.id,
              cells: [
                <button type="button" className="figures__open" aria-expanded={at === one.id} onClick={() => setAt(at === one.id ? null : one.id)}>{bi(one.title)}</button>,
                <Standing colour={colourOf(one)} />, figure(one.asked), ...STATES.map((state) => figure(one.states[state] ?? 0)), figure(one.p50), figure(one.p95), one.last === null ? '–' : <Moment iso={one.last} as="hour" />,
              ],
              ...(at === one.id ? { below: <Troubles source={one.id} /> } : {}),
            }))} />
        </>
      )}
    </Part>
  )
}

function Troubles({ source }: { readonly source: string }) {
  const { t, number } = useVoice()
  const { data } = useTroubles(source)
  return (
    <Table label={t('watch.troubles')} none={t('watch.no_troubles')}
      columns={[{ title: t('watch.when') }, { title: t('watch.state') }, { title: t('watch.why') }, { title: 'ms', number: true }]}
      rows={(data?.items ?? []).map((one, n) => ({ key: `${n}`, cells: [<Moment iso={one.at} />, <Tag kind={one.state === 'down' || one.state === 'conflict' ? 'bad' : 'warning'}>{t(`watch.state_${one.state}`)}</Tag>, one.why === null ? '–' : <code>{one.why}</code>, number(one.ms)] }))} />
  )
}
