import { localPath, part, paths, patterns } from '../../paths.ts'
import { Button, ButtonLink, Empty, Moment, Tag, tongueOf, Title, Unseen } from '../../ui/parts.tsx'
import { Prose, Words } from '../../ui/prose.tsx'
import { useVoice } from '../../ui/voice.tsx'
import type { Letter, Page } from '../api.ts'
import { param, typed, type Answer, type Route, type Visit } from '../visit.ts'

const PAGE = 20

async function show(visit: Visit): Promise<Answer> {
  const after = visit.query['after']
  const [page, { count }] = await Promise.all([
    visit.ask.get<Page<Letter>>(`/messages?limit=${PAGE}${after === undefined ? '' : `&after=${part(after)}`}`),
    visit.ask.get<{ readonly count: number }>('/messages/unread'),
  ])
  return { title: visit.voice.t('inbox.title'), page: <Inbox page={page} unread={count} later={after !== undefined} /> }
}

async function read(visit: Visit): Promise<Answer> {
  await visit.ask.post(`/messages/${part(param(visit, 'letter'))}/reading`, {})
  return { to: localPath(typed(visit, 'to'), paths.inbox()) }
}

async function reply(visit: Visit): Promise<Answer> {
  await visit.ask.post(`/messages/${part(param(visit, 'letter'))}/reply`, { answer: typed(visit, 'answer') })
  return { to: paths.inbox() }
}

/** `/inbox`: what the house wrote to me, with the way to the place where I can act on it. */
export const inboxRoutes: readonly Route[] = [
  { method: 'GET', path: patterns.inbox, answer: show },
  { method: 'POST', path: patterns.letterReading, answer: read },
  { method: 'POST', path: patterns.letterReply, answer: reply },
]

function Inbox({ page, unread, later }: { readonly page: Page<Letter>; readonly unread: number; readonly later: boolean }) {
  const { t, day } = useVoice()
  return (
    <>
      <Title lead={t('inbox.lead', { unread })}>{t('inbox.title')}</Title>
      {page.items.length === 0 ? <Empty>{t(later ? 'inbox.no_more' : 'inbox.none')}</Empty> : [...Map.groupBy(page.items, (letter) => day(letter.writtenAt))].map(([on, letters]) => (
        <section key={on} aria-label={on}>
          <h2 className="letters__day">{on}</h2>
          <ul className="letters">{letters.map((letter) => <OneLetter key={letter.id} letter={letter} />)}</ul>
        </section>
      ))}
      {page.next === null && !later ? null : (
        <p className="onward buttons">
          {page.next === null ? null : <ButtonLink kind="secondary" href={paths.inboxFrom(String(page.next))}>{t('inbox.older')}</ButtonLink>}
          {later ? <a className="link" href={paths.inbox()}>{t('inbox.newest')}</a> : null}
        </p>
      )}
    </>
  )
}

function OneLetter({ letter }: { readonly letter: Letter }) {
  const voice = useVoice()
  const { t, bi } = voice
  const to = letter.link ?? (letter.case === null ? null : paths.case(letter.case))
  return (
    <li className={letter.readAt === null ? 'letters__one letters__one--new' : 'letters__one'}>
      <p className="letters__from"><span>{letter.from === null ? t('house.name') : bi(letter.from)}</span> <Moment iso={letter.writtenAt} as="hour" /></p>
      <h3 className="letters__title"><span lang={tongueOf(voice, letter.title)}><Words>{letter.title}</Words></span>{letter.readAt === null ? <> <Tag kind="busy">{t('inbox.new')}</Tag></> : null}</h3>
      <p className="letters__text" lang={tongueOf(voice, letter.text)}><Prose>{letter.text}</Prose></p>
      {letter.reply === null ? null : <p><Tag kind="plain">{t(`inbox.replied_${letter.reply}`)}</Tag></p>}
      <div className="buttons">
        {letter.expectsReply && letter.reply === null ? <Replies letter={letter} /> : null}
        {to === null && letter.readAt !== null ? null : (
          <form method="post" action={paths.letterReading(letter.id)}>
            <input type="hidden" name="to" value={to ?? paths.inbox()} />
            <Button kind={letter.readAt === null ? 'secondary' : 'quiet'}>{t(to === null ? 'inbox.mark' : 'inbox.open')}<Unseen> {letter.title}</Unseen></Button>
          </form>
        )}
      </div>
    </li>
  )
}

function Replies({ letter }: { readonly letter: Letter }) {
  const { t } = useVoice()
  return (
    <form method="post" action={paths.letterReply(letter.id)} className="buttons">
      <Button name="answer" value="accept">{t('inbox.accept')}</Button>
      <Button name="answer" value="refuse" kind="secondary">{t('inbox.refuse')}</Button>
    </form>
  )
}
