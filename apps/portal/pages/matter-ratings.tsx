import { Fold } from '../../ui/fold.tsx'
import { useVoice } from '../../ui/voice.tsx'
import type { Guide, RatingFigures } from '../api.ts'

/** From very satisfied to very dissatisfied. */
export const GRADES = [5, 4, 3, 2, 1] as const

/** How people rated it: of how many cases, how many said anything, every grade, and what became of the poor ones. */
export function Ratings({ guide }: { readonly guide: Guide }) {
  const { t, number } = useVoice()
  const { ratings, days } = guide.figures
  if (ratings === null) return null
  const share = ratings.ended === 0 ? 0 : Math.round((100 * ratings.rated) / ratings.ended)
  return (
    <Fold id="ratings" title={t('rating.figures')} answer={ratings.enough ? t('rating.figures_answer', { rated: ratings.rated, good: good(ratings) }) : t('rating.few_answer', { rated: ratings.rated })}>
      <p>{t('rating.response', { days, ended: ratings.ended, rated: ratings.rated, share })}</p>
      {ratings.enough && ratings.grades !== undefined ? (
        <dl className="grades">{GRADES.map((grade) => (
          <div className="grades__one" key={grade}>
            <dt>{t(`grade.${grade}`)}</dt>
            <dd><meter className="grades__bar" min={0} max={ratings.rated} value={ratings.grades![String(grade)] ?? 0} aria-label={t(`grade.${grade}`)} /> <span className="grades__count">{number(ratings.grades![String(grade)] ?? 0)}</span></dd>
          </div>
        ))}</dl>
      ) : <p className="quiet">{t('rating.few')}</p>}
      {ratings.owed === 0 ? null : <p>{t('rating.owed', { owed: ratings.owed, answered: ratings.answered, late: ratings.late })}</p>}
      <p className="quiet">{t('rating.honest')}</p>
    </Fold>
  )
}

const good = ({ grades, rated }: RatingFigures): number => Math.round((100 * ((grades?.['5'] ?? 0) + (grades?.['4'] ?? 0))) / rated)
