import { paths } from '../../paths.ts'
import { Button } from '../../ui/parts.tsx'
import { useVoice } from '../../ui/voice.tsx'

/** The search: a form that leads to a page of what was found; the island `search` suggests while one types. */
export function SearchForm({ text }: { readonly text: string }) {
  const { t } = useVoice()
  return (
    <form className="seek" role="search" method="get" action={paths.home()} data-island="search" data-path={paths.suggestions()} data-some={t('search.some')} data-none={t('search.none')}>
      <label className="unseen" htmlFor="q">{t('home.search_label')}</label>
      <input className="field__input seek__input" id="q" name="q" type="search" defaultValue={text} placeholder={t('home.search_hint')} autoComplete="off" maxLength={100} />
      <Button>{t('home.search')}</Button>
    </form>
  )
}
