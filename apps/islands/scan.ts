/**
 * Reads a QR code by the camera or from a picture, all inside this browser: the picture goes nowhere. What was read is
 * checked exactly as if it had been typed. The decoder is loaded only where the browser has none of its own.
 */
type Detector = { detect(source: CanvasImageSource): Promise<readonly { readonly rawValue: string }[]> }
type DetectorClass = { new (options: { formats: readonly string[] }): Detector; getSupportedFormats(): Promise<readonly string[]> }

const SIDE_MAX = 1600
const EVERY_MS = 120
// A frame that is hard to read is followed by another; a picture is the only one.
const FRAME_MS = 600
const PICTURE_MS = 5000

const place = document.querySelector<HTMLElement>('[data-island="scan"]')

if (place !== null) dress(place)

function dress(scan: HTMLElement): void {
  const part = <T extends HTMLElement>(name: string): T => scan.querySelector<T>(name)!
  const [camera, stop, frame, video, file, said] = [part<HTMLButtonElement>('.scan__camera'), part<HTMLButtonElement>('.scan__stop'), part('.scan__frame'), part<HTMLVideoElement>('video'), part<HTMLInputElement>('input'), part('.scan__said')]
  const say = (key: string): void => { said.textContent = scan.dataset[key] ?? '' }
  let stream: MediaStream | null = null

  const end = (): void => {
    stream?.getTracks().forEach((track) => track.stop())
    stream = null
    frame.hidden = true
    stop.hidden = true
    camera.hidden = false
  }
  const found = (read: string): void => {
    if (isForeign(read)) return say('foreign')
    const text = whole(read)
    if (text === null) return say('more')
    end()
    say('found')
    submit(text)
  }
  const look = async (read: Reader): Promise<void> => {
    if (stream === null) return
    const text = video.readyState >= 2 ? await read(video, video.videoWidth, video.videoHeight, FRAME_MS) : null
    if (text !== null) found(text)
    if (stream !== null) setTimeout(() => void look(read), EVERY_MS)
  }

  scan.hidden = false
  // A device without a camera is not offered one.
  if (navigator.mediaDevices?.getUserMedia === undefined) camera.hidden = true
  camera.addEventListener('click', () => void (async () => {
    // Whoever refuses the camera, or has none, is told of the other ways.
    try {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' }, audio: false })
    } catch (error) {
      say(error instanceof DOMException && error.name === 'NotAllowedError' ? 'denied' : 'none')
      return
    }
    video.srcObject = stream
    frame.hidden = false
    stop.hidden = false
    camera.hidden = true
    say('looking')
    await video.play()
    await look(await reader())
  })())
  stop.addEventListener('click', () => { end(); said.textContent = ''; camera.focus() })
  file.addEventListener('change', () => void (async () => {
    const picture = file.files?.[0]
    if (picture === undefined) return
    file.value = '' // Or the same picture, taken better, would change nothing.
    if (picture.type === 'application/pdf') return picture.size > FILE_MAX ? say('unreadable') : send(await picture.arrayBuffer())
    const bitmap = await createImageBitmap(picture).catch(() => null)
    if (bitmap === null) return say('unreadable')
    const text = await (await reader())(bitmap, bitmap.width, bitmap.height, PICTURE_MS)
    if (text === null) say('empty')
    else found(text)
  })())
}

/** An address of some other house is not followed: it could say anything. */
function isForeign(text: string): boolean {
  if (!/^https?:/i.test(text)) return false
  return !URL.canParse(text) || new URL(text).origin !== location.origin || !new URL(text).pathname.startsWith('/verify/')
}

const FILE_MAX = 600_000

/** A file goes to the house as it is, with the form that takes codes. */
function send(bytes: ArrayBuffer): void {
  const form = document.querySelector<HTMLInputElement>('#code')!.form!
  const input = form.querySelector<HTMLInputElement>('[name="document"]')!
  input.value = btoa(Array.from(new Uint8Array(bytes), (byte) => String.fromCharCode(byte)).join(''))
  form.noValidate = true
  form.requestSubmit()
}

/** What was read of a certificate that takes several codes. */
const parts = new Map<string, string>()

/** The text of a code, put together where a certificate takes several; null while some are missing. */
function whole(text: string): string | null {
  const [, place, of] = /^TB1:([1-9])\/([1-9]):/.exec(text) ?? []
  if (place === undefined) return text
  parts.set(place, text)
  return parts.size < Number(of) ? null : [...parts.values()].join('\n')
}

function submit(text: string): void {
  const input = document.querySelector<HTMLInputElement>('#code')!
  input.value = text
  input.form!.requestSubmit()
}

type Reader = (source: CanvasImageSource, width: number, height: number, patienceMs: number) => Promise<string | null>

/** The browser's own reader where it has one, else ours. */
async function reader(): Promise<Reader> {
  const Native = (globalThis as { BarcodeDetector?: DetectorClass }).BarcodeDetector
  if (Native !== undefined && (await Native.getSupportedFormats().catch((): readonly string[] => [])).includes('qr_code')) {
    const detector = new Native({ formats: ['qr_code'] })
    return async (source) => (await detector.detect(source).catch(() => []))[0]?.rawValue ?? null
  }
  const { decodeQR } = await import('qr/decode.js')
  const canvas = document.createElement('canvas')
  const context = canvas.getContext('2d', { willReadFrequently: true })!
  return async (source, width, height, patienceMs) => {
    const scale = Math.min(1, SIDE_MAX / Math.max(width, height))
    canvas.width = Math.max(1, Math.round(width * scale))
    canvas.height = Math.max(1, Math.round(height * scale))
    context.drawImage(source, 0, 0, canvas.width, canvas.height)
    // A frame without a code is no fault: the next one comes.
    try {
      return decodeQR(context.getImageData(0, 0, canvas.width, canvas.height), { timeLimit: patienceMs })
    } catch {
      return null
    }
  }
}
