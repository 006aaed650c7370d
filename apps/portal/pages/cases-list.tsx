import { paths } from '../../paths.ts'
import { ButtonLink, Empty, Title } from '../../ui/parts.tsx'
import { useVoice } from '../../ui/voice.tsx'
import type { CaseSummary, Page } from '../api.ts'
import { CaseRows } from './case-rows.tsx'

export type State = 'running' | 'done'
const STATES: readonly State[] = ['running', 'done']

/** My cases: those that go on, or those that ended; each with what I can do, and a way to the older ones. */
export function CasesPage({ page, state, later }: { readonly page: Page<CaseSummary>; readonly state: State; readonly later: boolean }) {
  const { t } = useVoice()
  return (
    <>
      <Title lead={t('cases.lead')}>{t('cases.title')}</Title>
      <nav aria-label={t('cases.ways')}>
        <ul className="ways-through">{STATES.map((one) => <li key={one}><a className="ways-through__one" href={paths.casesThat(one)} aria-current={one === state ? 'page' : undefined}>{t(`cases.${one}`)}</a></li>)}</ul>
      </nav>
      {page.items.length > 0 ? <CaseRows cases={page.items} /> : <Empty act={<ButtonLink href={paths.home()}>{t('cases.find')}</ButtonLink>}>{t(later ? 'cases.no_more' : `cases.none_${state}`)}</Empty>}
      {page.next === null && !later ? null : (
        <p className="onward buttons">
          {page.next === null ? null : <ButtonLink kind="secondary" href={paths.casesThat(state, String(page.next))}>{t('cases.older')}</ButtonLink>}
          {later ? <a className="link" href={paths.casesThat(state)}>{t('cases.newest')}</a> : null}
        </p>
      )}
    </>
  )
}
