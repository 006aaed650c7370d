import { Moment, Tag } from '../ui/parts.tsx'
import { useVoice } from '../ui/voice.tsx'
import type { Shadow, TrialSoFar } from './api.ts'
import { Interval, percentIn } from './interval.tsx'

type Asked = Pick<TrialSoFar, 'agreement'> | null

/** From when to when a shadow decides beside the table in force, and whether it still does. */
export function Span({ shadow }: { readonly shadow: Shadow }) {
  const { t } = useVoice()
  return <><Tag kind={shadow.running ? 'busy' : 'plain'}>{t(shadow.running ? 'shadow.running' : 'shadow.over')}</Tag> <Moment iso={shadow.begunAt} /> – <Moment iso={shadow.until} /></>
}

/** How far a shadow agrees with what was decided: drawn with what its table asks for across it, and the same in words. */
export function Agreement({ shadow, asked }: { readonly shadow: Shadow; readonly asked: Asked }) {
  const voice = useVoice()
  const { t } = voice
  const { compared, agreed, agreement, low, high, confidence, open } = shadow
  const percent = (share: number): string => percentIn(voice, share)
  return (
    <div className="studio__agreement">
      {agreement === null ? <p>{t('shadow.nothing_compared')}</p> : (
        <>
          <p><strong>{t('shadow.agrees', { rate: percent(agreement) })}</strong> {t('shadow.counted', { compared, agreed })}</p>
          <Interval low={low} high={high} rate={agreement} limit={asked?.agreement ?? null} bad={asked !== null && agreement < asked.agreement} />
          <p className="rows__sub">{t('shadow.between', { low: percent(low), high: percent(high), sure: percent(confidence) })}{asked === null ? null : <> {t('shadow.asked_rate', { asked: percent(asked.agreement) })}</>}</p>
        </>
      )}
      {open === 0 ? null : <p className="rows__sub">{t('shadow.open', { count: open })}</p>}
    </div>
  )
}

/** What a trial still lacks of what its table asks for; nothing where it is enough. */
export function Lacking({ trial }: { readonly trial: TrialSoFar }) {
  const voice = useVoice()
  const { t } = voice
  const { days, ran, least, compared, agreed, agreement } = trial
  return (
    <ul className="plainlist">
      {ran < days ? <li>{t('shadow.lacks_days', { count: days - ran })}</li> : null}
      {compared < least ? <li>{t('shadow.lacks_cases', { count: least - compared })}</li> : null}
      {agreed !== null && agreed < agreement ? <li>{t('shadow.lacks_agreement', { rate: percentIn(voice, agreed), asked: percentIn(voice, agreement) })}</li> : null}
    </ul>
  )
}
