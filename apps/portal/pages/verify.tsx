import { paths, patterns } from '../../paths.ts'
import { Button, Notice, Title } from '../../ui/parts.tsx'
import { useVoice } from '../../ui/voice.tsx'
import type { SeenCopy, Session, Verification } from '../api.ts'
import { param, Problem, typed, type Answer, type Route, type Visit } from '../visit.ts'
import { Gone, SeenVerdict, Verdict, wordOf } from './verdict.tsx'

const CODE_MAX = 200
const DOCUMENT_MAX = 40_000
const NAME_MAX = 60

async function ask(visit: Visit): Promise<Answer> {
  return { title: visit.voice.t('verify.title'), page: <Ask />, islands: ['scan'], camera: true }
}

async function check(visit: Visit): Promise<Answer> {
  const [file, text] = [typed(visit, 'document'), typed(visit, 'code')]
  if (file !== '') return inHand(visit, { document: file, encoding: 'base64' })
  return isDocument(text) ? inHand(visit, { document: text }) : { to: pathMeant(text.slice(0, CODE_MAX)) }
}

/** Whether somebody pasted a document and not a code that leads to one: the text of a printed code, or a credential. */
const isDocument = (text: string): boolean => text.startsWith('TB1:') || /^eyJ[\w-]+\.[\w-]+\.[\w-]+~/.test(text)

async function inHand(visit: Visit, document: { readonly document: string; readonly encoding?: 'base64' }): Promise<Answer> {
  const verification = await visit.ask.post<Verification>('/verify/document', document)
  return { title: visit.voice.t(wordOf(verification)), page: <Verdict verification={verification} /> }
}

/** Where a code leads that was typed, pasted or read by a camera: a whole address of ours, a one-time code, or anything else. */
export function pathMeant(text: string): string {
  const bare = (/\/verify\/(?:once\/)?([^/?#\s]+)/.exec(text)?.[1] ?? text).normalize('NFKC').replaceAll(/[\s\p{Pd}]/gu, '')
  if (bare === '') return paths.verify()
  return /^(?:\d{10}|[A-Za-z]{24})$/.test(bare) ? paths.verifyOnce(bare) : paths.verifyCode(bare)
}

async function answer(visit: Visit): Promise<Answer> {
  const verification = await visit.ask.post<Verification>('/certificates/verifications', { code: param(visit, 'code').slice(0, CODE_MAX) })
  return { title: visit.voice.t(wordOf(verification)), page: <Verdict verification={verification} /> }
}

/** Asking for the page uses nothing up: whoever looks says first who he is, and a preview by some messenger sees nothing. */
async function introduce(visit: Visit): Promise<Answer> {
  return { title: visit.voice.t('once.title'), page: <Introduce code={param(visit, 'code')} session={visit.session} name="" missing={false} />, islands: ['name'] }
}

async function see(visit: Visit): Promise<Answer> {
  const [code, name] = [typed(visit, 'code').slice(0, CODE_MAX), typed(visit, 'name').slice(0, NAME_MAX)]
  // What the API refuses here is an answer too: the code is good for nothing, or nobody said who he is.
  try {
    const copy = await visit.ask.post<SeenCopy>('/certificates/sightings', { code, ...(name === '' ? {} : { name }) })
    return { title: visit.voice.t(wordOf(copy)), page: <SeenVerdict copy={copy} /> }
  } catch (error) {
    if (error instanceof Problem && error.document.code === 'certificates.show_code_gone') return { title: visit.voice.t('verify.gone'), page: <Gone />, code: error.status }
    if (error instanceof Problem && error.status === 422) return { title: visit.voice.t('once.title'), page: <Introduce code={code} session={visit.session} name={name} missing />, code: error.status, islands: ['form', 'name'] }
    throw error
  }
}

/** `/verify`: for anybody who was shown a certificate and has never seen one before. */
export const verifyRoutes: readonly Route[] = [
  { method: 'GET', path: patterns.verify, answer: ask },
  { method: 'POST', path: patterns.verify, answer: check },
  { method: 'GET', path: patterns.verifyCode, answer },
  { method: 'GET', path: patterns.verifyOnce, answer: introduce },
  { method: 'GET', path: patterns.verifySeen, answer: async () => ({ to: paths.verify() }) },
  { method: 'POST', path: patterns.verifySeen, answer: see },
]

function Ask() {
  const { t } = useVoice()
  return (
    <>
      <Title lead={t('verify.lead')}>{t('verify.title')}</Title>
      <section className="scan" data-island="scan" hidden aria-labelledby="scan-title" data-denied={t('scan.denied')} data-none={t('scan.none')} data-looking={t('scan.looking')} data-found={t('scan.found')} data-empty={t('scan.empty')} data-foreign={t('scan.foreign')} data-unreadable={t('scan.unreadable')} data-more={t('scan.more')}>
        <h2 id="scan-title" className="unseen">{t('scan.title')}</h2>
        <div className="scan__ways">
          <button type="button" className="button scan__camera">{t('scan.camera')}</button>
          <button type="button" className="button button--secondary scan__stop" hidden>{t('scan.stop')}</button>
          <label className="button button--secondary scan__file" htmlFor="picture">{t('scan.file')}<input className="unseen" id="picture" type="file" accept="image/*,application/pdf" /></label>
        </div>
        <div className="scan__frame" hidden><video className="scan__video" muted playsInline aria-label={t('scan.video')} /></div>
        <p className="scan__said" role="status" />
      </section>
      <CodeForm />
      <section className="block" aria-labelledby="kinds">
        <h2 id="kinds">{t('verify.kinds')}</h2>
        <ul className="kinds">
          <li><strong>{t('verify.kind_print')}</strong> {t('verify.kind_print_text')}</li>
          <li><strong>{t('verify.kind_once')}</strong> {t('verify.kind_once_text')}</li>
          <li><strong>{t('verify.kind_file')}</strong> {t('verify.kind_file_text')}</li>
          <li><strong>{t('verify.kind_number')}</strong> {t('verify.kind_number_text')}</li>
        </ul>
        <p><a className="link" href={paths.kinds()}>{t('kinds.title')}</a></p>
      </section>
    </>
  )
}

/** The way that always works: what stands below the QR code, typed. */
export function CodeForm() {
  const { t } = useVoice()
  return (
    <form method="post" action={paths.verify()} className="form codeform">
      <div className="field">
        <label className="field__label" htmlFor="code">{t('verify.code')}</label>
        <p className="field__hint" id="code-hint">{t('verify.code_hint')}</p>
        <input className="field__input field__input--code" id="code" name="code" autoComplete="off" autoCapitalize="characters" spellCheck={false} maxLength={DOCUMENT_MAX} aria-describedby="code-hint" required />
      </div>
      <input type="hidden" name="document" />
      <Button>{t('verify.check')}</Button>
    </form>
  )
}

function Introduce({ code, session, name, missing }: { readonly code: string; readonly session: Session; readonly name: string; readonly missing: boolean }) {
  const { t, bi } = useVoice()
  const post = session.signedIn ? session.posts.find(({ id }) => id === session.post) : undefined
  const known = session.signedIn ? (session.post === null ? (session.behalfName ?? session.name) : bi(post?.agencyName ?? session.name)) : null
  return (
    <>
      <Title lead={t('once.lead')}>{t('once.title')}</Title>
      {missing ? <div data-island="focus" tabIndex={-1}><Notice kind="error" title={t('once.missing')}><p><a className="link summary__link" href="#name">{t('once.name')}</a></p></Notice></div> : null}
      <form method="post" action={paths.verifySeen()} className="form">
        <input type="hidden" name="code" value={code} />
        {known === null ? (
          <div className="field">
            <label className="field__label" htmlFor="name">{t('once.name')}</label>
            <p className="field__hint" id="name-hint">{t('once.name_hint')}</p>
            <input className="field__input" id="name" name="name" maxLength={NAME_MAX} autoComplete="organization" defaultValue={name} required aria-invalid={missing ? true : undefined} aria-describedby="name-hint" data-island="name" />
          </div>
        ) : <p>{t('once.known')} <strong>{known}</strong></p>}
        <Button>{t('once.look')}</Button>
      </form>
      <p className="quiet">{t('once.minute')}</p>
    </>
  )
}
