import { part, paths, patterns } from '../../paths.ts'
import { Button, Dot, Lamp, Moment, Notice } from '../../ui/parts.tsx'
import { useVoice } from '../../ui/voice.tsx'
import type { Case, Rating } from '../api.ts'
import { param, typed, type Answer, type Route, type Visit } from '../visit.ts'
import { GRADES } from './matter-ratings.tsx'

async function rate(visit: Visit): Promise<Answer> {
  const id = param(visit, 'id')
  await visit.ask.post(`/services/cases/${part(id)}/rating`, { grade: Number(typed(visit, 'grade')), words: typed(visit, 'words') })
  return { to: `${paths.timeline(id)}#rating` }
}

/** How somebody says how he was served. */
export const ratingRoutes: readonly Route[] = [{ method: 'POST', path: patterns.rating, answer: rate }]

/** A rating that can be given, or the one that was given with what the agency owes and answered. */
export function RatingBox({ case: one }: { readonly case: Case }) {
  if (one.rating !== null) return <Given rating={one.rating} />
  return one.me.mayRate ? <Ask case={one} /> : null
}

function Ask({ case: one }: { readonly case: Case }) {
  const { t } = useVoice()
  return (
    <section className="block rate" id="rating" aria-labelledby="rate-title">
      <h2 id="rate-title">{t('rating.title')}</h2>
      <form method="post" action={paths.rating(one.id)} className="rate__form">
        <fieldset className="rate__grades">
          <legend className="rate__legend">{t('rating.legend')}</legend>
          {GRADES.map((grade) => (
            <span className="rate__one" key={grade}>
              <input className="rate__input" type="radio" id={`grade-${grade}`} name="grade" value={grade} required />
              <label className="rate__label" htmlFor={`grade-${grade}`}>{t(`grade.${grade}`)}</label>
            </span>
          ))}
        </fieldset>
        <div className="field">
          <label className="field__label" htmlFor="rate-words">{t('rating.words')} <span className="field__optional">{t('rating.optional')}</span></label>
          <p className="field__hint" id="rate-hint">{t('rating.hint')}</p>
          <textarea className="field__input field__area" id="rate-words" name="words" rows={3} maxLength={500} aria-describedby="rate-hint" />
        </div>
        <Button kind="secondary">{t('rating.send')}</Button>
      </form>
    </section>
  )
}

function Given({ rating }: { readonly rating: Rating }) {
  const { t, bi } = useVoice()
  return (
    <section className="block rate" id="rating" aria-labelledby="rate-title">
      <h2 id="rate-title">{t('rating.given')}</h2>
      <p><strong>{t(`grade.${rating.grade}`)}</strong><Dot /><Moment iso={rating.ratedAt} as="day" /></p>
      {rating.words === '' ? null : <blockquote className="rate__words">{rating.words}</blockquote>}
      {rating.due === null ? <p className="quiet">{t('rating.thanks')}</p> : rating.answer === null ? (
        <p>{t('rating.waits', { agency: bi(rating.agency) })} <Moment iso={rating.due.at} as="day" /> <Lamp colour={rating.due.lamp} /></p>
      ) : (
        <Notice kind="info" title={t('rating.answered', { agency: bi(rating.agency) })}>
          <p>{rating.answer.words}</p>
          <p className="quiet">{t(`finding.${rating.answer.finding}`)}<Dot /><Moment iso={rating.answer.at} as="day" /></p>
        </Notice>
      )}
    </section>
  )
}
