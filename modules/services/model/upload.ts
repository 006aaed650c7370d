/** A photograph of a page of paper by a telephone is two or three megabytes; four leave room, and a database row holds them well. */
export const UPLOAD_BYTES_MAX = 4_000_000

/** How the first bytes of a file begin, in hex, by what it then is (PDF 32000-1 §7.5.2, ISO/IEC 10918-1 Annex B, ISO/IEC 15948 §5.2). */
const BEGINNINGS: readonly (readonly [begins: string, media: string])[] = [['255044462d', 'application/pdf'], ['ffd8ff', 'image/jpeg'], ['89504e470d0a1a0a', 'image/png']]

/** What a file is, by its own bytes; null for what is none of those that may be handed in. */
export const sniffed = (bytes: Buffer): string | null => BEGINNINGS.find(([begins]) => bytes.subarray(0, begins.length / 2).toString('hex') === begins)?.[1] ?? null
