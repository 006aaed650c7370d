import { useVoice } from '../ui/voice.tsx'
import type { Table } from './api.ts'
import { Line } from './row.tsx'
import { plain, withValue } from './table-text.ts'

type Props = { readonly table: Table; readonly text: string; readonly onText: (text: string) => void }

/** The numbers of the law that a table names, each with the day from which it holds. */
export function Numbers({ table, text, onText }: Props) {
  const { t, bi } = useVoice()
  const names = Object.entries(table.numbers ?? {})
  if (names.length === 0) return null
  return (
    <section className="panel" aria-labelledby="numbers">
      <h2 className="panel__title" id="numbers">{t('studio.numbers')}</h2>
      <p className="quiet">{t('studio.numbers_text')}</p>
      {names.map(([name, dated]) => (
        <fieldset key={name} className="studio__dated">
          <legend className="field__label"><code>{name}</code></legend>
          {dated.map((one, n) => (
            <div key={`${n} ${one.from}`} className="studio__since">
              <Line key={`from ${one.from}`} label={t('studio.number_from')} value={one.from} onValue={(from) => onText(withValue(text, ['numbers', name, n, 'from'], plain(from)))} />
              <Line key={`is ${one.is}`} label={t('studio.number_is')} value={String(one.is)} onValue={(is) => onText(withValue(text, ['numbers', name, n, 'is'], plain(is)))} />
              {one.law === undefined ? null : <p className="quiet">{bi(one.law)}</p>}
            </div>
          ))}
        </fieldset>
      ))}
    </section>
  )
}
