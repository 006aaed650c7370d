import { createHash } from 'node:crypto'

import type { Act } from '#kernel/act'
import { house } from '#kernel/actor'
import { dayOf } from '#kernel/calendar'
import { sentence } from '#kernel/language'
import { port } from '#kernel/ports'
import { Refusal } from '#kernel/refusal'
import { currentRelease } from '#kernel/releases'
import { enter, entryOf, signDocument, timeStamp, validationMaterial, type InclusionProof } from '#modules/ledger'

import { compactTexts } from '../compact/form.ts'
import { compactOf } from '../compact/make.ts'
import type { Certificate } from '../model/certificate.ts'
import { groupedCode } from '../model/code.ts'
import { drawn } from '../model/layout.ts'
import type { Kind } from '../model/kind.ts'
import type { CheckSheet } from '../pdf/check.ts'
import { drawDocument, signFile } from '../pdf/document.ts'
import { dayInWords } from '../pdf/sheet.ts'
import { addDocument, documentOf as stored, holdDocument, type Document } from '../store/documents.ts'
import { takeable } from './credential.ts'
import { kindOf, proofIfSequenced, shownFields } from './verify.ts'

/**
 * A certificate as a file: drawn as it looks, with a sheet by which paper is checked without a network, its signed text and proof attached
 * (PDF/A-3), signed by the issuer and stamped for the archive (PAdES B-LTA). Made once; whoever asks again gets the same bytes. For its
 * holder and who acts for him. Refuses as `takeable`, `certificates.glyph_absent`, and `certificates.paper_waiting` in the second until the log has taken the certificate in.
 */
export async function documentOf(act: Act, id: string): Promise<Document> {
  const certificate = await takeable(act, id)
  await holdDocument(act.tx, id)
  const made = await stored(act.tx, id)
  if (made !== undefined) return made
  const [kind, proof] = [await kindOf(act, certificate), await proofIfSequenced(act, certificate.entry)]
  if (kind === undefined) throw new Refusal('absent', 'certificates.type_absent', { type: certificate.type })
  if (proof === null) throw new Refusal('busy', 'certificates.paper_waiting')
  const bytes = await fileOf(act, certificate, kind, proof)
  const digest = digestOfBytes(bytes)
  const { id: entry } = await enter(act, { kind: 'document', about: id, digest, cause: certificate.case, issuer: certificate.issuerCode })
  const document = { certificate: id, bytes, digest, entry, madeAt: act.at, madeBy: act.actor.id }
  await addDocument(act.tx, document)
  await act.record({ type: 'certificates.taken', subject: id, case: certificate.case, data: { type: certificate.type, issuer: certificate.issuer } })
  return document
}

async function fileOf(act: Act, certificate: Certificate, kind: Kind, proof: InclusionProof): Promise<Buffer> {
  const { issuer, issuerName, issuerCode, number, issuedAt, jws } = certificate
  const entry = await entryOf({ ...act, actor: house('certificates', ['ledger.open']) }, certificate.entry)
  const bytes = await drawDocument({
    title: `${kind.name.zh} ${number}`, author: issuerName.zh, subject: certificate.identifier, at: act.at, jws, proof: JSON.stringify(proof),
    sheet: { typeName: kind.name, layout: drawn(kind.layout), number, fields: shownFields(kind, certificate), issuerName, issuedAt, words: { seal: said('zh', 'certificates.paper_seal'), number: said('zh', 'certificates.paper_number') } },
    check: checkSheetOf(act, certificate, kind, compactTexts(compactOf(jws, { proof, salt: entry.salt }))),
  })
  return signFile(bytes, act.at, {
    signer: issuerName.zh,
    sign: (digest) => signDocument(act, { owner: `agency:${issuer}`, subject: { name: issuerName.zh, organisationCode: issuerCode } }, digest),
    stamp: (digest) => timeStamp(act, { algorithm: 'sha256', digest, nonce: null, certified: true }),
    material: () => validationMaterial(act),
  })
}

const said = (language: 'zh' | 'en', code: string, values: Readonly<Record<string, unknown>> = {}): string => sentence(currentRelease(), language, code, values)
const both = (code: string): string => `${said('zh', code)} ${said('en', code)}`

function checkSheetOf(act: Act, certificate: Certificate, kind: Kind, offline: readonly string[]): CheckSheet {
  const { code, identifier, holderName, issuerName, issuedAt, validFrom, validUntil } = certificate
  const until = validUntil === null ? both('certificates.paper_for_ever') : dayInWords(validUntil)
  const fact = (label: string, value: string): CheckSheet['facts'][number] => ({ label: both(label), value })
  const values = { host: `${new URL(port().publicAddress).host}/verify`, code: groupedCode(code) }
  return {
    title: [said('zh', 'certificates.paper_title'), said('en', 'certificates.paper_title')],
    facts: [
      fact('certificates.paper_kind', `${kind.name.zh} ${kind.name.en}`), fact('certificates.paper_holder', holderName), fact('certificates.paper_issuer', issuerName.zh),
      fact('certificates.paper_identifier', identifier), fact('certificates.paper_issued', dayInWords(dayOf(issuedAt))),
      fact('certificates.paper_days', `${dayInWords(validFrom)} — ${until}`), fact('certificates.paper_made', dayInWords(dayOf(act.at))),
    ],
    online: { dots: `${port().publicAddress}/verify/${code}`, words: [said('zh', 'certificates.paper_online', values), said('en', 'certificates.paper_online', values)] },
    offline: { dots: offline, words: [said('zh', 'certificates.paper_offline', { count: offline.length }), said('en', 'certificates.paper_offline', { count: offline.length })] },
  }
}

/** SHA-256 of a file, in hex. */
export const digestOfBytes = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex')
