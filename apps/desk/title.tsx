import { useEffect, useRef, type ReactNode } from 'react'

import { Prose, Words } from '../ui/prose.tsx'
import { useVoice } from '../ui/voice.tsx'

/** The title of a page. Whoever comes to the page hears it first: focus goes to it, and the window is called after it. */
export function Title({ children, text, over, quiet = false }: { readonly children: ReactNode; readonly text?: string; readonly over?: ReactNode; readonly quiet?: boolean }) {
  const { t } = useVoice()
  const heading = useRef<HTMLHeadingElement>(null)
  // The browser's own title and focus lie outside of what React draws.
  useEffect(() => {
    document.title = `${text ?? heading.current?.textContent ?? ''} – ${t('house.name')}`
  }, [text, t])
  // Focus moves once, when one arrives; never again while one works on the page.
  useEffect(() => {
    if (!quiet) heading.current?.focus({ preventScroll: true })
  }, [quiet])
  return <div className="title">{over === undefined ? null : <p className="title__over"><Prose>{over}</Prose></p>}<h1 className="page__title" ref={heading} tabIndex={-1}><Words>{children}</Words></h1></div>
}
