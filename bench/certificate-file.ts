// How long a business licence takes to become a file (drawn, attached, signed, stamped twice: PDF/A-3, PAdES B-LTA), how much of it is the drawing
// library's, and how long it takes to check the file to the byte. Everything but the database; keys are in this process.
import { createHash, generateKeyPairSync, sign, X509Certificate, type JsonWebKey } from 'node:crypto'
import { loadavg } from 'node:os'
import { join } from 'node:path'

import { releaseFromFiles } from '#kernel/releases'

import { compactTexts } from '../modules/certificates/compact/form.ts'
import { CertificateKinds } from '../modules/certificates/model/kind.ts'
import { drawn } from '../modules/certificates/model/layout.ts'
import { drawDocument, signFile, type Contents, type Signing } from '../modules/certificates/pdf/document.ts'
import { verifyPdf } from '../modules/certificates/pdf/verify.ts'
import { certificateOf, type Signer } from '../modules/ledger/pki/certificate.ts'
import { signedData } from '../modules/ledger/pki/cms.ts'
import { crlOf } from '../modules/ledger/pki/crl.ts'
import { NAMES } from '../modules/ledger/pki/names.ts'
import { stampOf, unsignedStamp } from '../modules/ledger/pki/stamp.ts'
import { median, percentile, tell } from './figure.ts'

const ROUNDS = 31
const WARM = 5
const at = new Date('2026-03-02T02:00:00Z')
const until = new Date('2036-03-02T02:00:00Z')

const kind = releaseFromFiles(join(import.meta.dirname, '../content'), 'jiangmen').get(CertificateKinds, 'business-licence')!.value
const fields = { name: '江门市试用茶业有限公司', socialCreditCode: '91440703MA00000000', kind: '有限责任公司', legalRepresentative: '试用人', capital: 100_000_000, establishedOn: '2026-03-02', address: '江门市蓬江区建设路 5 号', scope: '茶叶零售；食品互联网销售；技术服务、技术开发、技术咨询、技术交流、技术转让、技术推广；日用百货销售；货物进出口。', term: '长期' } as const
const payload = Buffer.from(JSON.stringify({ ...fields, padding: 'x'.repeat(600) }))
const code = compactTexts({ key: 'k'.repeat(43), algorithm: 'ES256', payload, signature: Buffer.alloc(64, 7), proof: { origin: 'tongban/jiangmen/ledger', size: 10_000_000, index: 5, path: Array.from({ length: 24 }, (_, n) => createHash('sha256').update(`${n}`).digest()), root: Buffer.alloc(32, 9), salt: Buffer.alloc(16, 3), logSignature: Buffer.alloc(68, 5) } })

const contents: Contents = {
  title: '营业执照', author: '蓬江区市场监督管理局', subject: '1.2.156', at, jws: payload.toString('base64url'), proof: JSON.stringify({ proof: Array.from({ length: 24 }, () => 'x'.repeat(44)) }),
  sheet: { typeName: kind.name, layout: drawn(kind.layout), number: fields.socialCreditCode, fields: kind.fields.map(({ id, label, type }) => ({ id, label, type, value: fields[id as keyof typeof fields] })), issuerName: { zh: '江门市蓬江区市场监督管理局', en: 'Pengjiang' }, issuedAt: at, words: { seal: '电子证照专用章', number: '编号：' } },
  check: { title: ['核验页', 'Verification page'], facts: Array.from({ length: 7 }, (_, n) => ({ label: `项目 Item ${n}`, value: '江门市试用茶业有限公司' })), online: { dots: 'https://jiangmen.example/verify/R011DJNF1QYC8YG9KWKX', words: ['联网核验：用手机扫左边的码。', 'Online: scan the code.'] }, offline: { dots: code, words: ['断网核验：下面这个码载有证照全文。', 'Without a network.'] } },
}

function keyed(): { jwk: JsonWebKey; sign: Signer } {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  return { jwk: publicKey.export({ format: 'jwk' }), sign: async (bytes) => sign('sha256', bytes, privateKey) }
}
const [root, agency, clock] = [keyed(), keyed(), keyed()]
const days = { from: at, until, listAt: 'http://localhost/ledger/authority.crl' }
const authority = await certificateOf({ purpose: 'authority', subject: { name: 'root' }, jwk: root.jwk, ...days }, root.sign)
const documents = await certificateOf({ purpose: 'documents', subject: { name: contents.author }, jwk: agency.jwk, issuer: authority, ...days }, root.sign)
const stamps = await certificateOf({ purpose: 'timestamps', subject: { name: 'clock' }, jwk: clock.jwk, issuer: authority, ...days }, root.sign)
let serial = 0n
const stamp = (digest: Buffer): Promise<Buffer> => stampOf({ request: { algorithm: 'sha256', digest, nonce: null, certified: true }, at, serial: ++serial, certificate: stamps }, clock.sign)
const signing: Signing = {
  signer: contents.author, stamp,
  sign: (digest) => signedData({ contentType: NAMES.data, digest, certificate: documents, unsigned: async (signature) => unsignedStamp(await stamp(createHash('sha256').update(signature).digest())) }, agency.sign),
  material: async () => ({ certificates: [authority], lists: [await crlOf({ authority, takenBack: [], at, next: until, number: 1n }, root.sign)] }),
}

const [whole, drawing, checking]: number[][] = [[], [], []]
let size = 0
for (let round = 0; round < ROUNDS + WARM; round++) {
  const began = performance.now()
  const bytes = await drawDocument(contents)
  const drew = performance.now()
  const file = await signFile(bytes, at, signing)
  const ended = performance.now()
  const found = verifyPdf(file, { authority: new X509Certificate(authority) })
  if (typeof found === 'string') throw new Error(found) // No figure counts a file that is not good.
  if (round < WARM) continue
  whole!.push(ended - began)
  drawing!.push(drew - began)
  checking!.push(performance.now() - ended)
  size = file.length
}
const beside = { wanted: 150, p95: percentile(whole!, 95), bytes: size, signingMs: median(whole!.map((all, n) => all - drawing![n]!)), load: loadavg()[0]! }
tell({ name: 'certificate-file', value: median(whole!), unit: 'ms', peer: 'the drawing alone (pdfkit with its subset of the face)', peerValue: median(drawing!), runs: ROUNDS }, beside)
tell({ name: 'certificate-file-checked', value: median(checking!), unit: 'ms', peer: 'making the file', peerValue: median(whole!), runs: ROUNDS })
