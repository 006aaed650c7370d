import { Tag } from '../parts.tsx'
import { useVoice } from '../voice.tsx'

const KINDS: Readonly<Record<string, 'plain' | 'good' | 'warning' | 'bad'>> = { valid: 'good', suspended: 'warning', revoked: 'bad', expired: 'bad' }

/** The words of a standing. */
export const standingKey = (standing: string): string => `standing.${standing.replaceAll('-', '_')}`

/** How a certificate stands, in a word. */
export function StandingTag({ standing }: { readonly standing: string }) {
  const { t } = useVoice()
  return <Tag kind={KINDS[standing] ?? 'plain'}>{t(standingKey(standing))}</Tag>
}
