import { useQuery } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components'

import { useVoice } from '../../ui/voice.tsx'
import type { Colleagues } from '../api.ts'
import { get, post, Refused } from '../asking.ts'
import { Failed, Waiting } from '../states.tsx'

type Props = { /** Of the case or the contest that is handed over. */ readonly path: string; readonly onDone: (name: string) => void; readonly onNo: () => void }

/** Hands the case to a colleague or to all of a role, with words that say why. */
export function HandOver({ path, onDone, onNo }: Props) {
  const { t } = useVoice()
  const colleagues = useQuery({ queryKey: ['colleagues', path], queryFn: ({ signal }) => get<Colleagues>(`${path}/colleagues`, signal) })
  return (
    <ModalOverlay className="overlay" isOpen isDismissable onOpenChange={(open) => { if (!open) onNo() }}>
      <Modal className="overlay__modal">
        <Dialog className="dialog">
          <Heading slot="title" className="dialog__title">{t('desk.hand_over')}</Heading>
          {colleagues.isPending ? <Waiting /> : null}
          {colleagues.isError ? <Failed error={colleagues.error} again={() => void colleagues.refetch()} /> : null}
          {colleagues.data === undefined ? null : <HandForm path={path} colleagues={colleagues.data} onDone={onDone} onNo={onNo} />}
        </Dialog>
      </Modal>
    </ModalOverlay>
  )
}

function HandForm({ path, colleagues, onDone, onNo }: Props & { readonly colleagues: Colleagues }) {
  const { t, bi } = useVoice()
  const [to, setTo] = useState('')
  const [words, setWords] = useState('')
  const [fault, setFault] = useState('')
  const hand = (event: FormEvent): void => {
    event.preventDefault()
    if (to === '' || words.trim() === '') { setFault(t('desk.hand_missing')); return }
    const [kind, id = ''] = to.split(/:(.*)/s)
    const name = kind === 'person' ? (colleagues.people.find((person) => person.id === id)?.name ?? '') : bi(colleagues.roles.find((role) => role.id === id)?.name)
    void post(`${path}/handing`, { [kind!]: id, words }).then(() => onDone(name), (error: unknown) => setFault(error instanceof Refused && error.document.detail !== '' ? error.document.detail : t('desk.unreached')))
  }
  return (
    <form onSubmit={hand} className="handing">
      <p role="alert" className="field__error">{fault}</p>
      <label className="field__label" htmlFor="hand-to">{t('desk.hand_to')}</label>
      <select id="hand-to" className="field__input field__select" value={to} onChange={(event) => setTo(event.target.value)}>
        <option value="">{t('desk.fix_choose')}</option>
        {colleagues.people.length === 0 ? null : <optgroup label={t('desk.colleagues')}>{colleagues.people.map((person) => <option key={person.id} value={`person:${person.id}`}>{person.role === null ? person.name : t('desk.colleague', { name: person.name, role: bi(person.role) })}</option>)}</optgroup>}
        <optgroup label={t('desk.roles')}>{colleagues.roles.map((role) => <option key={role.id} value={`role:${role.id}`}>{bi(role.name)}</option>)}</optgroup>
      </select>
      <label className="field__label" htmlFor="hand-words">{t('desk.hand_words')}</label>
      <p className="field__hint" id="hand-hint">{t('desk.hand_hint')}</p>
      <textarea id="hand-words" className="field__input field__area" rows={3} maxLength={500} value={words} onChange={(event) => setWords(event.target.value)} aria-describedby="hand-hint" />
      <p className="buttons"><button className="button">{t('desk.hand_yes')}</button><button type="button" className="button button--secondary" onClick={onNo}>{t('desk.not_yet')}</button></p>
    </form>
  )
}
