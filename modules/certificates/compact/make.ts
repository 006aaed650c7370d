import { strict as assert } from 'node:assert'

import { readNoteSignature, type InclusionProof } from '#modules/ledger'

import type { Compact } from './form.ts'

/** The compact form of a certificate: taken from its signed text and its proof, so that a reader can put both together again. */
export function compactOf(jws: string, { proof, salt }: { readonly proof: InclusionProof; readonly salt: Buffer }): Compact {
  const [header, payload, signature] = jws.split('.').map((part) => Buffer.from(part, 'base64url'))
  assert(header && payload && signature, 'a certificate is a compact JWS')
  const { alg, kid } = JSON.parse(header.toString('utf8')) as { alg: string; kid: string }
  const log = readNoteSignature(proof.checkpoint)
  const bytes = (text: string): Buffer => Buffer.from(text, 'base64')
  return {
    key: kid, algorithm: alg, payload, signature,
    proof: { origin: log.origin, size: proof.treeSize, index: proof.leafIndex, path: proof.proof.map(bytes), root: bytes(proof.rootHash), salt, logSignature: log.signature },
  }
}
