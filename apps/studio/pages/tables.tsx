import { Link } from '@tanstack/react-router'
import { useState } from 'react'

import { mayUse, useOfficer } from '../../desk/session.ts'
import { Failed, Forbidden, Waiting as Wait } from '../../desk/states.tsx'
import { Title } from '../../desk/title.tsx'
import { Dot, Empty, Moment, Tag } from '../../ui/parts.tsx'
import { useVoice } from '../../ui/voice.tsx'
import type { Listed, Waiting } from '../api.ts'
import { useTables, useWaiting } from '../asked.ts'

/** `/desk/tables`: what waits to be published, and every table there is. */
export function TablesPage() {
  const { t } = useVoice()
  const officer = useOfficer()
  const may = mayUse(officer, ['content.author', 'content.publish'])
  return (
    <div className="studio">
      <Title>{t('studio.title')}</Title>
      {officer === undefined ? <Wait /> : may ? <><p className="studio__lead">{t('studio.lead')}</p><p><Link className="rows__link" to="/shadows">{t('shadow.way')}</Link></p><Drafts /><Tables /></> : <Forbidden />}
    </div>
  )
}

function Drafts() {
  const { t } = useVoice()
  const { data, error, refetch } = useWaiting()
  if (data === undefined) return error === null ? <Wait /> : <Failed error={error} again={() => void refetch()} />
  return (
    <section aria-labelledby="waiting">
      <h2 className="studio__head" id="waiting">{t('studio.waiting', { count: data.items.length })}</h2>
      {data.items.length === 0 ? <p className="quiet">{t('studio.waiting_none')}</p> : <ul className="rows">{data.items.map((one) => <OneDraft key={one.id} draft={one} />)}</ul>}
    </section>
  )
}

function OneDraft({ draft }: { readonly draft: Waiting }) {
  const { t, bi } = useVoice()
  const title = draft.title === null ? draft.path : bi(draft.title)
  return (
    <li className="rows__one">
      <div className="rows__main">
        <Link className="rows__link" to="/drafts/$id" params={{ id: draft.id }}>{draft.kind === 'examples' ? t('studio.examples_of', { title }) : title}</Link>
        <p className="rows__sub">{draft.reason}<Dot />{t(draft.own ? 'studio.by_you' : 'studio.by_colleague')}<Dot /><Moment iso={draft.at} /></p>
      </div>
      <div className="rows__side"><Standing draft={draft} /></div>
    </li>
  )
}

function Standing({ draft: { preview } }: { readonly draft: Waiting }) {
  const { t } = useVoice()
  if (preview === null) return <Tag kind="plain">{t('studio.not_previewed')}</Tag>
  if (preview.signed) return <Tag kind="good">{t('studio.signed')}</Tag>
  return preview.endedAt === null ? <Tag kind="busy">{t('studio.previewing')}</Tag> : <Tag kind="warning">{t('studio.to_sign')}</Tag>
}

function Tables() {
  const { t, bi } = useVoice()
  const [wanted, setWanted] = useState('')
  const { data, error, refetch } = useTables()
  if (data === undefined) return error === null ? <Wait /> : <Failed error={error} again={() => void refetch()} />
  const word = wanted.trim().toLowerCase()
  const found = data.items.filter((one) => word === '' || `${one.title.zh} ${one.title.en} ${one.id} ${one.path}`.toLowerCase().includes(word))
  return (
    <section aria-labelledby="tables">
      <h2 className="studio__head" id="tables">{t('studio.tables')}</h2>
      <label className="filters__pick"><span className="filters__label">{t('studio.search')}</span><input type="search" className="field__input" autoComplete="off" value={wanted} onChange={(event) => setWanted(event.target.value)} /></label>
      <p className="quiet" role="status">{t('studio.found', { count: found.length })}</p>
      {found.length === 0 ? <Empty>{t('studio.none')}</Empty> : <ul className="rows">{found.map((one) => <One key={one.path} one={one} title={bi(one.title)} />)}</ul>}
    </section>
  )
}

function One({ one, title }: { readonly one: Listed; readonly title: string }) {
  const { t, day } = useVoice()
  const { from, to } = one.effective
  return (
    <li className="rows__one">
      <div className="rows__main">
        <Link className="rows__link" to="/tables/$id" params={{ id: one.id }} search={{ path: one.path }}>{title}</Link>
        <p className="rows__sub">{to === null ? t('studio.since', { from: day(from) }) : t('studio.between', { from: day(from), to: day(to) })}<Dot />{t('studio.rows', { count: one.rows })}<Dot />{t('studio.decisions', { count: one.decisions })}</p>
        <p className="rows__sub"><code>{one.path}</code></p>
      </div>
      <div className="rows__side">{one.halted ? <Tag kind="bad">{t('studio.halted')}</Tag> : <Tag kind={one.inForce ? 'good' : 'plain'}>{t(one.inForce ? 'studio.in_force' : 'studio.not_in_force')}</Tag>}</div>
    </li>
  )
}
