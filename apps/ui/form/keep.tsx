import type { ReactNode } from 'react'
import { randomUUID } from 'node:crypto'

import type { Group } from '../../portal/api.ts'
import type { Typed } from '../../portal/visit.ts'
import { paths } from '../../paths.ts'
import { Button, Moment } from '../parts.tsx'
import { useVoice } from '../voice.tsx'
import { valueAt } from './draft.ts'
import { ASKED, DEVICE, isUnanswered, VERSION } from './typing.ts'

type Props = { readonly action: string; readonly typing: string; readonly back: string; readonly group: Group; readonly asked: readonly string[]; readonly draft: Typed; readonly reader: string; /** Whether the page is come back to, so that it says what was kept; after a press everybody knows. */ readonly returned: boolean; readonly children: ReactNode }

/**
 * A form that never loses what is typed. It says which version of the group it was made from, so that nobody overwrites
 * what another device wrote; an island keeps every keystroke and sends it when there is a network.
 */
export function KeepForm({ action, typing, back, group, asked, draft, reader, returned, children }: Props) {
  const { t } = useVoice()
  return (
    <form method="post" action={action} className="form" noValidate data-island="keep" data-reader={reader} data-typing={typing} data-path={back}>
      {/* The first submit of a form is the one that Enter presses: it saves, and never removes a record. */}
      <button type="submit" name="do" value="save" className="unseen" tabIndex={-1} aria-hidden="true">{t('form.save')}</button>
      <input type="hidden" name={ASKED} value={asked.join(' ')} />
      <input type="hidden" name={VERSION} value={group.version ?? 0} autoComplete="off" />
      {/* What this very page sent before is not held against it when it is sent twice. */}
      <input type="hidden" name={DEVICE} value={valueAt(draft, DEVICE) || randomUUID()} autoComplete="off" />
      <div data-kept role="status">
        {returned && isUnanswered(group) && group.typing ? <p className="kept">{t('kept.restored')} <Moment iso={group.typing.at} as="hour" /><Button kind="quiet" name="do" value="discard">{t('kept.discard')}</Button></p> : null}
      </div>
      {children}
      <Words back={back} />
    </form>
  )
}

/** What the island may have to say, in the language of the page. */
function Words({ back }: { readonly back: string }) {
  const { t } = useVoice()
  const act = (deed: string, text: string, kind = 'button--quiet') => <button type="button" className={`button ${kind}`} data-act={deed}>{text}</button>
  return (
    <>
      <template data-say="restored"><p className="kept">{t('kept.restored')} <time data-at />{act('discard', t('kept.discard'))}</p></template>
      <template data-say="elsewhere"><div className="kept kept--choice"><p>{t('kept.elsewhere_lead')} (<time data-at />)</p><p className="buttons">{act('mine', t('kept.use_here'), 'button--secondary')}{act('theirs', t('kept.use_there'), 'button--secondary')}</p></div></template>
      <template data-say="offline"><p className="kept kept--waiting">{t('kept.offline')}</p></template>
      <template data-say="waiting"><p className="kept kept--waiting"><strong>{t('kept.waiting')}</strong></p></template>
      <template data-say="signed-out"><p className="kept kept--waiting">{t('kept.signed_out')} <a className="link" href={paths.signIn(back)}>{t('kept.sign_in')}</a></p></template>
      <template data-say="saved">{t('kept.saved')} <time data-at /></template>
    </>
  )
}
