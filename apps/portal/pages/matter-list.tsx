import { paths } from '../../paths.ts'
import { Words } from '../../ui/prose.tsx'
import { useVoice } from '../../ui/voice.tsx'
import type { MatterSummary } from '../api.ts'

/** Matters one below the other: what it is, what it takes. Bundles stand first, as they spare most. */
export function MatterList({ matters, ranked = false }: { readonly matters: readonly MatterSummary[]; readonly ranked?: boolean }) {
  const shown = ranked ? matters : matters.toSorted((a, b) => Number(b.kind === 'bundle') - Number(a.kind === 'bundle'))
  return <ul className="matters">{shown.map((matter) => <OneMatter key={`${matter.kind}-${matter.id}`} matter={matter} />)}</ul>
}

function OneMatter({ matter }: { readonly matter: MatterSummary }) {
  const { t, bi, limit, money } = useVoice()
  const { typed, picked } = matter.asked
  return (
    <li className="matters__one">
      <h3 className="matters__title"><a className="matters__link" href={paths.matter(matter.kind, matter.id)}><Words>{bi(matter.title)}</Words></a></h3>
      {matter.part === null ? null : <p className="matters__part">{t('search.part', { part: bi(matter.part) })}</p>}
      <p className="matters__text">{bi(matter.summary)}</p>
      <ul className="matters__facts">
        {matter.kind === 'bundle' ? <li>{t('home.steps', { count: matter.steps })}</li> : null}
        {matter.promised === null ? null : <li>{t('matter.within', { limit: limit(matter.promised) })}</li>}
        <li>{matter.feeFen === 0 ? t('matter.free') : t('matter.fee', { fee: money(matter.feeFen) })}</li>
        <li>{typed + picked === 0 ? t('matter.asks_nothing') : typed === 0 ? t('matter.asks_choices', { picked }) : t('matter.asks', { typed, picked })}</li>
        {matter.visits === 0 ? <li>{t('home.no_visit')}</li> : null}
      </ul>
    </li>
  )
}
