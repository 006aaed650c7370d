/**
 * A code as a person typed it, in the form that the checks expect: full-width characters made narrow, white space taken out,
 * small letters made capital. Nothing else is mended: a hyphen or a letter O for a nought stays, and is refused.
 */
export const codeAsTyped = (text: string): string => text.normalize('NFKC').replace(/\s+/gu, '').toUpperCase()
