import { Link } from '@tanstack/react-router'

import { mayUse, useOfficer } from '../../desk/session.ts'
import { Failed, Forbidden, Waiting } from '../../desk/states.tsx'
import { Title } from '../../desk/title.tsx'
import { Empty } from '../../ui/parts.tsx'
import { useVoice } from '../../ui/voice.tsx'
import { Agreement, Span } from '../agreement.tsx'
import { useShadows } from '../asked.ts'

/** `/desk/shadows`: the drafts that decide silently beside the table in force, and those that did. */
export function ShadowsPage() {
  const { t } = useVoice()
  const officer = useOfficer()
  return (
    <div className="studio studio--draft">
      <p className="back"><Link className="link back__link" to="/tables">{t('studio.title')}</Link></p>
      <Title>{t('shadow.title')}</Title>
      {officer === undefined ? <Waiting /> : mayUse(officer, ['content.author', 'content.publish']) ? <><p className="studio__lead">{t('shadow.text')}</p><List /></> : <Forbidden />}
    </div>
  )
}

function List() {
  const { t, bi } = useVoice()
  const { data, error, refetch } = useShadows()
  if (data === undefined) return error === null ? <Waiting /> : <Failed error={error} again={() => void refetch()} />
  if (data.items.length === 0) return <Empty>{t('shadow.none')}</Empty>
  const parts = [{ name: 'running', some: data.items.filter(({ running }) => running) }, { name: 'over', some: data.items.filter(({ running }) => !running) }]
  return parts.filter(({ some }) => some.length > 0).map(({ name, some }) => (
    <section key={name} aria-labelledby={name}>
      <h2 className="studio__head" id={name}>{t(`shadow.${name}`)}</h2>
      <ul className="rows">{some.map((one) => <li key={one.id} className="rows__one"><div className="rows__main"><Link className="rows__link" to="/shadows/$id" params={{ id: one.id }}>{bi(one.title)}</Link><p className="rows__sub"><Span shadow={one} /></p><Agreement shadow={one} asked={null} /></div></li>)}</ul>
    </section>
  ))
}
