import type { Alarm } from '../../portal/pages/my-data/answers.ts'
import { namesOf } from '../../ui/fact-value.tsx'
import { Dot, Moment, Name, Tag } from '../../ui/parts.tsx'
import { useVoice } from '../../ui/voice.tsx'
import { Found, usePages } from '../pages-of.tsx'
import { Title } from '../title.tsx'

/** `/desk/alarms`: looks that were refused because no live case allowed them; whose facts they were is told to nobody here. */
export function AlarmsPage() {
  const { t } = useVoice()
  const found = usePages<Alarm>(['alarms'], '/grants/alarms?limit=50')
  return (
    <div className="ratings">
      <Title>{t('alarm.title')}</Title>
      <p>{t('alarm.text')}</p>
      <Found found={found} none={t('alarm.none')}>{(alarms) => <ol className="ratings__list">{alarms.map((one) => <OneAlarm key={one.id} alarm={one} />)}</ol>}</Found>
    </div>
  )
}

function OneAlarm({ alarm: one }: { readonly alarm: Alarm }) {
  const voice = useVoice()
  const { t, bi } = voice
  return (
    <li className="panel">
      <p><Tag kind="bad">{t('alarm.refused')}</Tag> <Moment iso={one.at} /></p>
      <p><strong>{one.looker === null ? null : <Name text={one.looker} />}</strong><Dot />{bi(one.granteeName ?? one.grantee)}{one.role === null ? null : <><Dot />{bi(one.role)}</>}</p>
      <p>{t('alarm.wanted', { what: namesOf(voice, one), purpose: bi(one.purposeTitle ?? one.purpose) })}</p>
      <p className="quiet">{t(`alarm.why_${one.why.split('.')[1]}`)}</p>
    </li>
  )
}
