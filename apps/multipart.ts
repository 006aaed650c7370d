/** The text fields of a form that was sent with files (RFC 7578), and each file as two of them: its bytes in base64, and its name under `<field>~name`. */
export type Parts = Readonly<Record<string, string | readonly string[]>>

const PARTS_MAX = 40
const HEAD_MAX = 2000
const BLANK = Buffer.from('\r\n\r\n')

/**
 * Reads a body of `multipart/form-data`. What is no such body, or has more parts than a form of ours, gives null. A file that nobody chose
 * comes as an empty one.
 */
export function partsOf(body: Buffer, contentType: string): Parts | null {
  const mark = /;\s*boundary=(?:"([^"]{1,70})"|([^;\s"]{1,70}))/i.exec(contentType)
  const boundary = mark?.[1] ?? mark?.[2]
  if (boundary === undefined) return null
  const fields: Record<string, string | string[]> = Object.create(null) as Record<string, string | string[]>
  const line = Buffer.from(`--${boundary}`)
  let at = body.indexOf(line)
  for (let count = 0; at >= 0; count++) {
    const begins = at + line.length
    if (body.subarray(begins, begins + 2).toString('latin1') === '--') return fields
    if (count === PARTS_MAX || body.subarray(begins, begins + 2).toString('latin1') !== '\r\n') return null
    const next = body.indexOf(Buffer.concat([Buffer.from('\r\n'), line]), begins)
    const part = next < 0 ? null : partIn(body.subarray(begins + 2, next))
    if (part === null) return null
    for (const [name, value] of part) fields[name] = fields[name] === undefined ? value : [fields[name], value].flat()
    at = next + 2
  }
  return null
}

function partIn(part: Buffer): readonly (readonly [string, string])[] | null {
  const end = part.indexOf(BLANK)
  if (end < 0 || end > HEAD_MAX) return null
  const head = /^content-disposition:\s*form-data;(.*)$/im.exec(part.subarray(0, end).toString('utf8'))?.[1] ?? ''
  const named = (what: string): string | undefined => new RegExp(`(?:^|;)\\s*${what}="([^"]*)"`, 'i').exec(head)?.[1]
  const name = named('name')
  if (name === undefined || name === '__proto__') return null
  const content = part.subarray(end + BLANK.length)
  const file = named('filename')
  return file === undefined ? [[name, content.toString('utf8')]] : [[name, content.toString('base64')], [`${name}~name`, baseOf(file)]]
}

/** Browsers write a quotation mark in a name as %22, and some the whole path. */
const baseOf = (file: string): string => file.replaceAll('%22', '"').replace(/^.*[/\\]/, '').slice(0, 120)
