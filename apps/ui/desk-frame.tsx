import { paths } from '../paths.ts'
import type { Visit } from '../portal/visit.ts'
import { ActStrip } from './acting.tsx'
import { Header } from './header.tsx'
import { useVoice } from './voice.tsx'

/** The page that the desk lives in: the same header as everywhere, and the place where the application draws itself. */
export function DeskFrame({ visit, title }: { readonly visit: Visit; readonly title: string }) {
  const { t, tag } = useVoice()
  return (
    <html lang={tag} data-mode={visit.easy ? 'easy' : undefined}>
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>{`${title} – ${t('house.name')}`}</title>
        <link rel="stylesheet" href={paths.theme(visit.version)} />
        <link rel="stylesheet" href={paths.stylesheet(visit.version)} />
        {/* The id tells React Aria that the rule it would add to the page itself, which the policy forbids, is there. */}
        <link rel="stylesheet" href={paths.deskStylesheet()} id="react-aria-pressable-style" />
        <link rel="icon" href="data:," />
        <script type="module" src={paths.deskScript()} />
      </head>
      <body className="page page--desk">
        <a className="skip" href="#desk">{t('frame.skip')}</a>
        <Header visit={visit} />
        <ActStrip visit={visit} />
        <main id="desk" className="desk" tabIndex={-1}><noscript><p className="empty">{t('desk.needs_scripts')}</p></noscript></main>
      </body>
    </html>
  )
}
