import { useVoice } from '../../ui/voice.tsx'
import { KeySheet } from '../key-sheet.tsx'
import { Title } from '../title.tsx'

/** `/desk/keys`: every key of the desk. */
export function KeysPage() {
  const { t } = useVoice()
  return <><Title>{t('desk.way_keys')}</Title><KeySheet /></>
}
