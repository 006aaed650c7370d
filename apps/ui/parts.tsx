import { Fragment, type ReactNode } from 'react'

import type { Lamp as LampColour } from '../portal/api.ts'
import type { Voice } from '../portal/voice.ts'
import { Prose, Words } from './prose.tsx'
import { useVoice } from './voice.tsx'

type ButtonProps = { readonly children: ReactNode; readonly kind?: 'primary' | 'secondary' | 'warning' | 'quiet'; readonly name?: string; readonly value?: string; readonly id?: string; readonly describedBy?: string | undefined }

/** A button that submits its form. `name` and `value` say which of several was pressed. */
export const Button = ({ children, kind = 'primary', describedBy, ...rest }: ButtonProps) =>
  <button type="submit" className={kind === 'primary' ? 'button' : `button button--${kind}`} aria-describedby={describedBy} {...rest}>{children}</button>

/** A link that looks like a button: it goes somewhere and changes nothing. */
export const ButtonLink = ({ href, children, kind = 'primary' }: { readonly href: string; readonly children: ReactNode; readonly kind?: 'primary' | 'secondary' }) =>
  <a className={kind === 'primary' ? 'button' : 'button button--secondary'} href={href}>{children}</a>

/** A way back, above the title. */
export const BackLink = ({ href, children }: { readonly href: string; readonly children: ReactNode }) => <p className="back"><a className="link back__link" href={href}>{children}</a></p>

/** The title of a page with what stands above and below it. */
export function Title({ children, over, lead }: { readonly children: ReactNode; readonly over?: ReactNode; readonly lead?: ReactNode }) {
  return (
    <div className="title">
      {over === undefined ? null : <p className="title__over"><Prose>{over}</Prose></p>}
      <h1 className="page__title"><Words>{children}</Words></h1>
      {lead === undefined ? null : <p className="page__lead"><Prose>{lead}</Prose></p>}
    </div>
  )
}

/** What a case is called by those who handle it, such as the name of the company, large enough to be seen to be right. */
export const Called = ({ case: { called } }: { readonly case: { readonly called: string | null } }) => (called === null ? null : <p className="called"><Name text={called} /></p>)

/** Something to be noticed. `error` and `warning` carry their word, so that colour is not all there is. */
export function Notice({ kind, title, children, id }: { readonly kind: 'info' | 'good' | 'warning' | 'error'; readonly title?: ReactNode; readonly children?: ReactNode; readonly id?: string }) {
  return (
    <div className={`notice notice--${kind}`} id={id}>
      {title === undefined ? null : <p className="notice__title"><Words>{title}</Words></p>}
      {children}
    </div>
  )
}

/** A short word about how something stands. */
export const Tag = ({ kind, children }: { readonly kind: 'plain' | 'good' | 'warning' | 'bad' | 'busy'; readonly children: ReactNode }) => <span className={`tag tag--${kind}`}>{children}</span>

/** The lamp of a clock, in colour and in words. */
export function Lamp({ colour }: { readonly colour: LampColour }) {
  const { t } = useVoice()
  return <span className={`lamp lamp--${colour}`}><span className="lamp__light" aria-hidden="true" />{t(`lamp.${colour}`)}</span>
}

/** Facts as a list of terms. Each row may end in something to do. */
export function Facts({ rows }: { readonly rows: readonly { readonly key: string; readonly term: ReactNode; readonly value: ReactNode; readonly act?: ReactNode }[] }) {
  return (
    <dl className="facts">
      {rows.map(({ key, term, value, act }) => (
        <div className="facts__row" key={key}>
          <dt className="facts__term">{term}</dt>
          <dd className="facts__value">{value}</dd>
          {act === undefined ? null : <dd className="facts__act">{act}</dd>}
        </div>
      ))}
    </dl>
  )
}

/** Where a Chinese name or address may break: after a division, a road, a number or a bracket, and before the form of a firm. */
const JOINTS = /(?<=[省市区县镇乡])|(?<=街道)|(?<=[路街巷里道](?=[0-9一-十]))|(?<=号(?=[0-9A-Z]))|(?<=[）)])|(?=有限责任公司|(?<!责任)有限公司|股份有限|分公司)/u

/** The tongue of a text that others wrote, where it is not the one of the page around it. */
export const tongueOf = ({ language }: Voice, text: string): string | undefined => (language === 'en' && /\p{Script=Han}/u.test(text) ? 'zh-CN' : undefined)

/** The name of a person, a firm or a place: marked as Chinese where the page around it is not, and broken at its joints or not at all. */
export function Name({ text }: { readonly text: string }) {
  const voice = useVoice()
  const pieces = text.split(JOINTS)
  return (
    <span className="name" lang={tongueOf(voice, text)}>
      {pieces.map((piece, place) => <Fragment key={place}>{place === 0 ? null : <wbr />}{piece}</Fragment>)}
    </span>
  )
}

/** Between two parts of a line: it stays with the one before it. */
export const Dot = () => '\u00A0· '

/** A moment that machines can read too. */
export function Moment({ iso, as = 'moment' }: { readonly iso: string; readonly as?: 'moment' | 'day' | 'hour' | 'second' }) {
  const voice = useVoice()
  return <time dateTime={iso}>{voice[as](iso)}</time>
}

/** Where there is nothing yet: why, and what to do about it. */
export const Empty = ({ children, act }: { readonly children: ReactNode; readonly act?: ReactNode }) => <div className="empty"><p>{children}</p>{act}</div>

/** Text for those who cannot see what is beside it. */
export const Unseen = ({ children }: { readonly children: ReactNode }) => <span className="unseen">{children}</span>

/** More for whoever wants it. */
export const More = ({ summary, children, open = false }: { readonly summary: ReactNode; readonly children: ReactNode; readonly open?: boolean }) =>
  <details className="more" open={open}><summary className="more__summary">{summary}</summary><div className="more__body">{children}</div></details>
