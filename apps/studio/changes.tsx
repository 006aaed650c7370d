import type { ReactNode } from 'react'

import type { Bi } from '../portal/api.ts'
import { Tag } from '../ui/parts.tsx'
import { useVoice } from '../ui/voice.tsx'
import type { Row, Table } from './api.ts'
import { useRoles } from './asked.ts'
import { columnsOf, sourceIn, type Column } from './columns.ts'
import { outcomeOf, placeOfRow, policyOf, testIn } from './words.ts'

type Kind = 'added' | 'removed' | 'changed' | 'moved'
type Changed = { readonly kind: Kind; readonly row: string; readonly name: string; readonly text: string; readonly parts: readonly { readonly name: string; readonly was: string; readonly now: string }[] }

/** What a draft changes, row by row and cell by cell: never as lines of a file. */
export function Changes({ was, now }: { readonly was: Table | null; readonly now: Table }) {
  const { t, bi } = useVoice()
  const said = useSaid()
  const rows = was === null ? [] : changesIn(was, now, said)
  const around = was === null ? [] : aroundIn(was, now, t, bi)
  return (
    <section aria-labelledby="changes">
      <h2 className="studio__head" id="changes">{t('studio.changes')}</h2>
      {was === null ? <p>{t('studio.new_table', { count: now.rows.length })}</p> : rows.length + around.length === 0 ? <p className="quiet">{t('studio.no_changes')}</p> : null}
      {around.length === 0 ? null : <Parts label={t('studio.table_itself')} parts={around} />}
      <ul className="rewrites">{rows.map((one) => <li key={`${one.kind} ${one.row}`} className="rewrites__one"><h3 className="studio__small"><Tag kind={one.kind === 'removed' ? 'bad' : one.kind === 'added' ? 'good' : 'busy'}>{t(`studio.change_${one.kind}`)}</Tag> {one.name}</h3>{one.text === '' ? null : <p className="quiet">{one.text}</p>}{one.parts.length === 0 ? null : <Parts label={one.name} parts={one.parts} />}</li>)}</ul>
    </section>
  )
}

function Parts({ label, parts }: { readonly label: string; readonly parts: Changed['parts'] }) {
  const { t } = useVoice()
  return (
    <div className="figures" role="region" aria-label={label} tabIndex={0}>
      <table className="figures__table">
        <thead><tr><th scope="col">{t('studio.what')}</th><th scope="col">{t('studio.was')}</th><th scope="col">{t('studio.now')}</th></tr></thead>
        <tbody>{parts.map(({ name, was, now }) => <tr key={name}><th scope="row">{name}</th><td>{was === '' ? <Nothing /> : <del className="rewrites__was">{was}</del>}</td><td>{now === '' ? <Nothing /> : <ins className="rewrites__now">{now}</ins>}</td></tr>)}</tbody>
      </table>
    </div>
  )
}

const Nothing = (): ReactNode => <span className="quiet">{useVoice().t('value.nothing')}</span>

type Said = { readonly column: (column: Column) => string; readonly cell: (column: Column, row: Row) => string; readonly sentence: (text: Bi | undefined) => string; readonly text: (text: Bi | undefined) => string; readonly name: (key: 'text' | 'law' | 'fix' | 'reason' | 'to') => string; readonly role: (id: string | undefined) => string; readonly row: (place: number, before: boolean) => string }

function useSaid(): Said {
  const voice = useVoice()
  const { t, bi } = voice
  const roles = useRoles()
  return {
    column: (column) => (column.kind === 'outcome' ? t('studio.outcome') : bi(column.label)),
    cell: (column, row) => { const source = sourceIn(row, column); return column.kind === 'outcome' ? (source === '' ? '' : outcomeOf(voice, row.outcome)) : column.kind === 'when' ? testIn(voice, null, source) : source },
    sentence: (text) => (text === undefined ? '' : `${text.zh} / ${text.en}`),
    text: (text) => (text === undefined ? '' : bi(text)),
    name: (key) => t(`studio.row_${key}`),
    role: (id) => { const known = roles.find((role) => role.id === id); return known === undefined ? (id ?? '') : bi(known.name) },
    row: (place, before) => t(before ? 'studio.row_before' : 'studio.row_number', { row: place }),
  }
}

function changesIn(was: Table, now: Table, said: Said): Changed[] {
  const columns = [...new Map([...columnsOf(was), ...columnsOf(now)].map((column) => [column.key, column])).values()]
  const before = new Map(was.rows.map((row) => [row.id, row]))
  const kept = now.rows.filter(({ id }) => before.has(id)).map(({ id }) => id)
  const order = was.rows.map(({ id }) => id).filter((id) => kept.includes(id))
  return [
    ...now.rows.flatMap((row): Changed[] => {
      const old = before.get(row.id)
      const parts = partsIn(old ?? { id: row.id }, row, columns, said)
      const kind = old === undefined ? 'added' as const : parts.length > 0 ? 'changed' as const : 'moved' as const
      if (kind === 'moved' && order.indexOf(row.id) === kept.indexOf(row.id)) return []
      return [{ kind, ...named(now, row, said, false), parts }]
    }),
    ...was.rows.filter(({ id }) => !now.rows.some((row) => row.id === id)).map((row): Changed => ({ kind: 'removed', ...named(was, row, said, true), parts: partsIn(row, { id: row.id }, columns, said) })),
  ]
}

/** A row by its place in the table it stands in, and what it says. */
const named = (table: Table, row: Row, said: Said, before: boolean): Pick<Changed, 'row' | 'name' | 'text'> => ({ row: row.id, name: said.row(placeOfRow(table, row.id), before), text: said.text(row.text) })

function partsIn(was: Row, now: Row, columns: readonly Column[], said: Said): Changed['parts'] {
  const cells = columns.map((column) => ({ name: said.column(column), was: said.cell(column, was), now: said.cell(column, now) }))
  const sentences = (['text', 'law', 'fix'] as const).map((key) => ({ name: said.name(key), was: said.sentence(was[key]), now: said.sentence(now[key]) }))
  const words = [{ name: said.name('reason'), was: was.reason ?? '', now: now.reason ?? '' }, { name: said.name('to'), was: said.role(was.to), now: said.role(now.to) }]
  return [...cells, ...sentences, ...words].filter((one) => one.was !== one.now)
}

/** What changes beside the rows: title, days, inputs and numbers. */
function aroundIn(was: Table, now: Table, t: (key: string) => string, bi: (text: Bi) => string): Changed['parts'] {
  const numbers = [...new Set([...Object.keys(was.numbers ?? {}), ...Object.keys(now.numbers ?? {})])]
  const dated = (table: Table, name: string): string => (table.numbers?.[name] ?? []).map(({ from, is }) => `${from}: ${is}`).join('; ')
  const inputs = [...new Set([...was.inputs, ...now.inputs].map(({ id }) => id))]
  const asked = (table: Table, id: string): string => { const input = table.inputs.find((one) => one.id === id); return input === undefined ? '' : `${bi(input.label)}: ${input.is} (${input.type})` }
  return [
    { name: t('studio.table_title'), was: bi(was.title), now: bi(now.title) },
    { name: t('studio.table_days'), was: `${was.effective.from} – ${was.effective.to ?? ''}`, now: `${now.effective.from} – ${now.effective.to ?? ''}` },
    { name: t('studio.table_policy'), was: policyOf(t, was.hitPolicy), now: policyOf(t, now.hitPolicy) },
    ...inputs.map((id) => ({ name: id, was: asked(was, id), now: asked(now, id) })),
    ...numbers.map((name) => ({ name, was: dated(was, name), now: dated(now, name) })),
  ].filter((one) => one.was !== one.now)
}
