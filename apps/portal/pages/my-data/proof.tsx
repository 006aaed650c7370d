import { part, paths } from '../../../paths.ts'
import { BackLink, Facts, More, Title } from '../../../ui/parts.tsx'
import { useVoice } from '../../../ui/voice.tsx'
import type { LedgerProof } from '../../api.ts'
import { param, type Answer, type Visit } from '../../visit.ts'

/** `/my/data/proofs/{entry}`: that a look stands in the public ledger. */
export async function prove(visit: Visit): Promise<Answer> {
  const entry = param(visit, 'entry')
  const proof = await visit.ask.get<LedgerProof>(`/ledger/entries/${part(entry)}/proof`)
  return { title: visit.voice.t('proof.title'), page: <Proof proof={proof} raw={`/ledger/entries/${part(entry)}/proof`} /> }
}

/** That a look cannot be taken out of the record again: said in words first, then with the figures that anybody can check. */
function Proof({ proof, raw }: { readonly proof: LedgerProof; readonly raw: string }) {
  const { t, number } = useVoice()
  return (
    <>
      <BackLink href={paths.looks()}>{t('data.part_looks')}</BackLink>
      <Title lead={t('proof.lead')}>{t('proof.title')}</Title>
      <p>{t('proof.place', { place: proof.leafIndex + 1, size: proof.treeSize })}</p>
      <p>{t('proof.how', { steps: proof.proof.length })}</p>
      <More summary={t('proof.figures')}>
        <Facts rows={[
          { key: 'place', term: t('proof.index'), value: number(proof.leafIndex) },
          { key: 'size', term: t('proof.size'), value: number(proof.treeSize) },
          { key: 'leaf', term: t('proof.leaf'), value: <code className="digest">{proof.leafHash}</code> },
          { key: 'root', term: t('proof.root'), value: <code className="digest">{proof.rootHash}</code> },
        ]} />
        <p><a className="link" href={raw}>{t('proof.raw')}</a></p>
      </More>
    </>
  )
}
