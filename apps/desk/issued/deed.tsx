import { useQuery } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components'

import { part } from '../../paths.ts'
import type { Bi, Page } from '../../portal/api.ts'
import { Notice } from '../../ui/parts.tsx'
import { useVoice } from '../../ui/voice.tsx'
import { get, post } from '../asking.ts'
import { useSay } from '../saying.tsx'
import { mayUse, useOfficer } from '../session.ts'
import { Failed, Waiting } from '../states.tsx'

type Deed = 'suspension' | 'resumption' | 'revocation'
type Ground = { readonly id: string; readonly deeds: readonly Deed[]; readonly title: Bi; readonly law?: Bi }

const POWERS: Readonly<Record<Deed, string>> = { suspension: 'certificates.suspend', resumption: 'certificates.suspend', revocation: 'certificates.revoke' }
/** What may be done to a certificate that stands like this. */
const POSSIBLE: Readonly<Record<string, readonly Deed[]>> = { valid: ['suspension', 'revocation'], 'not-yet': ['suspension', 'revocation'], suspended: ['resumption', 'revocation'], expired: ['revocation'] }
const [WORDS_MAX, LAW_MAX] = [400, 300]

type Props = { readonly id: string; readonly title: string; readonly number: string; readonly standing: string; readonly onDone: () => void }

/** Lets a certificate rest, lets it be used again, or takes it back for good: on which ground, and what its holder is told. */
export function DeedForm({ id, title, number, standing, onDone }: Props) {
  const { t } = useVoice()
  const officer = useOfficer()
  const grounds = useQuery({ queryKey: ['grounds'], queryFn: ({ signal }) => get<Page<Ground>>('/certificates/grounds', signal), staleTime: Infinity })
  const deeds = (POSSIBLE[standing] ?? []).filter((deed) => mayUse(officer, [POWERS[deed]]))
  if (deeds.length === 0) return <Notice kind="info" title={t('keep.nothing')}><p>{t('keep.nothing_text')}</p></Notice>
  if (grounds.data === undefined) return grounds.error === null ? <Waiting /> : <Failed error={grounds.error} again={() => void grounds.refetch()} />
  return (
    <section className="panel" aria-labelledby="deed">
      <h2 className="panel__title" id="deed">{t('keep.deed')}</h2>
      <Choosing {...{ id, title, number, onDone, deeds }} grounds={grounds.data.items} />
    </section>
  )
}

function Choosing({ id, title, number, onDone, deeds, grounds }: Omit<Props, 'standing'> & { readonly deeds: readonly Deed[]; readonly grounds: readonly Ground[] }) {
  const { t, bi } = useVoice()
  const say = useSay()
  const [deed, setDeed] = useState<Deed>(deeds[0]!)
  const [picked, setPicked] = useState('')
  const [law, setLaw] = useState('')
  const [words, setWords] = useState('')
  const [fault, setFault] = useState('')
  const [asking, setAsking] = useState(false)
  const [busy, setBusy] = useState(false)
  const offered = grounds.filter((one) => one.deeds.includes(deed))
  const ground = offered.find((one) => one.id === picked)
  // What stands on record is one text in the language of the law; the officer's own words come after it.
  const reason = [ground?.title.zh, words.trim()].filter(Boolean).join('：')
  const rests = ground?.law?.zh ?? law.trim()
  const lacks = ground === undefined ? 'keep.lacks_ground' : ground.id === 'other' && (words.trim() === '' || rests === '') ? 'keep.lacks_words' : deed === 'revocation' && rests === '' ? 'keep.lacks_law' : ''
  const check = (event: FormEvent): void => { event.preventDefault(); setFault(lacks === '' ? '' : t(lacks)); setAsking(lacks === '') }
  const send = (): void => {
    const over = (): void => { say(t(`keep.done_${deed}`, { title, number })); onDone() }
    setBusy(true)
    post(`/certificates/${part(id)}/${deed}`, { reason, ...(rests === '' ? {} : { law: rests }) }).then(over, (error: unknown) => { setBusy(false); setAsking(false); say(error) })
  }
  return (
    <form className="answering" onSubmit={check} noValidate>
      <fieldset className="field__set">
        <legend className="field__label">{t('keep.what')}</legend>
        {deeds.map((one) => <label className="choices__one" key={one}><input className="choices__input" type="radio" name="deed" value={one} checked={deed === one} onChange={() => { setDeed(one); setPicked('') }} /><span className="choices__label">{t(`keep.${one}`)}</span></label>)}
      </fieldset>
      <p className="field__hint" aria-live="polite">{t(`keep.${deed}_means`)}</p>
      <label className="field__label" htmlFor="ground">{t('keep.ground')}</label>
      <select id="ground" className="field__input field__select" value={picked} onChange={(event) => setPicked(event.target.value)}><option value="">{t('walletask.choose')}</option>{offered.map((one) => <option key={one.id} value={one.id}>{bi(one.title)}</option>)}</select>
      {ground?.law === undefined ? <><label className="field__label" htmlFor="law">{t(deed === 'revocation' || ground?.id === 'other' ? 'keep.law' : 'keep.law_optional')}</label><input id="law" className="field__input" value={law} maxLength={LAW_MAX} onChange={(event) => setLaw(event.target.value)} /></> : <p><cite>{bi(ground.law)}</cite></p>}
      <label className="field__label" htmlFor="words">{t('keep.words')}</label>
      <p className="field__hint" id="words-hint">{t('keep.words_hint')}</p>
      <textarea id="words" className="field__input field__area" rows={3} maxLength={WORDS_MAX} value={words} aria-describedby="words-hint" onChange={(event) => setWords(event.target.value)} />
      <p role="alert" className="field__error">{fault}</p>
      <p><button className={deed === 'resumption' ? 'button' : 'button button--warning'}>{t(`keep.${deed}`)}</button></p>
      {asking ? <Sure {...{ deed, title, number, reason, busy }} law={rests} onYes={send} onNo={() => setAsking(false)} /> : null}
    </form>
  )
}

type SureProps = { readonly deed: Deed; readonly title: string; readonly number: string; readonly reason: string; readonly law: string; readonly busy: boolean; readonly onYes: () => void; readonly onNo: () => void }

/** What will happen and what the holder is told, before it does. */
function Sure({ deed, title, number, reason, law, busy, onYes, onNo }: SureProps) {
  const { t } = useVoice()
  return (
    <ModalOverlay className="overlay" isOpen isDismissable={!busy} onOpenChange={(open) => { if (!open) onNo() }}>
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
