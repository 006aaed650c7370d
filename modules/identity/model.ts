import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto'

import { unfit } from '#kernel/refusal'

/** A session that nobody used for this long is over: GB/T 39786 asks for an idle limit, 30 minutes is its usual value. */
export const SESSION_IDLE_MINUTES = 30
/** A session is over after one working day, used or not. */
export const SESSION_HOURS = 8
/** How long somebody may take to sign in. */
export const SIGN_IN_MINUTES = 10

/** How long each thing that OpenID Connect hands out is good, in seconds. */
export const LIFE_SECONDS = {
  AccessToken: 3600, AuthorizationCode: 60, ClientCredentials: 600, Grant: SESSION_HOURS * 3600, IdToken: 600,
  Interaction: SIGN_IN_MINUTES * 60, RefreshToken: SESSION_HOURS * 3600, Session: SESSION_HOURS * 3600,
} as const

/** One person on the sign-in page of a demo. `key` is short and stable; `line` says in a few words who this is. */
export type DemoPerson = {
  readonly party: string
  readonly key: string
  readonly line: { readonly zh: string; readonly en: string }
  readonly group: 'citizens' | 'officials'
}

/** A demo person with the name that parties knows. */
export type NamedPerson = DemoPerson & { readonly name: string }

/** 256 random bits as text: a secret that cannot be guessed. */
export const secretText = (): string => randomBytes(32).toString('base64url')

/** The digest under which a secret is kept, so that a stolen table signs nobody in. */
export const kept = (secret: string): string => createHash('sha256').update(secret).digest('hex')

const NONCE_BYTES = 12
const TAG_BYTES = 16

/** Seals a text under a 32-byte key with AES-256-GCM (NIST SP 800-38D), bound to the place it is kept at. */
export function seal(key: Buffer, text: string, place: string): Buffer {
  const nonce = randomBytes(NONCE_BYTES)
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(place))
  return Buffer.concat([nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()])
}

/** Opens what `seal` made. Throws where the key, the place or a single bit differs: a fault, never a refusal. */
export function unseal(key: Buffer, sealed: Buffer, place: string): string {
  const cipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES }).setAAD(Buffer.from(place))
  cipher.setAuthTag(sealed.subarray(-TAG_BYTES))
  return Buffer.concat([cipher.update(sealed.subarray(NONCE_BYTES, -TAG_BYTES)), cipher.final()]).toString('utf8')
}

const NOWHERE = 'http://nowhere.invalid'

/**
 * The path inside this house to which a sign-in leads. Refuses every address of another site, in all the spellings
 * that a browser reads as one (`//x`, `/\x`, tabs inside).
 */
export function localPath(to: string): string {
  // oxlint-disable-next-line no-control-regex -- control characters are what browsers drop from addresses.
  const plain = to.length <= 2000 && /^\/(?![/\\])[^\u0000-\u001f\\]*$/.test(to)
  if (!plain || !URL.canParse(to, NOWHERE)) throw unfit('/to', 'identity.destination_foreign')
  const url = new URL(to, NOWHERE)
  // A path such as `/.//x` is folded to `//x`, which a browser would read as another site.
  if (url.origin !== NOWHERE || url.pathname.startsWith('//')) throw unfit('/to', 'identity.destination_foreign')
  return url.pathname + url.search + url.hash
}

/** So long after somebody showed who he is, nobody else is thought to have sat down in his place: then he may make himself a key. */
export const PROOF_MINUTES = 10

/** How somebody proves who he is, as Authentication Method References (RFC 8176): by a key on a device that recognised him, by one just made with a code from a window, or by a click in a demo. */
export const METHODS = { passkey: ['pop', 'user'], enrolment: ['pop', 'user', 'otp'], demo: ['demo'] } as const

/** The means that a token's `amr` claim speaks of. */
export function meansIn(amr: unknown): keyof typeof METHODS {
  const methods: unknown[] = Array.isArray(amr) ? amr : []
  return methods.includes('otp') ? 'enrolment' : methods.includes('pop') ? 'passkey' : 'demo'
}

/* The first that fits: browsers name their ancestors too. */
const BROWSERS: readonly (readonly [RegExp, string])[] = [
  [/MicroMessenger\//, 'WeChat'], [/Edg(?:e|A|iOS)?\//, 'Edge'], [/OPR\//, 'Opera'], [/HuaweiBrowser\//, 'Huawei Browser'], [/(?:Firefox|FxiOS)\//, 'Firefox'], [/(?:Chrome|CriOS)\//, 'Chrome'], [/Safari\//, 'Safari'],
]
const SYSTEMS: readonly (readonly [RegExp, string])[] = [[/HarmonyOS|OpenHarmony/, 'HarmonyOS'], [/Android/, 'Android'], [/iPhone|iPad|iPod/, 'iOS'], [/Windows/, 'Windows'], [/Mac OS X/, 'macOS'], [/Linux|X11/, 'Linux']]

/** The names of a browser and its system, as its owner calls them; null where they are not known. Nothing else of the header is kept. */
export function browserNamed(userAgent: string | undefined): { browser: string | null; system: string | null } {
  const named = (known: typeof BROWSERS): string | null => known.find(([sign]) => sign.test(userAgent ?? ''))?.[1] ?? null
  return { browser: named(BROWSERS), system: named(SYSTEMS) }
}
