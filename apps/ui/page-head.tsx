import type { ReactNode } from 'react'

import { paths } from '../paths.ts'
import type { Visit } from '../portal/visit.ts'
import { useVoice } from './voice.tsx'

/** What every page tells the browser before anything of it is drawn: its name and its styles; `children` is what it needs beside them. */
export function PageHead({ visit, title, children }: { readonly visit: Visit; readonly title: string; readonly children?: ReactNode }) {
  const { t } = useVoice()
  return (
    <head>
      <meta charSet="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="color-scheme" content="light dark" />
      <meta name="description" content={t('house.description')} />
      <title>{`${title} – ${t('house.name')}`}</title>
      <Styles visit={visit} />
      <link rel="icon" href="data:," />
      {children}
    </head>
  )
}

/** A first visit has the styles in the page and waits for no file; a later one has the files already. */
function Styles({ visit: { styles, version } }: { readonly visit: Visit }) {
  if (styles !== null) return <style dangerouslySetInnerHTML={{ __html: styles }} />
  return <><link rel="stylesheet" href={paths.theme(version)} /><link rel="stylesheet" href={paths.stylesheet(version)} /></>
}
