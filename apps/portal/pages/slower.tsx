import { Notice } from '../../ui/parts.tsx'
import { Reasons } from '../../ui/reasons.tsx'
import { useVoice } from '../../ui/voice.tsx'
import type { Case, Reason } from '../api.ts'

/** What the checks of a form found that a person must look at: with these answers the case is not decided on the spot. */
export const slowerIn = ({ form }: Pick<Case, 'form'>): readonly Reason[] =>
  form.groups.filter((group) => group.shown && group.check?.outcome === 'ROUTE').flatMap((group) => group.check!.reasons)

/** Says once more before the signature what was said where it was chosen, so that nobody waits for a decision on the spot. */
export function Slower({ case: one }: { readonly case: Pick<Case, 'form'> }) {
  const { t } = useVoice()
  const reasons = slowerIn(one)
  return reasons.length === 0 ? null : <Notice kind="warning" title={t('form.check_route')}><Reasons reasons={reasons} /><p>{t('confirm.slower')}</p></Notice>
}
