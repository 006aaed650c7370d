import { all, sources, withoutComments, wrongIn } from './tree.ts'

/** Who in the module of certificates reads their rows, with the ground on which what stands on them is told. Everybody else asks one of these. */
const READERS: readonly (readonly [RegExp, string])[] = [
  [/^actions\/present\.ts$/, 'to the holder and who acts for him; to the issuer after `noteUse`; what others call says that they have passed the gate'],
  [/^actions\/(showing|duty)\.ts$/, 'after `use` of grants: by the holder’s code, or by duty in a live case'],
  [/^actions\/verify\.ts$/, 'to whoever holds the verification code, and only public fields'],
  [/^actions\/in-hand\.ts$/, 'compares a certificate that somebody has in hand'],
  [/^actions\/(credential|document)\.ts$/, 'gives the holder what is his to take along'],
  [/^actions\/keeping\.ts$/, 'lists to an issuer which of its own there are, after `noteUse` for each holder, without what stands on them'],
  [/^actions\/(issue|withdraw)\.ts$/, 'makes it, or takes it back'],
  [/^actions\/(audit|offline)\.ts$/, 'recomputes digests and signatures, and tells no contents'],
  [/^openid\/(credential|consent)\.ts$/, 'gives the holder’s own wallet what he lets it have'],
  [/^openid\/here\.ts$/, 'lists to the holder what of his would answer; what he shows passes the gate'],
]

/** Files outside that are told what stands on certificates without passing the gate themselves, each with its reason. */
const TOLD: Readonly<Record<string, string>> = {
  'modules/services/actions/show.ts': 'names what came of a case to who may see the case',
  'modules/services/actions/look-again.ts': 'revokes what a corrected decision had brought',
  'modules/services/actions/settle-contest.ts': 'takes back what a corrected decision had brought, and names it',
  'modules/services/actions/trace.ts': 'links a case to what came of it, for who may see the case',
  'city/settle-certificates.ts': 'asks whether somebody of the demo has one already',
}

const OF_ROWS = /from '\.\.?\/(?:\.\.\/)?(?:certificates\/)?store\/(?:records|showings|duty|audit)\.ts'/
const PASSES = /import \{[^}]*\b(?:use|useAll)\b[^}]*\} from '#modules\/grants'/

/** Whoever reads what stands on certificates past the one gate. */
export const readersPastTheGate = (): string[] => wrongIn(sources, ({ path, text }) => {
  const bare = withoutComments(text)
  const inside = /^modules\/certificates\/(.+)$/.exec(path)?.[1]
  if (inside !== undefined) return inside.startsWith('store/') || !OF_ROWS.test(bare) || READERS.some(([file]) => file.test(inside)) ? [] : ['reads the rows of certificates, and is on no list of who may']
  const named = all(bare, /import \{([^}]*)\} from '#modules\/certificates'/g).flatMap((names) => names.split(',').map((name) => name.trim()))
  const told = named.filter((name) => ['held', 'usable', 'ofCase', 'show', 'open', 'walletOf'].includes(name))
  return told.length === 0 || PASSES.test(bare) || TOLD[path] !== undefined ? [] : [`is told what stands on certificates (${told.join(', ')}) and passes no gate`]
})

/** Reasons that are given for files that there are not. */
export const idleReaders = (): string[] => Object.keys(TOLD).filter((path) => !sources.some((file) => file.path === path && file.text.includes("from '#modules/certificates'"))).map((path) => `${path} is told nothing`)
