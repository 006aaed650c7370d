import type { Lamp as Colour } from '../portal/api.ts'
import { Lamp } from '../ui/parts.tsx'
import { useVoice } from '../ui/voice.tsx'
import { timeLeft, useNow } from './time-left.ts'

/** A clock: its lamp, and the time left in words. */
export function Due({ at, lamp }: { readonly at: string; readonly lamp: Colour }) {
  const voice = useVoice()
  return <><Lamp colour={lamp} /> <span title={voice.moment(at)}>{timeLeft(voice, at, useNow())}</span></>
}

const MINUTE_MS = 60_000

/** How long ago somebody raised something. */
export function Raised({ at }: { readonly at: string }) {
  const { t, age, moment } = useVoice()
  return <time dateTime={at} title={moment(at)}>{t('answering.raised', { age: age(Math.max(0, Math.floor((useNow() - Date.parse(at)) / MINUTE_MS))) })}</time>
}
