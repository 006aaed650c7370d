import { useEffect, useRef, useState, type FormEvent } from 'react'

import { useVoice } from '../../ui/voice.tsx'
import { Moment } from '../../ui/parts.tsx'
import { paths } from '../../paths.ts'
import { post } from '../asking.ts'
import { Failed } from '../states.tsx'
import { useAtPlace, type Place } from './place.ts'

const textIn = (event: FormEvent<HTMLFormElement>, name: string): string => { const value = new FormData(event.currentTarget).get(name); return typeof value === 'string' ? value : '' }

/** Who sits opposite: by the code he shows, or by his card. */
export function Identify({ place }: { readonly place: Place }) {
  if (place.ask !== null) return <AwaitWord ask={place.ask} />
  return <div className="places"><ByCode /><ByCard hasScreen={place.screen !== null} /><Screen screen={place.screen} /></div>
}

/** A scanner types the digits and presses Enter, as a hand would. */
function ByCode() {
  const { t } = useVoice()
  const open = useAtPlace((code: string) => post<Place>('/counter/sessions', { way: 'code', code }))
  const send = (event: FormEvent<HTMLFormElement>): void => { event.preventDefault(); open.mutate(textIn(event, 'code')) }
  const field = useRef<HTMLInputElement>(null)
  // The next citizen may hold his phone to the scanner at any moment: what it types must land here.
  useEffect(() => field.current?.focus(), [])
  return (
    <section className="places__one" aria-labelledby="by-code">
      <h2 id="by-code">{t('counter.by_code')}</h2>
      <p className="quiet" id="code-hint">{t('counter.by_code_text')}</p>
      <form onSubmit={send} className="places__form">
        <label className="field__label" htmlFor="code">{t('counter.code')}</label>
        <input className="field__input places__code" ref={field} id="code" name="code" inputMode="numeric" autoComplete="off" maxLength={20} required aria-describedby="code-hint" />
        <p><button className="button" type="submit" disabled={open.isPending}>{t('counter.begin')}</button></p>
      </form>
      {open.error === null ? null : <Failed error={open.error} />}
    </section>
  )
}

const WAYS = ['phone', 'screen', 'seen'] as const

function ByCard({ hasScreen }: { readonly hasScreen: boolean }) {
  const { t } = useVoice()
  const open = useAtPlace((card: object) => post<Place>('/counter/sessions', card))
  const send = (event: FormEvent<HTMLFormElement>): void => { event.preventDefault(); open.mutate({ way: textIn(event, 'way'), idNumber: textIn(event, 'idNumber'), name: textIn(event, 'name') }) }
  return (
    <section className="places__one" aria-labelledby="by-card">
      <h2 id="by-card">{t('counter.by_card')}</h2>
      <form onSubmit={send} className="places__form">
        <label className="field__label" htmlFor="idNumber">{t('counter.id_number')}</label>
        <input className="field__input" id="idNumber" name="idNumber" autoComplete="off" maxLength={18} required />
        <label className="field__label" htmlFor="name">{t('counter.name')}</label>
        <input className="field__input" id="name" name="name" autoComplete="off" maxLength={60} required />
        <fieldset className="field__set">
          <legend className="field__label">{t('counter.confirm_how')}</legend>
          <ul className="choices">{WAYS.map((way) => (
            <li className="choices__one" key={way}>
              <input className="choices__input" type="radio" id={`way-${way}`} name="way" value={way} required defaultChecked={way === 'phone'} disabled={way === 'screen' && !hasScreen} />
              <label className="choices__label" htmlFor={`way-${way}`}>{t(`counter.confirm_${way}`)}</label>
            </li>
          ))}</ul>
        </fieldset>
        <p><button className="button" type="submit" disabled={open.isPending}>{t('counter.begin')}</button></p>
      </form>
      {open.error === null ? null : <Failed error={open.error} />}
    </section>
  )
}

function Screen({ screen }: { readonly screen: Place['screen'] }) {
  const { t } = useVoice()
  const pair = useAtPlace((code: string) => post<Place>('/counter/screens/pairing', { code }))
  const part = useAtPlace(() => post<Place>('/counter/screens/parting'))
  const send = (event: FormEvent<HTMLFormElement>): void => { event.preventDefault(); pair.mutate(textIn(event, 'pairing')) }
  return (
    <section className="places__one" aria-labelledby="screen">
      <h2 id="screen">{t('screen.title')}</h2>
      {screen === null ? (
        <form onSubmit={send} className="places__form">
          <p className="quiet" id="pairing-hint">{t('counter.pair_text')} <code>{paths.screens()}</code></p>
          <label className="field__label" htmlFor="pairing">{t('screen.pair')}</label>
          <input className="field__input places__code" id="pairing" name="pairing" inputMode="numeric" autoComplete="off" maxLength={10} required aria-describedby="pairing-hint" />
          <p><button className="button button--secondary" type="submit" disabled={pair.isPending}>{t('counter.pair')}</button></p>
        </form>
      ) : <><p>{t('counter.paired')} <Moment iso={screen.until} as="hour" /></p><p><button type="button" className="button button--secondary" onClick={() => part.mutate(undefined)}>{t('counter.part')}</button></p></>}
      {pair.error === null ? null : <Failed error={pair.error} />}
    </section>
  )
}

/** Nothing is open before the citizen says that it is he. */
function AwaitWord({ ask }: { readonly ask: NonNullable<Place['ask']> }) {
  const { t } = useVoice()
  const [asked] = useState(ask.way)
  const give = useAtPlace(() => post<Place>('/counter/place/unasking'))
  return (
    <section className="places__one" role="status">
      <h2>{t(`counter.waiting_${asked}`)}</h2>
      <p>{t('window.until')} <Moment iso={ask.until} as="second" /></p>
      <p><button type="button" className="button button--secondary" onClick={() => give.mutate(undefined)}>{t('counter.give_up')}</button></p>
    </section>
  )
}
