import { useQuery } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components'

import { part } from '../../paths.ts'
import type { Bi, Deed, Doable, Page } from '../../portal/api.ts'
import { Notice } from '../../ui/parts.tsx'
import { useVoice } from '../../ui/voice.tsx'
import { get, post, Refused } from '../asking.ts'
import { useSay } from '../saying.tsx'
import { Failed, Waiting } from '../states.tsx'

/** A ground on which something may be done to a certificate, and what an officer who picks it has to add. */
type Ground = { readonly id: string; readonly deeds: readonly Deed[]; readonly title: Bi; readonly law?: Bi; readonly asks: readonly ('law' | 'words')[]; readonly standings?: readonly string[] }

const [WORDS_MAX, LAW_MAX] = [400, 300]

/** `onStale`: somebody was first, so what the page says of it holds no longer. */
type Of = { readonly id: string; readonly title: string; readonly number: string; readonly standing: string; readonly deeds: readonly Deed[]; readonly onDone: (done: Doable) => void; readonly onStale: () => void }

/** Lets a certificate rest, lets it be used again, or takes it back for good: on which ground, and what its holder is told. */
export function DeedForm({ hindrance, ...of }: Of & { readonly hindrance: Bi | null }) {
  const { t, bi } = useVoice()
  const grounds = useQuery({ queryKey: ['grounds'], queryFn: ({ signal }) => get<Page<Ground>>('/certificates/grounds', signal), staleTime: Infinity })
  if (of.deeds.length === 0) return <Notice kind="info" title={t('keep.nothing')}>{hindrance === null ? null : <p>{bi(hindrance)}</p>}</Notice>
  if (grounds.data === undefined) return grounds.error === null ? <Waiting /> : <Failed error={grounds.error} again={() => void grounds.refetch()} />
  return (
    <section className="panel" aria-labelledby="deed">
      <h2 className="panel__title" id="deed">{t('keep.deed')}</h2>
      <Choosing {...of} grounds={grounds.data.items} />
    </section>
  )
}

function Choosing({ id, title, number, standing, onDone, onStale, deeds, grounds }: Of & { readonly grounds: readonly Ground[] }) {
  const { t, bi } = useVoice()
  const say = useSay()
  const [deed, setDeed] = useState<Deed>(deeds[0]!)
  const [picked, setPicked] = useState('')
  const [law, setLaw] = useState('')
  const [words, setWords] = useState('')
  const [tried, setTried] = useState(false)
  const [key, setKey] = useState('')
  const [busy, setBusy] = useState(false)
  const offered = grounds.filter((one) => one.deeds.includes(deed) && (one.standings ?? [standing]).includes(standing))
  const ground = offered.find((one) => one.id === picked)
  const asks = (what: 'law' | 'words'): boolean => ground?.asks.includes(what) === true
  // A law the ground names itself is not typed; one that was typed for another ground is not sent.
  const typed = ground?.law === undefined ? law.trim() : ''
  const lacks = ground === undefined ? 'ground' : asks('words') && words.trim() === '' ? 'words' : asks('law') && typed === '' ? 'law' : null
  const wrong = (field: 'ground' | 'words' | 'law') => (tried && lacks === field ? { 'aria-invalid': true, 'aria-describedby': field === 'words' ? 'words-hint deed-fault' : 'deed-fault' } as const : {})
  const check = (event: FormEvent): void => {
    event.preventDefault()
    setTried(true)
    if (lacks === null) setKey(crypto.randomUUID())
    else document.getElementById(lacks)?.focus()
  }
  const send = (): void => {
    const why = { ground: picked, ...(words.trim() === '' ? {} : { reason: words.trim() }), ...(typed === '' ? {} : { law: typed }) }
    const rest = (): void => { setBusy(false); setKey('') }
    const over = (done: Doable): void => { rest(); say(t(`keep.done_${deed}`, { title, number })); onDone(done) }
    const failed = (error: unknown): void => { rest(); say(error); if (error instanceof Refused && error.status === 409) onStale() }
    setBusy(true)
    post<Doable>(`/certificates/${part(id)}/${deed}`, why, key).then(over, failed)
  }
  return (
    <form className="answering" onSubmit={check} noValidate>
      <fieldset className="field__set">
        <legend className="field__label">{t('keep.what')}</legend>
        {deeds.map((one) => <label className="choices__one" key={one}><input className="choices__input" type="radio" name="deed" value={one} checked={deed === one} onChange={() => { setDeed(one); setPicked('') }} /><span className="choices__label">{t(`keep.${one}`)}</span></label>)}
      </fieldset>
      <p className="field__hint" aria-live="polite">{t(`keep.${deed}_means`)}</p>
      <label className="field__label" htmlFor="ground">{t('keep.ground')}</label>
      <select id="ground" className="field__input field__select" {...wrong('ground')} value={picked} onChange={(event) => setPicked(event.target.value)}><option value="">{t('walletask.choose')}</option>{offered.map((one) => <option key={one.id} value={one.id}>{bi(one.title)}</option>)}</select>
      {ground?.law === undefined ? <><label className="field__label" htmlFor="law">{t(asks('law') ? 'keep.law' : 'keep.law_optional')}</label><input id="law" className="field__input" {...wrong('law')} value={law} maxLength={LAW_MAX} onChange={(event) => setLaw(event.target.value)} /></> : <p><cite>{bi(ground.law)}</cite></p>}
      <label className="field__label" htmlFor="words">{t(asks('words') ? 'keep.facts' : 'keep.words')}</label>
      <p className="field__hint" id="words-hint">{t('keep.words_hint')}</p>
      <textarea id="words" className="field__input field__area" rows={3} maxLength={WORDS_MAX} value={words} aria-describedby="words-hint" {...wrong('words')} onChange={(event) => setWords(event.target.value)} />
      <p role="alert" id="deed-fault" className="field__error">{tried && lacks !== null ? t(`keep.lacks_${lacks}`) : ''}</p>
      <p><button className={deed === 'resumption' ? 'button' : 'button button--warning'}>{t(`keep.${deed}`)}</button></p>
      {key === '' ? null : <Sure {...{ deed, title, number, busy }} reason={[bi(ground!.title), words.trim()].filter(Boolean).join(t('keep.colon'))} law={ground!.law === undefined ? typed : bi(ground!.law)} onYes={send} onNo={() => setKey('')} />}
    </form>
  )
}

type SureProps = { readonly deed: Deed; readonly title: string; readonly number: string; readonly reason: string; readonly law: string; readonly busy: boolean; readonly onYes: () => void; readonly onNo: () => void }

/** What will happen and what the holder is told, before it does. */
function Sure({ deed, title, number, reason, law, busy, onYes, onNo }: SureProps) {
  const { t } = useVoice()
  return (
    <ModalOverlay className="overlay" isOpen isDismissable={!busy} isKeyboardDismissDisabled={busy} onOpenChange={(open) => { if (!open) onNo() }}>
      <Modal className="overlay__modal">
        <Dialog role="alertdialog" className="dialog">
          <Heading slot="title" className="dialog__title">{t(`keep.sure_${deed}`, { title, number })}</Heading>
          <ul className="dialog__effects">
            <li>{t(`keep.${deed}_means`)}</li>
            <li>{t('keep.told')}<blockquote className="dialog__quote">{reason}{law === '' ? null : <><br /><cite>{law}</cite></>}</blockquote></li>
          </ul>
          <p className="buttons">
            <button type="button" className={deed === 'resumption' ? 'button' : 'button button--warning'} disabled={busy} onClick={onYes}>{t(`keep.${deed}`)}</button>
            <button type="button" className="button button--secondary" disabled={busy} onClick={onNo}>{t('desk.not_yet')}</button>
          </p>
        </Dialog>
      </Modal>
    </ModalOverlay>
  )
}
