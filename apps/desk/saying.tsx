import { createContext, useCallback, useContext, useState, type ReactNode } from 'react'

import { useVoice } from '../ui/voice.tsx'
import { Refused } from './asking.ts'

type Say = (what: unknown) => void
const Saying = createContext<Say>(() => undefined)

/** Says what was done, or why it was not: seen at the foot of the page and read aloud. */
export const useSay = (): Say => useContext(Saying)

/** Where things are said. What is said last stays until something else is, or somebody closes it. */
export function Sayings({ children }: { readonly children: ReactNode }) {
  const { t } = useVoice()
  const [said, setSaid] = useState<{ readonly text: string; readonly bad: boolean } | null>(null)
  const say = useCallback<Say>((what) => setSaid(typeof what === 'string' ? { text: what, bad: false } : { text: what instanceof Refused && what.document.detail !== '' ? (what.document.errors?.[0]?.detail ?? what.document.detail) : t(what instanceof Refused && what.status === 0 ? 'desk.unreached' : 'failure.fault.title'), bad: true }), [t])
  return (
    <Saying value={say}>
      {children}
      <div className="sayings" role="status" aria-live="polite">
        {said === null ? null : <p className={said.bad ? 'sayings__one sayings__one--bad' : 'sayings__one'}>{said.text} <button type="button" className="button button--quiet" onClick={() => setSaid(null)}>{t('desk.close')}</button></p>}
      </div>
    </Saying>
  )
}
