import { paths } from '../../paths.ts'
import { Moment } from '../../ui/parts.tsx'
import { useVoice } from '../../ui/voice.tsx'
import { Clocks, Database, Deliveries, Log } from '../operations/rest.tsx'
import { useHouse } from '../operations/figures.ts'
import { Sources } from '../operations/sources.tsx'
import { Spared } from '../operations/spared.tsx'
import { Queues, Readers } from '../operations/work.tsx'
import { Title } from '../title.tsx'

/** `/desk/operations`: how the house runs, part by part, each with a lamp. It renews itself and names nobody. */
export function OperationsPage() {
  const { t } = useVoice()
  const { data } = useHouse()
  return (
    <>
      <Title text={t('watch.title')} over={data === undefined ? undefined : <>{t('watch.as_of')} <Moment iso={data.at} as="second" /></>}>{t('watch.title')}</Title>
      <div className="house"><Sources /><Queues /><Readers /><Clocks /><Spared /><Deliveries /><div className="house__pair"><Log /><Database /></div></div>
      <p className="buttons onwards"><a className="link" href={paths.design()}>{t('nav.design')}</a></p>
    </>
  )
}
