import qrcode from 'qrcode'

const QUIET = 4

/** The dark parts of a QR code (ISO/IEC 18004, level M) as one path, and how many modules it has on a side with its quiet zone. */
export function dotsOf(text: string): { readonly side: number; readonly path: string } {
  const { modules } = qrcode.create(text, { errorCorrectionLevel: 'M' })
  const side = modules.size + 2 * QUIET
  const runs: string[] = []
  for (let y = 0; y < modules.size; y++) {
    for (let x = 0; x < modules.size; x++) {
      if (modules.get(y, x) !== 1) continue
      const start = x
      while (x + 1 < modules.size && modules.get(y, x + 1) === 1) x++
      runs.push(`M${start + QUIET} ${y + QUIET}h${x - start + 1}v1h-${x - start + 1}z`)
    }
  }
  return { side, path: runs.join('') }
}
