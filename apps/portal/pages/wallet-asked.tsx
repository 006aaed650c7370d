import { part, paths, patterns } from '../../paths.ts'
import { Button, ButtonLink, Facts, Moment, Name, Notice, Title } from '../../ui/parts.tsx'
import { useVoice } from '../../ui/voice.tsx'
import type { WalletAsked } from '../api.ts'
import { param, typed, type Answer, type Route, type Visit } from '../visit.ts'
import { WhichOne } from './certificate-add.tsx'

const address = (visit: Visit, what: string): string => `/certificates/openid/questions/${part(param(visit, 'question'))}/${what}`
const asked = (visit: Visit): Promise<WalletAsked> => visit.ask.get<WalletAsked>(address(visit, 'asked'))

async function show(visit: Visit): Promise<Answer> {
  if (!visit.session.signedIn) return { to: paths.signIn(visit.here) }
  const one = await asked(visit)
  return { title: visit.voice.t('asked.title', { agency: visit.voice.bi(one.agency) }), page: <AskedPage asked={one} question={param(visit, 'question')} /> }
}

async function word(visit: Visit): Promise<Answer> {
  const [one, chosen] = [await asked(visit), typed(visit, 'certificate')]
  const given = typed(visit, 'answer') === 'yes' && chosen !== ''
  await visit.ask.post(address(visit, 'word'), { certificate: given ? chosen : null })
  return { title: visit.voice.t(given ? 'asked.given' : 'asked.refused'), page: <Answered asked={one} given={given} certificate={chosen} /> }
}

/** `/wallet/asked/{question}`: an officer asks for a certificate, and its holder shows what was asked for or says no. */
export const askedRoutes: readonly Route[] = [
  { method: 'GET', path: patterns.walletAsked, answer: show },
  { method: 'POST', path: patterns.walletAsked, answer: word },
]

function AskedPage({ asked: one, question }: { readonly asked: WalletAsked; readonly question: string }) {
  const { t, bi, list } = useVoice()
  const [only] = one.certificates
  return (
    <>
      <Title over={<Name text={bi(one.agency)} />} lead={t('asked.lead')}>{t('asked.head')}</Title>
      <Facts rows={[
        { key: 'kind', term: t('asked.kind'), value: bi(one.kind) },
        { key: 'fields', term: t('asked.fields'), value: list(one.fields.map(bi)) },
        { key: 'purpose', term: t('asked.purpose'), value: bi(one.purpose) },
        { key: 'until', term: t('asked.until'), value: <Moment iso={one.endsAt} as="hour" /> },
      ]} />
      <form method="post" action={paths.walletAsked(question)} className="form">
        {only === undefined ? <Notice kind="warning" title={t('asked.none', { kind: bi(one.kind) })} /> : <WhichOne legend={t('asked.which')} certificates={one.certificates} />}
        <div className="buttons">
          {only === undefined ? null : <Button name="answer" value="yes">{t('asked.yes')}</Button>}
          <Button kind="secondary" name="answer" value="no">{t('asked.no')}</Button>
        </div>
      </form>
    </>
  )
}

function Answered({ asked: one, given, certificate }: { readonly asked: WalletAsked; readonly given: boolean; readonly certificate: string }) {
  const { t, bi } = useVoice()
  return (
    <>
      <Title>{t(given ? 'asked.given' : 'asked.refused')}</Title>
      <p>{t(given ? 'asked.given_text' : 'asked.refused_text', { agency: bi(one.agency) })}</p>
      <p className="buttons"><ButtonLink kind="secondary" href={given ? paths.certificate(certificate) : paths.wallet()}>{t(given ? 'asked.to_certificate' : 'wallet.title')}</ButtonLink></p>
    </>
  )
}
