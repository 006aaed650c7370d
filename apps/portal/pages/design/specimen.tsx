import type { ReactNode } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'

import { More } from '../../../ui/parts.tsx'
import { Speaking, useVoice } from '../../../ui/voice.tsx'

/** One component: its name, when it is used, and each of its states with the markup that draws it. */
export function Specimen({ of, children }: { readonly of: string; readonly children: ReactNode }) {
  const { t } = useVoice()
  return (
    <section className="specimen" aria-labelledby={`specimen-${of}`}>
      <div className="specimen__words"><h3 id={`specimen-${of}`}>{t(`design.${of}`)}</h3><p className="quiet">{t(`design.${of}_use`)}</p></div>
      <div className="specimen__states">{children}</div>
    </section>
  )
}

/** One state. Its code is the very markup that stands above it, so it cannot be out of date. */
export function State({ name, children }: { readonly name?: string; readonly children: ReactNode }) {
  const voice = useVoice()
  const code = renderToStaticMarkup(<Speaking voice={voice}>{children}</Speaking>)
  return (
    <div className="specimen__state">
      {name === undefined ? null : <p className="specimen__name">{name}</p>}
      <div className="specimen__drawn">{children}</div>
      <More summary={voice.t('design.code')}><pre className="specimen__code" tabIndex={0}><code>{lined(code)}</code></pre></More>
    </div>
  )
}

/** Markup with each element that holds others on a line of its own. */
const lined = (code: string): string => code.replaceAll(/></g, '>\n<')
