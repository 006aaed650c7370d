import type { ReactNode } from 'react'

import type { Reason } from '../portal/api.ts'
import { useVoice } from './voice.tsx'

/** Reasons in plain words, each with the article it rests on and what to do. `fixAt` gives the link to the place to mend. */
export function Reasons({ reasons, fixAt }: { readonly reasons: readonly Reason[]; readonly fixAt?: (reason: Reason) => string | undefined }) {
  return <ul className="reasons">{reasons.map((reason, place) => <OneReason key={`${reason.row}-${place}`} reason={reason} fix={fixAt?.(reason)} />)}</ul>
}

function OneReason({ reason, fix }: { readonly reason: Reason; readonly fix: string | undefined }) {
  const { t, bi } = useVoice()
  return (
    <li className="reasons__one">
      <p className="reasons__text">{bi(reason.text)}</p>
      {reason.law === undefined || reason.law === null ? null : <Line term={t('reason.law')}><cite className="reasons__law">{bi(reason.law)}</cite></Line>}
      {reason.fix === undefined || reason.fix === null ? null : <Line term={t('reason.fix')}>{fix === undefined ? bi(reason.fix) : <a className="link" href={fix}>{bi(reason.fix)}</a>}</Line>}
    </li>
  )
}

const Line = ({ term, children }: { readonly term: string; readonly children: ReactNode }) => <p className="reasons__line"><span className="reasons__term">{term}</span> {children}</p>
