import type { InputFault } from '#kernel/refusal'

/** Nothing that anybody sends us is nested deeper; deeper things are made to break readers that recurse. */
const DEPTH_MAX = 32

/**
 * What makes a value unfit for every field alike: nested too deep (`kernel.too_deep`), or with a text that no
 * database keeps, one with a zero character or half a character (`kernel.text_control`). Null where nothing is wrong.
 */
export function faultInValue(sent: unknown): InputFault | null {
  const waiting: { readonly value: unknown; readonly pointer: string; readonly depth: number }[] = [{ value: sent, pointer: '', depth: 0 }]
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { value, pointer, depth } = next
    if (typeof value === 'string' && !isKept(value)) return { pointer, code: 'kernel.text_control' }
    if (typeof value !== 'object' || value === null || value instanceof Uint8Array) continue // Bytes are read by whoever takes them.
    if (depth === DEPTH_MAX) return { pointer, code: 'kernel.too_deep', details: { max: DEPTH_MAX } }
    for (const [key, part] of Object.entries(value)) {
      if (!isKept(key)) return { pointer, code: 'kernel.text_control' }
      waiting.push({ value: part, pointer: `${pointer}/${partOfPointer(key)}`, depth: depth + 1 })
    }
  }
  return null
}

/** One key as a part of a JSON pointer (RFC 6901), cut where it is longer than any of ours. */
export const partOfPointer = (key: string): string => key.slice(0, 60).replaceAll('~', '~0').replaceAll('/', '~1')

const isKept = (text: string): boolean => !text.includes('\u0000') && text.isWellFormed()
