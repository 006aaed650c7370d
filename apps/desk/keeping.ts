import { useCallback, useEffect, useRef, useState } from 'react'

/** How it stands with keeping what is written. */
export type Keeping = 'kept' | 'keeping' | 'not kept'

type Kept<T> = { readonly keeping: Keeping; /** What this tab still held when the page was come back to: written, and not known to have reached the server. */ readonly held: T | undefined; readonly changed: (written: T) => void; /** What was written is sent, or no longer wanted. */ readonly done: () => void }

const PAUSE_MS = 800
const PREFIX = 'tongban.written '

/**
 * Keeps what is written on the server, a moment after the last change and when the page is left. Until it is there this tab
 * holds it for `reader` alone, so that neither a reload nor a session that ended in the middle takes it away.
 */
export function useKeeping<T>(reader: string, what: string, send: (written: T, leaving: boolean) => Promise<unknown>): Kept<T> {
  const key = `${PREFIX}${reader} ${what}`
  const [held] = useState(() => heldUnder<T>(key))
  const [keeping, setKeeping] = useState<Keeping>('kept')
  const pending = useRef<{ readonly written: T; readonly timer: ReturnType<typeof setTimeout> } | null>(null)
  const sending = useRef(send)
  sending.current = send
  const flush = useCallback((leaving: boolean): void => {
    const now = pending.current
    if (now === null) return
    clearTimeout(now.timer)
    pending.current = null
    void sending.current(now.written, leaving).then(() => {
      // What was written meanwhile has its own turn.
      if (pending.current === null) sessionStorage.removeItem(key)
      return pending.current === null ? setKeeping('kept') : undefined
    }, () => setKeeping('not kept'))
  }, [key])
  // A page is left by going on in the desk, or with the whole document.
  useEffect(() => {
    const leave = (): void => flush(true)
    addEventListener('pagehide', leave)
    return () => { removeEventListener('pagehide', leave); flush(false) }
  }, [flush])
  const changed = useCallback((written: T): void => {
    hold(key, written)
    setKeeping('keeping')
    if (pending.current !== null) clearTimeout(pending.current.timer)
    pending.current = { written, timer: setTimeout(() => flush(false), PAUSE_MS) }
  }, [key, flush])
  const done = useCallback((): void => {
    if (pending.current !== null) clearTimeout(pending.current.timer)
    pending.current = null
    sessionStorage.removeItem(key)
  }, [key])
  return { keeping, held, changed, done }
}

function heldUnder<T>(key: string): T | undefined {
  // What cannot be read is as good as nothing held.
  try {
    return (JSON.parse(sessionStorage.getItem(key) ?? 'null') as T | null) ?? undefined
  } catch {
    return undefined
  }
}

/** Forgets what this tab holds: whom it was written for is gone. */
export function letGo(): void {
  for (const key of Object.keys(sessionStorage)) if (key.startsWith(PREFIX)) sessionStorage.removeItem(key)
}

/** Holds it in this tab, and nothing of anybody who sat here before. */
function hold(key: string, written: unknown): void {
  const mine = key.slice(0, key.indexOf(' ', PREFIX.length) + 1)
  for (const other of Object.keys(sessionStorage)) if (other.startsWith(PREFIX) && !other.startsWith(mine)) sessionStorage.removeItem(other)
  // A tab that holds nothing (private, full) still sends everything to the server.
  try {
    sessionStorage.setItem(key, JSON.stringify(written))
  } catch { /* See above. */ }
}
