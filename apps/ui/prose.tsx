import { Children, Fragment, type ReactNode } from 'react'

import { runsOf, wordsOf } from './breaking.ts'

/** A sentence in which values stay whole at the end of a line. What is no text is drawn as it is. */
export const Prose = ({ children }: { readonly children: ReactNode }) => <>{Children.map(children, (child) => (typeof child === 'string' ? runs(child, (text) => text) : child))}</>

/** A heading: it breaks between words, and nowhere else unless a word alone is wider than the line. */
export const Words = ({ children }: { readonly children: ReactNode }) => <span className="words">{Children.map(children, (child) => (typeof child === 'string' ? runs(child, words) : child))}</span>

const runs = (text: string, between: (text: string) => ReactNode): ReactNode =>
  runsOf(text).map((run, place, all) => (place % 2 === 1 ? <Fragment key={place}>{HAN_LAST.test(all[place - 1]!) ? <wbr /> : null}<span className="whole">{run}</span></Fragment> : <Fragment key={place}>{between(run)}</Fragment>))

/** A number may begin a line, which it may not after Chinese that breaks between words only. */
const HAN_LAST = /\p{Script=Han}$/u

const words = (text: string): ReactNode => wordsOf(text).map((word, place) => <Fragment key={place}>{place === 0 ? null : <wbr />}{word}</Fragment>)
