import { paths } from '../paths.ts'
import type { Visit } from '../portal/visit.ts'
import { ActStrip } from './acting.tsx'
import { Header } from './header.tsx'
import { PageHead } from './page-head.tsx'
import { useVoice } from './voice.tsx'

/** The page that the desk lives in: the same header as everywhere, and the place where the application draws itself. */
export function DeskFrame({ visit, title }: { readonly visit: Visit; readonly title: string }) {
  const { t, tag } = useVoice()
  return (
    <html lang={tag} data-mode={visit.easy ? 'easy' : undefined}>
      <PageHead visit={visit} title={title}>
        {/* The id tells React Aria that the rule it would add to the page itself, which the policy forbids, is there. */}
        <link rel="stylesheet" href={paths.deskStylesheet()} id="react-aria-pressable-style" />
        <script type="module" src={paths.deskScript()} />
      </PageHead>
      <body className="page page--desk">
        <a className="skip" href="#desk">{t('frame.skip')}</a>
        <Header visit={visit} />
        <ActStrip visit={visit} />
        <main id="desk" className="desk" tabIndex={-1}><noscript><p className="empty">{t('desk.needs_scripts')}</p></noscript></main>
      </body>
    </html>
  )
}
