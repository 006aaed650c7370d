import { useState } from 'react'

import { Moment } from '../../ui/parts.tsx'
import { useVoice } from '../../ui/voice.tsx'
import { useSpared, useSparedCases, type Spared as Figure } from './figures.ts'
import { Part, Table } from './part.tsx'

/** How many papers nobody had to bring, by matter; each opens to the cases by their numbers. */
export function Spared() {
  const { t, bi, number } = useVoice()
  const [at, setAt] = useState<string | null>(null)
  return (
    <Part<Figure> id="spared" title={t('watch.spared')} query={useSpared()} colour={() => 'green'}>
      {({ days, spared, cases, items }) => (
        <>
          <p>{t('watch.spared_sum', { days, count: spared, cases })}</p>
          <Table label={t('watch.spared')} none={t('watch.nothing')} columns={[{ title: t('watch.matter') }, ...['cases', 'spared_count', 'files', 'lacking'].map((one) => ({ title: t(`watch.${one}`), number: true }))]}
            rows={items.map((one) => ({
              key: one.matter,
              cells: [<button type="button" className="figures__open" aria-expanded={at === one.matter} onClick={() => setAt(at === one.matter ? null : one.matter)}>{bi(one.title)}</button>, number(one.cases), number(one.spared), number(one.files), number(one.lacking)],
              ...(at === one.matter ? { below: <Cases matter={one.matter} /> } : {}),
            }))} />
        </>
      )}
    </Part>
  )
}

function Cases({ matter }: { readonly matter: string }) {
  const { t, number } = useVoice()
  const { data } = useSparedCases(matter)
  return <Table label={t('watch.number')} none={t('watch.nothing')} columns={[{ title: t('watch.number') }, { title: t('watch.when') }, ...['spared_count', 'files', 'lacking'].map((one) => ({ title: t(`watch.${one}`), number: true }))]} rows={(data?.items ?? []).map((one) => ({ key: one.number, cells: [one.number, <Moment iso={one.at} />, number(one.spared), number(one.files), number(one.lacking)] }))} />
}
