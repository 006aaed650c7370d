import { Table as Figures } from '../desk/operations/part.tsx'
import { Found, usePages } from '../desk/pages-of.tsx'
import { part } from '../paths.ts'
import type { Voice } from '../portal/voice.ts'
import { Notice } from '../ui/parts.tsx'
import { useVoice } from '../ui/voice.tsx'
import type { Draft, Flip, Group, Words } from './api.ts'
import { AgencyName, CaseName, Reasons, Verdict } from './outcomes.tsx'
import { outcomeOf } from './words.ts'

type Preview = NonNullable<Draft['preview']>

/** How far a preview has come, and what would have come out otherwise: drawn, in groups, and one by one. */
export function Preview({ preview }: { readonly preview: Preview }) {
  const { t, number } = useVoice()
  const over = preview.endedAt !== null
  return (
    <section aria-labelledby="preview">
      <h2 className="studio__head" id="preview">{t('studio.preview')}</h2>
      {over ? null : <div className="progress"><p className="progress__text" role="status"><span>{t('studio.previewed', { done: preview.done, total: preview.total })}</span></p><progress className="progress__bar" max={Math.max(1, preview.total)} value={preview.done} aria-label={t('studio.preview')} /></div>}
      {over && preview.changed === 0 ? <Notice kind="good" title={t('studio.no_flips', { count: preview.done })} /> : null}
      {preview.changed === 0 ? null : (
        <>
          <p className="studio__answer">{t('studio.flips', { changed: preview.changed, count: preview.done })}</p>
          <Bars groups={preview.groups} />
          <Figures label={t('studio.preview')} none="" columns={[{ title: t('studio.was_now') }, { title: t('studio.why_so') }, { title: t('studio.agency') }, { title: t('studio.count'), number: true }]}
            rows={preview.groups.map((group, n) => ({ key: `${n}`, cells: [<Turn group={group} />, <Whys group={group} words={preview.words} />, <AgencyName id={group.agency} />, number(group.count)] }))} />
          {over ? <Each preview={preview} /> : null}
        </>
      )}
    </section>
  )
}

const Turn = ({ group }: { readonly group: Pick<Group, 'was' | 'now'> }) => <span className="turn"><Verdict outcome={group.was} /> → <Verdict outcome={group.now} /></span>

/** Why it was decided so, and why it would be decided otherwise; once where both are the same. */
function Whys({ group, words }: { readonly group: Pick<Group, 'reasonWas' | 'reasonNow'>; readonly words: Words }) {
  const now = <Reasons codes={group.reasonNow} words={words} />
  return group.reasonWas === group.reasonNow ? now : <><Reasons codes={group.reasonWas} words={words} /> → {now}</>
}

const BAR_WIDTH = 480
const BAR_STEP = 34

/** How many turn from what to what, the most on top. The table below says the same. */
function Bars({ groups }: { readonly groups: readonly Group[] }) {
  const voice = useVoice()
  const turns = [...Map.groupBy(groups, ({ was, now }) => `${was} ${now}`).values()].map((some) => ({ ...some[0]!, count: some.reduce((sum, { count }) => sum + count, 0) })).toSorted((a, b) => b.count - a.count)
  const most = Math.max(...turns.map(({ count }) => count))
  return (
    <svg className="bars" viewBox={`0 0 640 ${turns.length * BAR_STEP}`} aria-hidden="true" focusable="false">
      {turns.map(({ was, now, count }, n) => <g key={n}><text x={0} y={n * BAR_STEP + 21} className="bars__said">{turnIn(voice, { was, now })}</text><rect x={150} y={n * BAR_STEP + 6} width={Math.max(2, (count / most) * (BAR_WIDTH - 40))} height={20} className={`bars__bar bars__bar--${(now ?? 'none').toLowerCase()}`} /><text x={156 + Math.max(2, (count / most) * (BAR_WIDTH - 40))} y={n * BAR_STEP + 21} className="bars__count">{voice.number(count)}</text></g>)}
    </svg>
  )
}

const turnIn = (voice: Voice, { was, now }: Pick<Group, 'was' | 'now'>): string => `${outcomeOf(voice, was)} → ${outcomeOf(voice, now)}`

/** Each decision that comes out otherwise. */
function Each({ preview: { id, words } }: { readonly preview: Preview }) {
  const { t } = useVoice()
  const found = usePages<Flip>(['studio', 'flips', id], `/decisions/previews/${part(id)}/flips?limit=50`)
  return (
    <section aria-labelledby="each">
      <h3 className="studio__small" id="each">{t('studio.each')}</h3>
      <Found found={found} none={t('studio.each_none')}>{(items) => <Figures label={t('studio.each')} none="" columns={[{ title: t('studio.case') }, { title: t('studio.was_now') }, { title: t('studio.why_so') }, { title: t('studio.agency') }]} rows={items.map((one) => ({ key: one.receipt, cells: [<CaseName {...one} />, <Turn group={one} />, <Whys group={one} words={words} />, <AgencyName id={one.agency} />] }))} />}</Found>
    </section>
  )
}
