import { paths } from '../../paths.ts'
import { Dot, Lamp, Moment, Tag, Unseen } from '../../ui/parts.tsx'
import { Prose } from '../../ui/prose.tsx'
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

/** Cases, one a row: what, since when, where it is and with whom, until when, and what the reader can do. */
export function CaseRows({ cases }: { readonly cases: readonly CaseSummary[] }) {
  return <ul className="rows">{cases.map((one) => <OneCase key={one.id} one={one} />)}</ul>
}

function OneCase({ one }: { readonly one: CaseSummary }) {
  const { t, bi } = useVoice()
  const over = OVER.has(one.stage)
  return (
    <li className="rows__one">
      <div className="rows__main">
        <a className="rows__link" href={paths.case(one.id)}>{bi(one.title)}</a>
        <p className="rows__sub"><Prose>{t('cases.number', { number: one.number })}</Prose><Dot /><Moment iso={one.openedAt} as="day" />{one.with === null || over ? null : <><Dot />{bi(one.with)}</>}</p>
        {one.attention === undefined || one.attention === 0 ? null : <p className="rows__back">{t('cases.attention', { count: one.attention })}</p>}
      </div>
      <div className="rows__side">
        <StageTag of="stage" stage={one.stage} />
        {one.of === undefined || over ? null : <span className="rows__progress">{t('cases.progress', { done: one.done ?? 0, of: one.of })}</span>}
        {over || one.lamp === undefined || one.lamp === null ? null : <Lamp colour={one.lamp} />}
        {over || one.due === undefined || one.due === null ? null : <span className="rows__due">{t('cases.due')} <Moment iso={one.due} /></span>}
        {one.endedAt === null ? null : <span className="rows__due">{t('cases.ended')} <Moment iso={one.endedAt} as="day" /></span>}
        {one.next === null ? null : <a className="link rows__deed" href={one.next === 'rate' ? `${paths.timeline(one.id)}#rating` : paths.case(one.id)}>{t(`next.${one.next}`)}<Unseen> {bi(one.title)} {one.number}</Unseen></a>}
      </div>
    </li>
  )
}
