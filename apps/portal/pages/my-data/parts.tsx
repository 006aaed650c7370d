import type { ReactNode } from 'react'

import { paths } from '../../../paths.ts'
import { namesOf } from '../../../ui/fact-value.tsx'
import { Dot, Moment, Name, Title, Unseen } from '../../../ui/parts.tsx'
import { useVoice } from '../../../ui/voice.tsx'
import type { Voice } from '../../voice.ts'
import type { Figures, Look } from './answers.ts'

/** The parts of "my data", in the order in which people ask. */
const PARTS = [['overview', paths.myData()], ['known', paths.known()], ['looks', paths.looks()], ['consents', paths.consents()], ['objections', paths.objections()]] as const
export type DataPart = (typeof PARTS)[number][0]

/** One of the pages of "my data": its title, and the way to the others. */
export function DataPage({ at, title, lead, children }: { readonly at: DataPart; readonly title?: ReactNode; readonly lead?: ReactNode; readonly children: ReactNode }) {
  const { t } = useVoice()
  return (
    <>
      <Title over={at === 'overview' ? undefined : t('data.title')} lead={lead}>{title ?? t(`data.part_${at}`)}</Title>
      <nav className="ways" aria-label={t('data.ways')}>
        <ul className="ways__list">{PARTS.map(([name, href]) => <li key={name}><a className="ways__way" href={href} aria-current={name === at ? 'page' : undefined}>{t(`data.tab_${name}`)}</a></li>)}</ul>
      </nav>
      {children}
    </>
  )
}

/** How often one's number was used, and by how many agencies. */
export const numbersOf = ({ number: { count, agencies } }: Figures): { count: number; agencies: number } => ({ count, agencies })

const DAY_MS = 86_400_000

/** How old something is, in words that a person would use. */
export function ageIn({ t }: Voice, iso: string, at: string): string {
  const days = dayNumber(at) - dayNumber(iso)
  if (days <= 0) return t('data.age_today')
  if (days < 60) return t('data.age_days', { count: days })
  return days < 730 ? t('data.age_months', { count: Math.round(days / 30.44) }) : t('data.age_years', { count: Math.floor(days / 365.25) })
}

/** Days are counted as they begin in Beijing. */
const dayNumber = (iso: string): number => Math.floor((Date.parse(iso) + 8 * 3_600_000) / DAY_MS)

/** Who looked: the agency, and how it did. */
export function Looker({ look }: { readonly look: Look }) {
  const { t, bi } = useVoice()
  if (look.grantee === look.subject) return <strong>{t('data.you_yourself')}</strong>
  return <><strong><Name text={bi(look.granteeName ?? look.grantee)} /></strong> <span className="quiet">{look.role === null ? t(`looker.${look.looker}`) : t('looker.with_post', { post: bi(look.role) })}</span></>
}

/** One look, whole: when, who, what, on which ground, and what one can do about it. Who it was is left out where that stands above it (`named`). */
export function OneLook({ look, purpose, named = false }: { readonly look: Look; readonly purpose: boolean; readonly named?: boolean }) {
  const voice = useVoice()
  const { t, bi } = voice
  const own = look.grantee === look.subject
  return (
    <li className="looks__one">
      <p className="looks__hour"><Moment iso={look.at} as="hour" /></p>
      <div className="looks__what">
        {named ? null : <p className="looks__who"><Looker look={look} /></p>}
        <p>{t('data.read', { source: bi(look.sourceTitle ?? look.source), elements: namesOf(voice, look) })}</p>
        {purpose && !own ? <p>{t('data.for')} <Purpose look={look} /></p> : null}
        <p className="quiet">{t('data.ground')} <Basis look={look} />{look.law === null || look.law === undefined ? null : <><Dot /><cite>{bi(look.law)}</cite></>}</p>
        <p className="looks__ways">
          <span className="quiet">{t('data.number', { number: look.number })}</span>
          {look.entry === undefined || look.entry === null ? null : <a className="link" href={paths.proof(look.entry)}>{t('data.proof')}<Unseen> {look.number}</Unseen></a>}
          {own ? null : <a className="link" href={paths.look(look.id)}>{look.dispute === null ? t('data.not_known') : t('data.asked_about', { number: look.dispute.number })}<Unseen> {look.number}</Unseen></a>}
        </p>
      </div>
    </li>
  )
}

/** The ground of a look. A consent says when it was given, for one look may rest on the start of a case and another on its signature. */
export function Basis({ look }: { readonly look: Look }) {
  const { t } = useVoice()
  if (look.grantee === look.subject) return <>{t('data.own_right')}</>
  return look.basis === 'consent' ? <>{t('basis.consented')} <Moment iso={look.givenAt} /></> : <>{t(`basis.${look.basis}`)}</>
}

/** What a look was for, with the way to the case. */
export function Purpose({ look }: { readonly look: Pick<Look, 'purposeTitle' | 'purpose' | 'case'> }) {
  const { bi } = useVoice()
  const title = bi(look.purposeTitle ?? look.purpose)
  return look.case === null ? <>{title}</> : <a className="link" href={paths.case(look.case)}>{title}</a>
}
