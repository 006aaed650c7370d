import { Link, useParams, useSearch } from '@tanstack/react-router'
import { useCallback, useState } from 'react'

import { useSay } from '../../desk/saying.tsx'
import { mayUse, useOfficer } from '../../desk/session.ts'
import { Failed, Waiting } from '../../desk/states.tsx'
import { Title } from '../../desk/title.tsx'
import type { Voice } from '../../portal/voice.ts'
import { Dot, More, Notice, Tag } from '../../ui/parts.tsx'
import { useVoice } from '../../ui/voice.tsx'
import type { Opened, Table } from '../api.ts'
import { useOpened } from '../asked.ts'
import { useEditing } from '../editing.ts'
import { Examples, withExample, workedOut } from '../examples.tsx'
import { Findings } from '../findings.tsx'
import { TableGrid, type Spot } from '../grid.tsx'
import { Lines } from '../lines.tsx'
import { Numbers } from '../numbers.tsx'
import { RowPanel } from '../row.tsx'
import { Saving } from '../saving.tsx'
import { marksOf, Trying, type Trial } from '../trying.tsx'
import { policyOf } from '../words.ts'

/** `/desk/tables/$id`: a table, to be read, tried and changed. */
export function TablePage() {
  const { t } = useVoice()
  const { id } = useParams({ from: '/tables/$id' })
  const { path } = useSearch({ from: '/tables/$id' })
  const { data, error, refetch } = useOpened(id, path)
  if (data === undefined) return error === null ? <Waiting /> : <><Title>{t('studio.title')}</Title><Failed error={error} again={() => void refetch()} /></>
  return <Workbench key={`${data.path} ${data.version}`} opened={data} />
}

function Workbench({ opened }: { readonly opened: Opened }) {
  const voice = useVoice()
  const { t, bi, day } = voice
  const say = useSay()
  const editing = useEditing(opened)
  const { texts, table, seen, change } = editing
  const [at, setAt] = useState<Spot>({ row: 0, column: 0 })
  const [trial, setTrial] = useState<Trial | null>(null)
  const here = { ...at, row: Math.min(at.row, table.rows.length - 1) }
  const onText = useCallback((text: string) => { setTrial(null); change({ text }) }, [change])
  const spot = (to: Spot): void => { setAt(to); requestAnimationFrame(() => document.querySelector<HTMLElement>(`[data-spot="${to.row} ${to.column}"]`)?.focus()) }
  const longer = trial === null ? null : withExample(texts.examples, table, trial)
  const { from, to } = table.effective
  return (
    <div className="studio">
      <p className="back"><Link className="link back__link" to="/tables">{t('studio.title')}</Link></p>
      <Title over={<code>{opened.path}</code>}>{bi(table.title)}</Title>
      <p className="studio__facts">{to === null ? t('studio.since', { from: day(from) }) : t('studio.between', { from: day(from), to: day(to) })}<Dot />{t('studio.decisions', { count: opened.decisions })}<Dot />{policyOf(t, table.hitPolicy)} {opened.halted ? <Tag kind="bad">{t('studio.halted')}</Tag> : null}</p>
      <Findings {...{ table, seen }} checking={editing.checking} onSpot={spot} />
      {editing.failed === null ? null : <Failed error={editing.failed} />}
      <Tools editing={editing} />
      <div className="studio__grid"><TableGrid {...{ table, at: here, onText }} text={texts.text} faults={seen.faults} marks={marksOf(trial)} onAt={setAt} undo={editing.undo} /></div>
      <More summary={t('studio.how')}><p>{t('studio.how_keys')}</p><p>{t('studio.how_tests')}</p></More>
      <div className="studio__columns">
        <div className="studio__column"><RowPanel {...{ table, onText }} key={`${here.row} ${table.rows[here.row]!.id}`} text={texts.text} at={here.row} onRow={(row) => setAt({ row, column: -1 })} /><Numbers {...{ table, onText }} text={texts.text} /></div>
        <div className="studio__column">
          <Trying {...{ table, trial }} text={texts.text} day={opened.day} onTrial={setTrial} onExample={() => { if (longer !== null) { change({ examples: longer }); say(t('studio.example_added')) } }} whyNot={longer === null && trial !== null ? whyNotIn(voice, table, trial) : null} />
          <Examples table={table} examples={seen.examples} />
        </div>
      </div>
      <Lines table={table} lines={seen.lines} />
      <Author opened={opened} editing={editing} />
      <More summary={t('studio.source')}><pre className="studio__source" tabIndex={0} role="region" aria-label={t('studio.source')}>{texts.text}</pre></More>
    </div>
  )
}

/** Why a try cannot become an example. */
function whyNotIn(voice: Voice, table: Table, trial: Trial): string {
  const worked = workedOut(table, trial)
  return worked.length === 0 ? voice.t('studio.example_no_list') : voice.t('studio.example_not', { names: voice.list(worked.map(({ label }) => voice.bi(label))) })
}

function Tools({ editing: { changed, undo, reset, checking } }: { readonly editing: ReturnType<typeof useEditing> }) {
  const { t } = useVoice()
  return (
    <div className="studio__tools">
      <p className="buttons">
        <button type="button" className="button button--secondary" disabled={undo === null} onClick={() => undo?.()}>{t('studio.undo')}</button>
        <button type="button" className="button button--quiet" disabled={!changed} onClick={reset}>{t('studio.reset')}</button>
      </p>
      <p className="quiet">{checking ? t('studio.checking') : changed ? t('studio.unsaved') : ''}</p>
    </div>
  )
}

/** Only who writes content can save; who reviews reads and tries. */
function Author({ opened, editing }: { readonly opened: Opened; readonly editing: ReturnType<typeof useEditing> }) {
  const { t } = useVoice()
  if (!mayUse(useOfficer(), ['content.author'])) return editing.changed ? <Notice kind="info" title={t('studio.not_author')} /> : null
  return <Saving opened={opened} editing={editing} />
}
