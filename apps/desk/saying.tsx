import { Link, useLocation, useRouter } from '@tanstack/react-router'
import { createContext, useCallback, useContext, useEffect, useState, type ReactNode } from 'react'

import { useVoice } from '../ui/voice.tsx'
import { Refused } from './asking.ts'

/** `onwards`: the page one is led to by what was done; there it is said, and only there. `about`: the case it is about, to be gone back to. */
type Say = (what: unknown, onwards?: string, about?: string) => void
const Saying = createContext<Say>(() => undefined)

/** Says what was done, or why it was not: seen at the foot of the page and read aloud. It belongs to the page it was said on and goes when one leaves it. */
export const useSay = (): Say => useContext(Saying)

/** How long it is said that something was done: twice as long as two lines are read aloud. What went wrong stands until one has seen to it. */
const SAID_MS = 10_000

type Sentence = { readonly text: string; readonly bad: boolean; readonly at: string; readonly about: string | undefined }

/** Where things are said. Of what is said the last stands, until something else is, one leaves the page, or somebody closes it. */
export function Sayings({ children }: { readonly children: ReactNode }) {
  const { t } = useVoice()
  const router = useRouter()
  const here = useLocation({ select: ({ pathname }) => pathname })
  const [said, setSaid] = useState<Sentence | null>(null)
  const [held, setHeld] = useState(false)
  const say = useCallback<Say>((what, onwards, about) => setSaid({ ...wordsOf(t, what), at: onwards ?? router.state.location.pathname, about }), [t, router])
  // Coming back to a page later, one has not just done what was said on it.
  useEffect(() => setSaid((before) => (before?.at === here ? before : null)), [here])
  // Time passes by itself; not while somebody points at the words or is at their button.
  useEffect(() => {
    if (held || said === null || said.bad || said.at !== here) return
    const timer = setTimeout(() => setSaid(null), SAID_MS)
    return () => clearTimeout(timer)
  }, [said, here, held])
  const shown = said?.at === here ? said : null
  return (
    <Saying value={say}>
      {children}
      <div className="sayings" role="status" aria-live="polite" onPointerEnter={() => setHeld(true)} onPointerLeave={() => setHeld(false)} onFocus={() => setHeld(true)} onBlur={() => setHeld(false)}>
        {shown === null ? null : <p className={shown.bad ? 'sayings__one sayings__one--bad' : 'sayings__one'}>{shown.text} {shown.about === undefined ? null : <Link className="link" to="/cases/$id" params={{ id: shown.about }}>{t('desk.see_decided')}</Link>} <button type="button" className="button button--quiet" onClick={() => { setHeld(false); setSaid(null) }}>{t('desk.close')}</button></p>}
      </div>
    </Saying>
  )
}

function wordsOf(t: (key: string) => string, what: unknown): { text: string; bad: boolean } {
  if (typeof what === 'string') return { text: what, bad: false }
  if (what instanceof Refused && what.document.detail !== '') return { text: what.document.errors?.[0]?.detail ?? what.document.detail, bad: true }
  return { text: t(what instanceof Refused && what.status === 0 ? 'desk.unreached' : 'failure.fault.title'), bad: true }
}
