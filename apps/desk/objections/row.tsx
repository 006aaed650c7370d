import { Link } from '@tanstack/react-router'

import { Dot, Moment, Name, Tag } from '../../ui/parts.tsx'
import { Prose } from '../../ui/prose.tsx'
import { useVoice } from '../../ui/voice.tsx'
import type { Objection } from '../api.ts'
import { Due, Raised } from '../due.tsx'
import { useOfficer } from '../session.ts'

const KIND = { open: 'busy', corrected: 'good', upheld: 'plain', withdrawn: 'plain' } as const

/** One objection in the list: what is disputed, how long it has waited, and when it is due. Whose it is stands in it. */
export function ObjectionRow({ objection: one }: { readonly objection: Objection }) {
  const { t, bi } = useVoice()
  const agency = useOfficer()?.agency
  return (
    <li className="rows__one">
      <div className="rows__main">
        <Link className="rows__link" to="/objections/$id" params={{ id: one.id }}>{t('objections.about', { element: bi(one.element?.label ?? one.source), source: bi(one.sourceTitle) })}</Link>
        <p className="rows__sub">{t(`objections.kind_${one.kind.replace('-', '_')}`)}<Dot /><Raised at={one.raisedAt} /><Dot /><Prose>{t('objections.number', { number: one.number })}</Prose>{one.agency.id === agency ? null : <><Dot /><Name text={bi(one.agency.name)} /></>}</p>
      </div>
      <div className="rows__side">
        {one.state === 'open' ? <span className="rows__due"><Due at={one.dueAt} lamp={one.lamp} /></span> : <Tag kind={KIND[one.state]}>{t(`objections.state_${one.state}`)}</Tag>}
        {one.answeredAt === null ? null : <span className="rows__due"><Moment iso={one.answeredAt} as="day" /></span>}
      </div>
    </li>
  )
}
