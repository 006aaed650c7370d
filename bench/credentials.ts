// How many SD-JWT credentials with eight claims at choice one processor issues and verifies a second, beside the library of the OpenID wallets and
// beside the bare signatures of the machine, asked for as JOSE has them and in DER, all in turns of the same run.
import { createHash, generateKeyPairSync, randomBytes, sign, verify } from 'node:crypto'
import { loadavg } from 'node:os'

import { SDJwtVcInstance } from '@sd-jwt/sd-jwt-vc'

import { compact, prepare } from '../modules/certificates/sdjwt/issue.ts'
import { verifySdJwt } from '../modules/certificates/sdjwt/verify.ts'
import { NUMBER_BYTES } from '../modules/ledger/gm/curve.ts'
import { sideBySide } from '../modules/ledger/gm/der.ts'
import { median, tell } from './figure.ts'

const ROUNDS = 21
const TURN_MS = 100
const BATCH = 10
const CLAIMS = 8

const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const jwk = publicKey.export({ format: 'jwk' })
const how = { dsaEncoding: 'ieee-p1363' } as const
const signed = (data: string): string => sign('sha256', Buffer.from(data), { key: privateKey, ...how }).toString('base64url')
const signedByUs = (data: string): string => sideBySide(sign('sha256', Buffer.from(data), privateKey), NUMBER_BYTES).toString('base64url')
const shown = { iss: 'https://jiangmen.example', vct: 'urn:example:licence', iat: 1_700_000_000 }
const chosen = Object.fromEntries(Array.from({ length: CLAIMS }, (_, n) => [`claim${n}`, `江门市蓬江区 ${n}`]))
const at = new Date(1_800_000_000_000)

function issueOurs(): string {
  const { payload, disclosures } = prepare({ shown, chosen })
  const input = [{ alg: 'ES256', typ: 'dc+sd-jwt' }, payload].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.')
  return compact(`${input}.${signedByUs(input)}`, disclosures)
}

const theirs = new SDJwtVcInstance({
  signer: async (data: string) => signed(data), signAlg: 'ES256', hashAlg: 'sha-256',
  verifier: async (data: string, signature: string) => verify('sha256', Buffer.from(data), { key: publicKey, ...how }, Buffer.from(signature, 'base64url')),
  hasher: (data: string | ArrayBuffer) => createHash('sha256').update(typeof data === 'string' ? data : Buffer.from(data)).digest(),
  saltGenerator: async () => randomBytes(16).toString('base64url'),
})
const issueTheirs = (): Promise<string> => theirs.issue({ ...shown, ...chosen } as never, { _sd: Object.keys(chosen) } as never)

const [ours, foreign, bare] = [issueOurs(), await issueTheirs(), Buffer.from(issueOurs().split('~')[0]!)]
const bareSignature = sign('sha256', bare, { key: privateKey, ...how })
const derSignature = sign('sha256', bare, privateKey)
const judged = await verifySdJwt(ours, { key: jwk, at })
if (!judged.valid) throw new Error(judged.code) // No figure counts a wrong answer.

const turns = {
  'sign-der': () => sign('sha256', bare, privateKey),
  'verify-der': () => verify('sha256', bare, publicKey, derSignature),
  'sign': () => sign('sha256', bare, { key: privateKey, ...how }),
  'verify': () => verify('sha256', bare, { key: publicKey, ...how }, bareSignature),
  'issue-ours': issueOurs,
  'issue-theirs': issueTheirs,
  'verify-ours': () => verifySdJwt(ours, { key: jwk, at }),
  'verify-theirs': () => theirs.verify(foreign),
} as const
type Turn = keyof typeof turns
const rates = Object.fromEntries(Object.keys(turns).map((name) => [name, [] as number[]])) as Record<Turn, number[]>
for (const one of Object.values(turns)) await perSecond(one, 500)
for (let round = 0; round < ROUNDS; round++) for (const [name, one] of Object.entries(turns)) rates[name as Turn].push(await perSecond(one, TURN_MS))

for (const [name, own, peer, of] of [
  ['credentials-issued', 'issue-ours', 'issue-theirs', '@sd-jwt/sd-jwt-vc'], ['credentials-issued-of-raw', 'issue-ours', 'sign', 'ES256 signatures of node:crypto, side by side as JOSE has them'], ['credentials-issued-of-der', 'issue-ours', 'sign-der', 'the same in DER'],
  ['credentials-verified', 'verify-ours', 'verify-theirs', '@sd-jwt/sd-jwt-vc'], ['credentials-verified-of-raw', 'verify-ours', 'verify', 'ES256 verifications of node:crypto, side by side as JOSE has them'], ['credentials-verified-of-der', 'verify-ours', 'verify-der', 'the same in DER'],
] as const) {
  tell({ name, value: median(rates[own]), unit: 'credentials/s', peer: of, peerValue: median(rates[peer]), runs: ROUNDS }, { ratioOfRounds: median(rates[own].map((rate, n) => rate / rates[peer][n]!)), load: loadavg()[0] })
}

async function perSecond(turn: () => unknown, ms: number): Promise<number> {
  const began = performance.now()
  let done = 0
  while (performance.now() - began < ms) {
    for (let n = 0; n < BATCH; n++) {
      const answer = turn()
      if (answer instanceof Promise) await answer
      done++
    }
  }
  return (done * 1000) / (performance.now() - began)
}
