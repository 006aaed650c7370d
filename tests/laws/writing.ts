import { all, code, roomOf, sources, stands, textOf, withoutComments, wrongIn, filesIn, type File } from './tree.ts'

/** A file fits in the head, a function on a screen. */
export const LINES_PER_FILE = 300
export const LINES_PER_FUNCTION = 60

/** Files and functions that outgrew their limit. */
export const outgrown = (): string[] => wrongIn(code, ({ text }) => {
  const lines = text.trimEnd().split('\n')
  const functions = lines.flatMap((line, start) => {
    if (!/(\bfunction\b|=>\s*\{$|^\s+(?:async )?\w+\([^()]*\)(?:: [^=]+)? \{$)/.test(line) || !line.endsWith('{') || /^\s*(?:if|for|while|switch|else|test|suite|describe)\b/.test(line)) return []
    const indent = /^\s*/.exec(line)![0]
    const length = lines.slice(start).findIndex((end, n) => n > 0 && end.startsWith(`${indent}}`)) + 1
    return length > LINES_PER_FUNCTION ? [`line ${start + 1}: a function of ${length} lines`] : []
  })
  return lines.length > LINES_PER_FILE ? [...functions, `has ${lines.length} lines`] : functions
})

/** Whoever looks at the clock instead of `act.at`. Durations are measured with `performance.now()`. The city is a world of its own with a clock of its own, and so is a reader's browser. */
export const clocks = (): string[] => wrongIn(sources.filter(({ path }) => path !== 'kernel/act.ts' && !/^(city|apps\/islands)\//.test(path)), ({ text }) =>
  lineNumbers(withoutComments(text), /new Date\(\)|Date\.now\(/).map((line) => `line ${line}: looks at the clock`))

/** Who may open an act, with the reason. Everybody else is handed one. */
export const DOORS: readonly (readonly [RegExp, string])[] = [
  [/^kernel\/act\.ts$/, 'defines it'],
  [/^kernel\/(http|operation)\.ts$/, 'answers requests: one request, one act'],
  [/^kernel\/jobs\.ts$/, 'does jobs: one act before the outside is reached and one after'],
  [/^kernel\/reader\.ts$/, 'reads the journal: a batch and its bookmark are one act'],
  [/^kernel\/(house|commands)\.ts$/, 'starts the house, or runs a command of it'],
  [/^modules\/\w+\/routes(\.ts$|\/)/, 'answers requests'],
  [/^modules\/certificates\/openid\/routes\.ts$/, 'answers wallets and verifiers'],
  [/^modules\/identity\/(adapter\.ts$|openid\/|actions\/who-is\.ts$)/, 'is called by the OpenID provider or before the reader is known, so there is no act yet to hand on'],
  [/^modules\/ledger\/actions\/sequence\.ts$/, 'sequences entries in turns of its own, since a tree has one writer'],
  [/^modules\/ledger\/actions\/(cosign|monitor)\.ts$/, 'asks witnesses and reads other logs in turns of its own: one act before the outside is reached and one after'],
  [/^city\/settle\.ts$/, 'puts the people of the demo on their posts, once, at the start'],
]

/** Acts opened by nobody's leave. */
export const strayActs = (): string[] => wrongIn(sources, ({ path, text }) => (!DOORS.some(([door]) => door.test(path)) && /\bperform\(/.test(withoutComments(text)) ? ['opens an act of its own'] : []))

/** Where a connection is held outside the kernel's own few places. */
export const strayConnections = (): string[] => wrongIn(sources.filter(({ path }) => path.startsWith('kernel/') && !/^kernel\/(act|database|migrate|house|operation|embedded)/.test(path)), ({ text }) =>
  (/\bdatabase\(\)/.test(withoutComments(text)) ? ['holds the pool'] : []))

/** Default exports, but where a tool demands one. */
export const defaults = (): string[] => wrongIn(code.filter(({ path }) => !['tests/reporter.ts', 'vite.config.ts', 'apps/yaml.d.ts'].includes(path)), ({ text }) => (/^export default\b/m.test(text) ? ['has a default export'] : []))

/** Classes that are no errors, enums, namespaces and parameter properties: what does not erase does not run. */
export const classes = (): string[] => wrongIn(code.filter(({ path }) => !path.endsWith('.d.ts')), ({ text }) => {
  const bare = withoutComments(text)
  return [
    ...all(bare, /^\s*(?:export )?(?:abstract )?class (\w+)\b(?! extends (?:Error|\w*Error|Refusal)\b)/gm).map((name) => `the class ${name} is no error`),
    ...all(bare, /^\s*(?:export )?(?:const )?enum (\w+)/gm).map((name) => `the enum ${name}`),
  ]
})

/** A `catch` outside the two places for it says why, beside it or above its `try`. */
export const silentCatches = (): string[] => wrongIn(sources.filter(({ path }) => !/^kernel\/(http|jobs)\.ts$/.test(path)), ({ text }) => {
  const lines = text.split('\n')
  return lines.flatMap((line, n) => (/\bcatch\b/.test(withoutComments(line)) && !explained(lines, n) ? [`line ${n + 1}: a catch without its reason`] : []))
})

const comment = (line: string | undefined): boolean => line !== undefined && /(^|\s)\/\/ |^\s*(\/\*\*?|\*)|\/\* /.test(line)

function explained(lines: readonly string[], at: number): boolean {
  if (comment(lines[at]) || comment(lines[at + 1]) || comment(lines[at - 1])) return true
  const indent = /^\s*/.exec(lines[at]!)![0]
  let start = at - 1
  while (start > 0 && !lines[start]!.startsWith(`${indent}try`)) start--
  const above = lines[start - 1] ?? ''
  // Where the `try` is the first line of its function, the sentence above the function is the reason.
  return comment(lines[start]) || comment(above) || comment(lines[start + 1]) || (above.endsWith('{') && comment(lines[start - 2]))
}

/** Rules switched off without a reason. */
export const suppressions = (): string[] => wrongIn(code, ({ text }) => lineNumbers(text, /(oxlint|eslint)-disable(?!.* -- \S)|@ts-(ignore|nocheck|expect-error)/).map((line) => `line ${line}: a rule switched off without a reason`))

/** What only those who wrote the program know: their machine, their papers, their talk. */
const ELSEWHERE = new RegExp(['/work' + '/', 'shared' + '/[A-Z]', 'registry\\.' + 'npmjs', '\\bC' + 'laude\\b', '\\bL' + 'LM\\b', 'brief' + '\\.md', 'contract' + '\\.md', 'DOMAIN' + '\\.md', 'INTERFACES' + '\\.md', '\\bhelper ses' + 'sion'].join('|'))

/** Mentions of places and papers outside the project. */
export const elsewhere = (): string[] => filesIn('').filter((path) => /\.(ts|tsx|md|ya?ml|sql|css|json|sh|mjs)$/.test(path) && path !== 'package-lock.json')
  .flatMap((path) => lineNumbers(textOf(path), ELSEWHERE).map((line) => `${path}:${line}`))

/** Work put off without an issue. */
export const leftovers = (): string[] => wrongIn(code, ({ text }) => lineNumbers(text, new RegExp('\\bTO' + 'DO\\b|\\bFIX' + 'ME\\b|\\bX' + 'XX\\b')).map((line) => `line ${line}: work put off`))

/** Exports of the kernel and of the modules' faces without a sentence above them. */
export const unspoken = (): string[] => wrongIn(sources.filter(({ path }) => roomOf(path) === 'kernel' || /^modules\/\w+\/(actions|policy|index|model)/.test(path)), ({ text }) => {
  const lines = text.split('\n')
  return lines.flatMap((line, n) => {
    const name = /^export (?:async )?(?:function|const|class) (\w+)/.exec(line)?.[1]
    return name !== undefined && !/\*\/$|^\/\//.test(lines[n - 1] ?? '') ? [`line ${n + 1}: ${name} has no sentence above it`] : []
  })
})

/** Links in documents that lead nowhere, to a file or to a heading. */
export const deadLinks = (): string[] => filesIn('').filter((path) => path.endsWith('.md')).flatMap((path) => {
  const folder = path.split('/').slice(0, -1).join('/')
  return all(textOf(path).replace(/```[\s\S]*?```/g, ''), /\]\(([^)\s]+)\)/g).filter((link) => !/^[a-z]+:/.test(link) && !reaches(folder, path, link)).map((link) => `${path}: ${link}`)
})

function reaches(folder: string, path: string, link: string): boolean {
  const [place, heading] = link.split('#') as [string, string | undefined]
  const to = place === '' ? path : new URL(place, `file:///${folder}/`).pathname.slice(1)
  if (!stands(to)) return false
  return heading === undefined || all(textOf(to), /^#+ (.+)$/gm).some((title) => slugOf(title) === heading)
}

const slugOf = (title: string): string => title.toLowerCase().replace(/[^\p{L}\p{N}\s-]/gu, '').trim().replace(/\s+/g, '-')

const lineNumbers = (text: string, pattern: RegExp): number[] => text.split('\n').flatMap((line, n) => (pattern.test(line) ? [n + 1] : []))

/** For tests of the laws themselves: a file that never was. */
export const file = (path: string, text: string): File => ({ path, text })

type Locked = { readonly packages: Readonly<Record<string, { readonly optionalDependencies?: Readonly<Record<string, string>> }>> }

/** Packages of other platforms that the lock file does not name: `npm ci` would refuse it on a new machine. `node bin/complete-lock.mjs` names them. */
export function unlocked(): string[] {
  const { packages } = JSON.parse(textOf('package-lock.json')) as Locked
  return Object.entries(packages).flatMap(([where, { optionalDependencies = {} }]) => Object.keys(optionalDependencies)
    .filter((name) => packages[`node_modules/${name}`] === undefined && packages[`${where}/node_modules/${name}`] === undefined).map((name) => `${where} wants ${name}`))
}
