import type { ReactNode } from 'react'

import { useVoice } from '../../ui/voice.tsx'
import { Failed, Waiting } from '../states.tsx'

export type Colour = 'green' | 'yellow' | 'red'

/** How a part stands, in colour, shape and words. */
export function Standing({ colour }: { readonly colour: Colour }) {
  const { t } = useVoice()
  return <span className={`lamp lamp--${colour}`}><span className="lamp__light" aria-hidden="true" />{t(`watch.lamp_${colour}`)}</span>
}

/** The worst of several. */
export const worst = (colours: readonly Colour[]): Colour => (colours.includes('red') ? 'red' : colours.includes('yellow') ? 'yellow' : 'green')

/** A part of the house: its lamp, its figures, and what is known meanwhile where they cannot be had. */
export function Part<T>({ id, title, colour, query, children }: { readonly id: string; readonly title: string; readonly colour: (data: T) => Colour; readonly query: { readonly data: T | undefined; readonly error: unknown; readonly refetch: () => unknown }; readonly children: (data: T) => ReactNode }) {
  const { data, error, refetch } = query
  return (
    <section className="part" aria-labelledby={id}>
      <h2 className="part__title" id={id}>{title} {data === undefined ? null : <Standing colour={colour(data)} />}</h2>
      {error === null ? null : <Failed error={error} again={() => void refetch()} />}
      {data === undefined ? (error === null ? <Waiting /> : null) : children(data)}
    </section>
  )
}

type Column = { readonly title: string; readonly number?: boolean }

/** Figures in rows. The first cell of a row names it. */
export function Table({ label, columns, rows, none }: { readonly label: string; readonly columns: readonly Column[]; readonly rows: readonly { readonly key: string; readonly cells: readonly ReactNode[]; readonly below?: ReactNode }[]; readonly none: string }) {
  if (rows.length === 0) return <p className="quiet">{none}</p>
  return (
    <div className="figures" role="region" aria-label={label} tabIndex={0}>
      <table className="figures__table">
        <thead><tr>{columns.map((column) => <th key={column.title} scope="col" className={column.number ? 'figures__number' : undefined}>{column.title}</th>)}</tr></thead>
        <tbody>{rows.map(({ key, cells, below }) => [
          <tr key={key}>{cells.map((cell, n) => (n === 0 ? <th key={columns[n]!.title} scope="row">{cell}</th> : <td key={columns[n]!.title} className={columns[n]!.number ? 'figures__number' : undefined}>{cell}</td>))}</tr>,
          below === undefined ? null : <tr key={`${key} below`} className="figures__below"><td colSpan={columns.length}>{below}</td></tr>,
        ])}</tbody>
      </table>
    </div>
  )
}
