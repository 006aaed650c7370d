import type { ReactNode } from 'react'

import { paths } from '../paths.ts'
import type { Visit } from '../portal/visit.ts'
import { ActStrip } from './acting.tsx'
import { Header } from './header.tsx'
import { PageHead } from './page-head.tsx'
import { useVoice } from './voice.tsx'

type Props = { readonly visit: Visit; readonly title: string; readonly islands: readonly string[]; readonly refresh: number | undefined; readonly wide: boolean; readonly bare: boolean; readonly children: ReactNode }

/** The one frame of every page: skip link, header, main, footer. `refresh` (seconds) is for readers without JavaScript. */
export function Frame({ visit, title, islands, refresh, wide, bare, children }: Props) {
  const { t, tag } = useVoice()
  return (
    <html lang={tag} data-mode={visit.easy ? 'easy' : undefined}>
      <PageHead visit={visit} title={title}>
        {refresh === undefined ? null : <noscript><meta httpEquiv="refresh" content={String(refresh)} /></noscript>}
        {[...islands, ...(visit.easy ? ['aloud'] : [])].map((name) => <script key={name} type="module" src={paths.island(name, visit.version)} />)}
      </PageHead>
      <body className="page">
        <a className="skip" href="#main">{t('frame.skip')}</a>
        {bare ? null : <><Header visit={visit} /><ActStrip visit={visit} /></>}
        <main id="main" className={bare ? 'page__main page__main--bare' : wide ? 'page__main page__main--wide' : 'page__main'} tabIndex={-1}>
          {visit.easy ? <div className="aloud" data-island="aloud" data-read={t('frame.read')} data-stop={t('frame.read_stop')} /> : null}
          {children}
        </main>
        {bare ? null : <Footer />}
      </body>
    </html>
  )
}

function Footer() {
  const { t } = useVoice()
  return (
    <footer className="footer">
      <div className="footer__inner">
        <p className="footer__line">{t('footer.promise')}</p>
        <ul className="footer__links">
          <li><a className="link" href={paths.windowCode()}>{t('window.title')}</a></li>
          <li><a className="link" href={paths.verify()}>{t('nav.verify')}</a></li>
          <li><a className="link" href={paths.myData()}>{t('nav.data')}</a></li>
        </ul>
      </div>
    </footer>
  )
}
