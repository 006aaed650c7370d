import { createHash } from 'node:crypto'

/*
 * A PDF grows by revisions: new objects, a table of where they stand, and a trailer that points to the one before (ISO 32000-2, section 7.5.6).
 * Ours are made by these functions alone, so that a reader can make them again from what they carry and compare byte by byte.
 */

/** What a later revision needs to know of the file before it. */
export type Base = { readonly bytes: Buffer; readonly size: number; readonly root: string; readonly catalog: string; readonly page: string; readonly pageNumber: number; readonly info: string; readonly id: string }

/** How many bytes are kept free for a signature, which is then written into the file in hex. */
const ROOM = { signature: 12_000, stamp: 6000 } as const
const RANGE_DIGITS = 10

/** What a revision is for: the signature of the issuer, or a time stamp over the whole file. */
export type Seal = { readonly kind: 'signature'; readonly at: Date; readonly name: string } | { readonly kind: 'stamp' }

/** A file with room for a signature: where that room is, and what is to be signed. */
export type Prepared = { readonly bytes: Buffer; readonly hole: number; readonly room: number }

/** Reads what a drawn file (see `bytesDrawn`) says of itself; undefined where it is no such file. */
export function baseOf(bytes: Buffer): Base | undefined {
  const text = bytes.toString('latin1')
  const trailer = /trailer\n<<\n\/Size (\d+)\n\/Root (\d+) 0 R\n\/Info (\d+) 0 R\n\/ID (\[<[0-9a-f]{32}> <[0-9a-f]{32}>\])\n>>\nstartxref\n(\d+)\n%%EOF\n$/.exec(text)
  if (trailer === null) return undefined
  const [, size, root, info, id] = trailer
  const catalog = dictionaryOf(text, Number(root))
  const kids = /\/Kids \[(\d+) 0 R/.exec(dictionaryOf(text, 1) ?? '')?.[1]
  const page = kids === undefined ? undefined : dictionaryOf(text, Number(kids))
  return catalog === undefined || page === undefined ? undefined : { bytes, size: Number(size), root: root!, catalog, page, pageNumber: Number(kids), info: info!, id: id! }
}

function dictionaryOf(text: string, number: number): string | undefined {
  const start = text.lastIndexOf(`\n${number} 0 obj\n<<\n`)
  const end = start < 0 ? -1 : text.indexOf('\n>>\nendobj', start)
  return end < 0 ? undefined : text.slice(start + `\n${number} 0 obj\n<<\n`.length, end)
}

/** A state of the file: its bytes, how many objects it has, where its last table of objects stands, and which fields were signed. */
export type State = { readonly base: Base; readonly bytes: Buffer; readonly size: number; readonly fields: readonly number[]; readonly dss: number | null }

/** The state of a file that nothing was added to. */
export const firstState = (base: Base): State => ({ base, bytes: base.bytes, size: base.size, fields: [], dss: null })

/** Adds a field that is signed, with room for the signature. */
export function prepareSeal(state: State, seal: Seal): { readonly prepared: Prepared; readonly state: State } {
  const [field, value] = [state.size, state.size + 1]
  const room = ROOM[seal.kind]
  const fields = [...state.fields, field]
  const next = { ...state, size: state.size + 2, fields }
  const bytes = appended(state, next.size, [
    [field, `<<\n/Type /Annot\n/Subtype /Widget\n/FT /Sig\n/T (${seal.kind === 'signature' ? 'Signature' : 'Stamp'}${fields.length})\n/F 132\n/Rect [0 0 0 0]\n/P ${state.base.pageNumber} 0 R\n/V ${value} 0 R\n>>`],
    [value, sealDictionary(seal, room)],
    [state.base.pageNumber, `<<\n${state.base.page}\n/Annots [${fields.map((one) => `${one} 0 R`).join(' ')}]\n>>`],
    [Number(state.base.root), catalogOf(next)],
  ])
  const hole = bytes.lastIndexOf('/Contents <') + '/Contents '.length
  const end = hole + 2 * room + 2
  const range = `[0 ${padded(hole)} ${padded(end)} ${padded(bytes.length - end)}]`
  bytes.write(range, bytes.lastIndexOf('/ByteRange [') + '/ByteRange '.length, 'latin1')
  return { prepared: { bytes, hole, room }, state: { ...next, bytes } }
}

const padded = (value: number): string => String(value).padStart(RANGE_DIGITS, '0')

function sealDictionary(seal: Seal, room: number): string {
  const about = seal.kind === 'signature'
    ? `/Type /Sig\n/Filter /Adobe.PPKLite\n/SubFilter /ETSI.CAdES.detached\n/M (${pdfTime(seal.at)})\n/Name <${utf16(seal.name)}>`
    : '/Type /DocTimeStamp\n/Filter /Adobe.PPKLite\n/SubFilter /ETSI.RFC3161'
  return `<<\n${about}\n/ByteRange [0 ${padded(0)} ${padded(0)} ${padded(0)}]\n/Contents <${'0'.repeat(2 * room)}>\n>>`
}

/** A moment as PDF writes it (ISO 32000-2, section 7.9.4), in UTC to the second. */
const pdfTime = (at: Date): string => `D:${at.toISOString().slice(0, 19).replaceAll(/[-T:]/g, '')}Z`

/** Text as PDF writes it in hex (ISO 32000-2, section 7.9.2.2). */
const utf16 = (text: string): string => `feff${Buffer.from(text, 'utf16le').swap16().toString('hex')}`

/** SHA-256 of everything in the file but the room for the signature. */
export const digestToSign = ({ bytes, hole, room }: Prepared): Buffer => createHash('sha256').update(bytes.subarray(0, hole)).update(bytes.subarray(hole + 2 * room + 2)).digest()

/** Writes the signature into its room. */
export function sealed({ bytes, hole, room }: Prepared, signature: Buffer): Buffer {
  if (signature.length > room) throw new RangeError(`a signature of ${signature.length} bytes has no room`)
  const copy = Buffer.from(bytes)
  copy.write(signature.toString('hex'), hole + 1, 'latin1')
  return copy
}

/** Adds what somebody needs to check the signatures long after: certificates and lists of those taken back (ETSI EN 319 142-1, section 5.4.2). */
export function withMaterial(state: State, { certificates, lists }: { readonly certificates: readonly Buffer[]; readonly lists: readonly Buffer[] }): State {
  const streams = [...certificates, ...lists]
  const dss = state.size + streams.length
  const next = { ...state, size: dss + 1, dss }
  const names = (count: number, from: number): string => Array.from({ length: count }, (_, n) => `${from + n} 0 R`).join(' ')
  return { ...next, bytes: appended(state, next.size, [
    ...streams.map((bytes, n): [number, Buffer] => [state.size + n, Buffer.concat([Buffer.from(`<<\n/Length ${bytes.length}\n>>\nstream\n`), bytes, Buffer.from('\nendstream')])]),
    [dss, `<<\n/Type /DSS\n/Certs [${names(certificates.length, state.size)}]\n/CRLs [${names(lists.length, state.size + certificates.length)}]\n>>`],
    [Number(state.base.root), catalogOf(next)],
  ]) }
}

/** The catalog with the signed fields and the material; the extension is ETSI's (EN 319 142-1, annex A). */
const catalogOf = ({ base, fields, dss }: Omit<State, 'bytes'>): string =>
  `<<\n${base.catalog}\n/AcroForm <<\n/SigFlags 3\n/Fields [${fields.map((one) => `${one} 0 R`).join(' ')}]\n>>\n/Extensions <<\n/ESIC <<\n/BaseVersion /1.7\n/ExtensionLevel 5\n>>\n>>${dss === null ? '' : `\n/DSS ${dss} 0 R`}\n>>`

type Obj = readonly [number: number, body: string | Buffer]

function appended({ base, bytes }: State, size: number, objects: readonly Obj[]): Buffer {
  const previous = /startxref\n(\d+)\n%%EOF\n$/.exec(bytes.subarray(-60).toString('latin1'))![1]!
  const parts: Buffer[] = [bytes]
  let length = bytes.length
  const put = (part: string | Buffer): void => {
    const piece = typeof part === 'string' ? Buffer.from(part, 'latin1') : part
    parts.push(piece)
    length += piece.length
  }
  const places = new Map<number, number>()
  for (const [number, body] of objects) {
    places.set(number, length)
    put(`${number} 0 obj\n`)
    put(body)
    put('\nendobj\n')
  }
  const table = length
  put('xref\n')
  for (const number of [...places.keys()].toSorted((a, b) => a - b)) put(`${number} 1\n${padded(places.get(number)!)} 00000 n \n`)
  put(`trailer\n<<\n/Size ${size}\n/Root ${base.root} 0 R\n/Info ${base.info} 0 R\n/ID ${base.id}\n/Prev ${previous}\n>>\nstartxref\n${table}\n%%EOF\n`)
  return Buffer.concat(parts)
}
