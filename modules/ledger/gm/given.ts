/** The bytes of a text in hex or base64, of just that length where one is asked for; undefined where it is neither. Hex goes first. */
export function givenIn(text: string, length?: number): Buffer | undefined {
  return (['hex', 'base64'] as const).map((encoding) => strictly(text, encoding)).find((bytes) => bytes !== undefined && bytes.length > 0 && (length === undefined || bytes.length === length))
}

/** Only the whole text counts: Node stops silently at the first letter that does not fit. */
function strictly(text: string, encoding: 'hex' | 'base64'): Buffer | undefined {
  const bytes = Buffer.from(text, encoding)
  return bytes.toString(encoding) === (encoding === 'hex' ? text.toLowerCase() : text) ? bytes : undefined
}

/**
 * The bytes that a file stands for: what the command before printed (JSON, the member of that name), a text in hex or base64, or else the
 * file itself. A ciphertext of a hundred bytes is a text by chance once in 10⁵⁰ cases.
 */
export function encodedIn(file: Buffer, name: string): Buffer {
  const member = handed(file)?.[name]
  return givenIn(member ?? file.toString('latin1').replace(/\s+/g, '')) ?? file
}

/** What a command before printed: its members that are texts. Undefined where a file is nothing of the kind. */
export function handed(file: Buffer): Readonly<Record<string, string>> | undefined {
  if (file[0] !== 0x7b) return undefined
  // A file that only begins like JSON is bytes.
  try {
    const value = JSON.parse(file.toString('utf8')) as Record<string, unknown>
    return Object.fromEntries(Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === 'string'))
  } catch {
    return undefined
  }
}
