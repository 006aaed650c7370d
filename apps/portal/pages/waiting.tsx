import type { ReactNode } from 'react'

import { paths } from '../../paths.ts'
import { Dot, Moment } from '../../ui/parts.tsx'
import { Prose, Words } from '../../ui/prose.tsx'
import { useVoice } from '../../ui/voice.tsx'
import type { CaseSummary, Letter } from '../api.ts'
import { CaseRows } from './case-rows.tsx'

type Props = { readonly cases: readonly CaseSummary[]; readonly letters: readonly Letter[]; readonly more: boolean; /** Whether the reader is here for himself: a firm and a child are not asked about as “mine”. */ readonly own: boolean }

const RUNNING_MAX = 3

/** Ended cases wait for a rating for a while, but that is nothing to greet somebody with. */
const isMine = (one: CaseSummary): boolean => one.next !== null && one.next !== 'rate'

/** What waits for the reader himself, as one list that begins with the deed; then where the others have it in hand. */
export function Waiting({ cases, letters, more, own }: Props) {
  const { t, bi } = useVoice()
  const mine = cases.filter(isMine)
  const running = cases.filter((one) => !isMine(one) && one.endedAt === null)
  return (
    <section className="block waiting" aria-labelledby="waiting">
      <div className="block__head">
        <h2 id="waiting"><Words>{mine.length + letters.length === 0 ? t('waiting.nothing') : t('waiting.title', { count: mine.length + letters.length })}</Words></h2>
        <p className="waiting__ways"><a className="link" href={paths.cases()}>{t('waiting.all')}</a> <a className="link" href={paths.looks({ number: 'own' })}>{t(own ? 'data.ask_number' : 'data.part_looks')}</a></p>
      </div>
      {mine.length + letters.length === 0 ? null : (
        <ul className="todo">
          {mine.map((one) => <Todo key={one.id} deed={t(`next.${one.next}`)} what={bi(one.title)} href={paths.case(one.id)} sub={<><Prose>{t('cases.number', { number: one.number })}</Prose>{one.due === undefined || one.due === null || one.next !== 'sign' ? null : <><Dot />{t('cases.due')} <Moment iso={one.due} as="day" /></>}</>} />)}
          {letters.map((letter) => <Todo key={letter.id} deed={t('waiting.answer')} what={letter.title} href={paths.inbox()} sub={<Moment iso={letter.writtenAt} as="day" />} />)}
        </ul>
      )}
      {running.length === 0 ? null : (
        <>
          <h3 className="waiting__running">{t('waiting.running', { count: running.length })}</h3>
          <CaseRows cases={running.slice(0, RUNNING_MAX)} />
        </>
      )}
      {more || running.length > RUNNING_MAX ? <p><a className="link" href={paths.casesThat('running')}>{t('waiting.more')}</a></p> : null}
    </section>
  )
}

function Todo({ deed, what, href, sub }: { readonly deed: string; readonly what: string; readonly href: string; readonly sub: ReactNode }) {
  return (
    <li className="todo__one">
      <a className="todo__link" href={href}><span className="todo__deed">{deed}</span> <span className="todo__what">{what}</span></a>
      <p className="todo__sub">{sub}</p>
    </li>
  )
}
