import { Link, useParams, useSearch } from '@tanstack/react-router'

import { Found, usePages } from '../../desk/pages-of.tsx'
import { Failed, Waiting } from '../../desk/states.tsx'
import { Title } from '../../desk/title.tsx'
import { part } from '../../paths.ts'
import { Dot, Moment, Notice } from '../../ui/parts.tsx'
import { useVoice } from '../../ui/voice.tsx'
import { Agreement, Span } from '../agreement.tsx'
import type { ShadowCase, ShadowSeen, Way } from '../api.ts'
import { useShadow } from '../asked.ts'
import { Bar } from '../interval.tsx'
import { AgencyName, CaseName, Reasons, Verdict } from '../outcomes.tsx'

/** `/desk/shadows/$id`: how far a draft that decides silently agrees with what was decided, and where it does not, down to the cases. */
export function ShadowPage() {
  const { t, bi } = useVoice()
  const { id } = useParams({ from: '/shadows/$id' })
  const { data, error, refetch } = useShadow(id)
  if (data === undefined) return error === null ? <Waiting /> : <><Title>{t('shadow.title')}</Title><Failed error={error} again={() => void refetch()} /></>
  return (
    <div className="studio studio--draft">
      <p className="back"><Link className="link back__link" to="/shadows">{t('shadow.title')}</Link></p>
      <Title>{t('shadow.of', { title: bi(data.title) })}</Title>
      <p className="studio__facts"><Span shadow={data} /><Dot />{t(data.own ? 'shadow.by_you' : 'shadow.by_colleague')}<Dot /><Link className="link" to="/drafts/$id" params={{ id: data.draft }}>{t('shadow.draft')}</Link></p>
      <section aria-labelledby="agreement">
        <h2 className="studio__head" id="agreement">{t('shadow.agreement')}</h2>
        <Agreement shadow={data} asked={data.trial} />
      </section>
      <Ways shadow={data} />
    </div>
  )
}

const keyOf = ({ shadow, decided, reason, by }: Way): string => [shadow, decided, reason, by].join(' ')

/** Each way in which it disagrees, the most frequent first; the one that the address names stands open. */
function Ways({ shadow }: { readonly shadow: ShadowSeen }) {
  const { t } = useVoice()
  const at = useSearch({ from: '/shadows/$id' }).way
  const most = shadow.clusters[0]?.count ?? 1
  return (
    <section aria-labelledby="ways">
      <h2 className="studio__head" id="ways">{t('shadow.ways')}</h2>
      {shadow.clusters.length > 0 ? null : shadow.compared > 0 ? <Notice kind="good" title={t('shadow.all_agree')} /> : <p className="quiet">{t('shadow.ways_none')}</p>}
      <ol className="rows">
        {shadow.clusters.map((way) => (
          <li key={keyOf(way)} className="rows__one">
            <div className="rows__main">
              <p><strong>{t('shadow.count', { count: way.count })}</strong> {t('shadow.said')} <Verdict outcome={way.shadow} /><Dot />{t(`shadow.by_${way.by}`)} <Verdict outcome={way.decided} /></p>
              {way.reason === null ? null : <p className="rows__sub">{t('shadow.because')}<Reasons codes={way.reason} words={shadow.words} /></p>}
              <Bar share={way.count / most} kind={(way.shadow ?? 'none').toLowerCase()} />
              <p><Link className="rows__link" to="/shadows/$id" params={{ id: shadow.id }} search={at === keyOf(way) ? {} : { way: keyOf(way) }} replace resetScroll={false} aria-expanded={at === keyOf(way)}>{t(at === keyOf(way) ? 'shadow.close' : 'shadow.cases', { count: way.count })}</Link></p>
              {at === keyOf(way) ? <Cases id={shadow.id} way={way} /> : null}
            </div>
          </li>
        ))}
      </ol>
    </section>
  )
}

function Cases({ id, way }: { readonly id: string; readonly way: ShadowSeen['clusters'][number] }) {
  const { t } = useVoice()
  const query = new URLSearchParams({ ...(way.shadow === null ? {} : { shadow: way.shadow }), decided: way.decided, ...(way.reason === null ? {} : { reason: way.reason }), by: way.by })
  const found = usePages<ShadowCase>(['studio', 'shadow', id, keyOf(way)], `/decisions/shadows/${part(id)}/cases?${query}`)
  return <Found found={found} none={t('shadow.cases_none')}>{(items) => <ul className="plainlist">{items.map((one) => <li key={one.receipt}><CaseName {...one} /> <span className="rows__sub">{one.agency === null ? null : <><AgencyName id={one.agency} /><Dot /></>}<Moment iso={one.decidedAt} /></span></li>)}</ul>}</Found>
}
