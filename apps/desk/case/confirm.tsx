import { Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components'

import { Dot, Name } from '../../ui/parts.tsx'
import { Prose } from '../../ui/prose.tsx'
import { useVoice } from '../../ui/voice.tsx'
import type { DeskCase, Draft } from '../api.ts'

type Props = { readonly case: DeskCase; readonly draft: Draft; readonly busy: boolean; readonly onYes: () => void; readonly onNo: () => void }

/** What will happen, before what cannot be undone is done. */
export function Confirm({ case: one, draft, busy, onYes, onNo }: Props) {
  const { t, bi, list } = useVoice()
  const grant = draft.outcome === 'GRANT'
  const reasons = one.desk.rows.filter(({ row }) => draft.rows.includes(row))
  const against = one.desk.conditions.filter((condition) => condition.holds !== true)
  return (
    <ModalOverlay className="overlay" isOpen isDismissable={!busy} isKeyboardDismissDisabled={busy} onOpenChange={(open) => { if (!open) onNo() }}>
      <Modal className="overlay__modal">
        <Dialog role="alertdialog" className="dialog">
          <Heading slot="title" className="dialog__title">{t(grant ? 'desk.confirm_grant' : 'desk.confirm_return')}</Heading>
          <p>{bi(one.title)}<Dot /><Name text={one.applicant.name} /><Dot /><Prose>{one.number}</Prose></p>
          <ul className="dialog__effects">
            <li>{t(grant ? 'desk.effect_grant' : 'desk.effect_return', { count: draft.fixes.length })}</li>
            {grant && against.length > 0 ? <li>{t('desk.effect_against', { conditions: list(against.map(({ label }) => bi(label))) })}</li> : null}
            {reasons.length === 0 ? null : <li>{t('desk.effect_reasons')}{reasons.map(({ row, text }) => <blockquote className="dialog__quote" key={row}><Prose>{bi(text)}</Prose></blockquote>)}</li>}
            <li>{t('desk.effect_told')}<blockquote className="dialog__quote">{draft.words}</blockquote></li>
            <li>{t('desk.effect_final')}</li>
          </ul>
          <p className="buttons">
            <button type="button" className={grant ? 'button' : 'button button--warning'} disabled={busy} onClick={onYes}>{busy ? t('desk.deciding') : t(grant ? 'desk.grant_yes' : 'desk.return_yes')}</button>
            <button type="button" className="button button--secondary" disabled={busy} onClick={onNo}>{t('desk.not_yet')}</button>
          </p>
        </Dialog>
      </Modal>
    </ModalOverlay>
  )
}
