import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'

import type { Page } from '../../portal/api.ts'
import { Dot, Empty } from '../../ui/parts.tsx'
import { Row } from '../../ui/row.tsx'
import { useVoice } from '../../ui/voice.tsx'
import type { Sample } from '../api.ts'
import { get } from '../asking.ts'
import { Failed, Waiting } from '../states.tsx'
import { Title } from '../title.tsx'

/** `/desk/samples`: the decisions of the machine that were drawn for a second look and wait for one. */
export function SamplesPage() {
  const { t, bi, day } = useVoice()
  const found = useQuery({ queryKey: ['samples'], queryFn: ({ signal }) => get<Page<Sample>>('/decisions/samples', signal) })
  return (
    <div className="ratings">
      <Title>{t('sampling.title')}</Title>
      <p>{t('sampling.lead')}</p>
      {found.isPending ? <Waiting /> : null}
      {found.isError ? <Failed error={found.error} again={() => void found.refetch()} /> : null}
      {found.data === undefined ? null : found.data.items.length === 0 ? <Empty>{t('sampling.none')}</Empty> : (
        <ul className="rows">{found.data.items.map((one) => (
          <Row key={one.id} side={<span className="rows__due">{day(one.drawnOn)}</span>}>
            <Link className="rows__link" to="/samples/$id" params={{ id: one.id }}>{bi(one.title)}</Link>
            <p className="rows__sub">{t(`sampling.why_${one.why}`)}<Dot />{one.id.slice(0, 8)}</p>
          </Row>
        ))}</ul>
      )}
    </div>
  )
}
