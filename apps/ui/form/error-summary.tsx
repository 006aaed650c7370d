import { useVoice } from '../voice.tsx'

/** Everything that is wrong, above the form, each with a link to its field. It takes the focus where there is JavaScript. */
export function ErrorSummary({ errors, detail, labelOf }: { readonly errors: ReadonlyMap<string, string>; readonly detail: string | undefined; readonly labelOf: (name: string) => string | undefined }) {
  const { t } = useVoice()
  if (errors.size === 0 && detail === undefined) return null
  return (
    <div className="summary" role="alert" tabIndex={-1} data-island="focus" aria-labelledby="summary-title">
      <h2 className="summary__title" id="summary-title">{t('form.summary')}</h2>
      {errors.size > 0 || detail === undefined ? null : <p>{detail}</p>}
      <ul className="summary__list">{[...errors].map(([name, said]) => <li key={name}><a className="summary__link" href={`#${name}`}>{labelOf(name) === undefined ? said : t('form.fault', { label: labelOf(name), said })}</a></li>)}</ul>
    </div>
  )
}
