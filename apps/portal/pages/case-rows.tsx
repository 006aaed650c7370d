import { paths } from '../../paths.ts'
import { Lamp, Moment, Tag } from '../../ui/parts.tsx'
import { useVoice } from '../../ui/voice.tsx'
import type { CaseSummary } from '../api.ts'

const KINDS: Readonly<Record<string, 'plain' | 'good' | 'warning' | 'bad' | 'busy'>> = {
  granted: 'good', kit: 'good', delivered: 'good', made: 'good', 'in kit': 'good', valid: 'good', returned: 'warning', filling: 'warning', signing: 'warning', 'with officer': 'busy', 'with-officer': 'busy',
  deciding: 'busy', fulfilling: 'busy', running: 'busy', declined: 'bad', void: 'bad', revoked: 'bad', suspended: 'bad', expired: 'bad', superseded: 'bad',
}

/** Where a case, a step, an item or a certificate is, in words. */
export function StageTag({ of, stage }: { readonly of: 'stage' | 'item' | 'standing'; readonly stage: string }) {
  const { t, knows } = useVoice()
  const key = `${of}.${stage.replaceAll(/[ -]/g, '_')}`
  return <Tag kind={KINDS[stage] ?? 'plain'}>{knows(key) ? t(key) : stage}</Tag>
}

/** No clock runs for these any more. */
const OVER: ReadonlySet<string> = new Set(['granted', 'withdrawn', 'void'])

/** Cases, one a row: what, since when, where it is, until when. */
export function CaseRows({ cases }: { readonly cases: readonly CaseSummary[] }) {
  const { t, bi } = useVoice()
  return (
    <ul className="rows">
      {cases.map((one) => (
        <li className="rows__one" key={one.id}>
          <div className="rows__main">
            <a className="rows__link" href={paths.case(one.id)}>{bi(one.title)}</a>
            <p className="rows__sub">{t('cases.number', { number: one.number })} · <Moment iso={one.openedAt} /></p>
          </div>
          <div className="rows__side">
            <StageTag of="stage" stage={one.stage} />
            {OVER.has(one.stage) || one.lamp === undefined || one.lamp === null ? null : <Lamp colour={one.lamp} />}
            {OVER.has(one.stage) || one.due === undefined || one.due === null ? null : <span className="rows__due">{t('cases.due')} <Moment iso={one.due} /></span>}
          </div>
        </li>
      ))}
    </ul>
  )
}
