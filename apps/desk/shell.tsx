import { Link, Outlet, useNavigate } from '@tanstack/react-router'
import { Suspense } from 'react'

import { useVoice } from '../ui/voice.tsx'
import { Sayings } from './saying.tsx'
import { mayUse, useOfficer } from './session.ts'
import { useShortcuts } from './shortcuts.ts'
import { Waiting } from './states.tsx'
import { WAYS } from './ways.ts'

/** What stands around every page of the desk: the ways to its pages. */
export function DeskShell() {
  const { t } = useVoice()
  const officer = useOfficer()
  const go = useNavigate()
  useShortcuts({ '?': () => void go({ to: '/keys' }), 'g q': () => void go({ to: '/' }) })
  return (
    <>
      <nav className="ways" aria-label={t('desk.title')}>
        <ul className="ways__list">
          {WAYS.filter((way) => mayUse(officer, way.powers)).map((way) => (
            <li key={way.to}><Link className="ways__way" to={way.to} activeProps={{ 'aria-current': 'page' }} activeOptions={{ exact: way.to === '/', includeSearch: false }}>{t(way.text)}</Link></li>
          ))}
        </ul>
      </nav>
      <Sayings><Suspense fallback={<Waiting />}><Outlet /></Suspense></Sayings>
    </>
  )
}
