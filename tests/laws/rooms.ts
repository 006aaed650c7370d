import { modules as running } from '../../house.ts'
import { all, importsOf, meant, modules, namesIn, roomOf, sources, sqlOf, stands, textOf, wrongIn, filesIn, type File } from './tree.ts'

/** What may stand at the top. A folder more is a rule more: say here what it is for. */
const TOP = new Set([
  'kernel/', 'modules/', 'apps/', 'content/', 'city/', 'bench/', 'tests/', 'docs/', 'bin/', '.ci/',
  'README.md', 'HOUSE.md', 'STYLE.md', 'CHANGELOG.md', 'SECURITY.md', 'LICENSE', 'house.ts', 'vite.config.ts', 'tsconfig.json',
  'package.json', 'package-lock.json', '.gitignore', '.oxlintrc.json', 'knip.json',
])

/** The rooms of a module, each a file or a folder of the same name. */
const ROOMS = new Set(['README.md', 'index.ts', 'model', 'policy', 'actions', 'store', 'routes', 'migrations/'])

/** Rooms that an outside protocol needs, each with the paper that says what is in it. */
const PROTOCOLS: Readonly<Record<string, string>> = {
  'ledger/gm/': 'GB/T 32918 (SM2), GB/T 32905 (SM3), GB/T 32907 (SM4), GM/T 0009 and 0010, GB/T 35276: the commercial cryptography of China',
  'ledger/merkle/': 'RFC 6962, section 2.1: the Merkle tree and its proofs',
  'ledger/note/': 'C2SP signed-note, tlog-checkpoint, tlog-cosignature',
  'ledger/signer/': 'PKCS #11 2.40 and 3.0, and a process of its own: whoever keeps private keys, and what is spoken with him',
  'ledger/tiles/': 'C2SP tlog-tiles',
  'ledger/pki/': 'RFC 5280 (certificates), RFC 5652 (CMS), RFC 3161 (time stamps): what readers of signed documents check by',
  'ledger/witness/': 'C2SP tlog-witness: how logs are cosigned by other nodes, and read by whoever they name',
  'certificates/sdjwt/': 'RFC 9901 and SD-JWT VC: credentials whose claims are disclosed at choice',
  'certificates/compact/': 'RFC 8949 (CBOR), RFC 1951, RFC 9285: a certificate and its proof in the dots of a QR code',
  'certificates/pdf/': 'ISO 32000 and ISO 19005-3 (PDF/A-3), ETSI EN 319 142 (PAdES): a certificate as a file that readers of PDF check',
  'certificates/statuslist/': 'IETF Token Status List: how tokens stand, in a list that tells nothing else',
  'certificates/openid/': 'OpenID4VCI 1.0, OpenID4VP 1.0 with DCQL, RFC 9126, RFC 9449: certificates in wallets of others, and asked of them',
  'decisions/feel/': 'OMG DMN 1.5, chapter 10: the expression language FEEL',
  'decisions/dmn/': 'OMG DMN 1.1 to 1.5, chapters 6, 7 and 10: models in XML, their graphs and boxed expressions',
  'decisions/table/': 'OMG DMN 1.5, chapter 8: decision tables and hit policies',
  'identity/openid/': 'OpenID Connect Core 1.0, RFC 6749, RFC 7636, RFC 9068',
  'identity/adapter.ts': 'the storage interface that the OpenID provider asks for, on PostgreSQL',
  'identity/webauthn/': 'W3C Web Authentication Level 3: passkeys',
  'identity/pages/': 'the pages of the sign-in, which stand before any session and so before any app',
  'exchange/reach.ts': 'the one place that speaks to departments over HTTP, outside every transaction',
}

/** Names at the top, and in modules, that no rule knows. */
export function strayRooms(): string[] {
  const top = namesIn('').filter((name) => !TOP.has(name) && !name.endsWith('.log'))
  const rooms = modules.flatMap((module) => namesIn(`modules/${module}`).filter((name) => !mayStand(module, name)).map((name) => `modules/${module}/${name}`))
  const idle = Object.keys(PROTOCOLS).filter((path) => !stands(`modules/${path}`)).map((path) => `modules/${path} is allowed for nothing`)
  return [...top, ...rooms, ...idle]
}

const mayStand = (module: string, name: string): boolean =>
  ROOMS.has(name) || ROOMS.has(name.replace(/\.ts$|\/$/, '')) || /^[a-z-]+\.test\.ts$/.test(name) || PROTOCOLS[`${module}/${name}`] !== undefined

/** Folders whose name says nothing of what is in them. */
export const drawers = (): string[] => [...new Set(filesIn('').flatMap((path) => /^(.*\/)?(?:src|lib|utils?|helpers?|common|shared|core|types)\//.exec(path)?.[0] ?? []))]

/** Modules without a README, a face, a test, or a place among those that run. */
export const faceless = (): string[] => modules.flatMap((module) => [
  ...['README.md', 'index.ts'].filter((name) => !stands(`modules/${module}/${name}`)).map((name) => `${module} has no ${name}`),
  ...(filesIn(`modules/${module}`).some((path) => path.endsWith('.test.ts')) ? [] : [`${module} has no test`]),
  ...(running.some(({ name }) => name === module) ? [] : [`${module} is not in house.ts`]),
  ...(stands(`modules/${module}/index.ts`) && textOf(`modules/${module}/index.ts`).split('\n').length > 31 ? [`${module}/index.ts has more than 30 lines`] : []),
])

const usesOf = (module: string): readonly string[] => running.find(({ name }) => name === module)?.uses ?? []

/** Imports that no arrow of the house allows. */
export const strayImports = (): string[] => wrongIn(sources, (file) => {
  const room = roomOf(file.path)
  const imports = importsOf(file)
  const leaves = imports.filter((to) => to.startsWith('.') && (roomOf(meant(file.path, to)) !== room || meant(file.path, to).startsWith('..'))).map((to) => `leaves its room for ${to}`)
  return file.path === 'house.ts' ? [] : [...leaves, ...imports.filter((to) => to.startsWith('#') && !mayImport(file, to)).map((to) => `may not import ${to}`)]
})

/** Programs apart that the kernel's own files do not know: what each room may import beside itself. */
function mayImport(file: File, to: string): boolean {
  const [, top, name] = /^#(\w+)\/([\w-]+)/.exec(to)!
  const room = roomOf(file.path)
  if (top === 'tests') return false
  if (room === 'kernel') return top === 'kernel'
  if (modules.includes(room)) return top === 'kernel' || (top === 'modules' && name !== room && usesOf(room).includes(name!))
  if (room === 'apps') return top === 'apps' || top === 'kernel' || !importsOf(file, false).includes(to)
  return room === 'city' ? top !== 'apps' : false
}

/** Modules that say they use what they never call, or whose line in HOUSE.md says something else. */
export function idleUses(): string[] {
  const table = Object.fromEntries([...textOf('HOUSE.md').matchAll(/^\| `(\w+)` \| ([^|]+?) \|/gm)].map(([, module, uses]) => [module, all(uses!, /`(\w+)`/g)]))
  return modules.flatMap((module) => {
    const called = new Set(sources.filter(({ path }) => path.startsWith(`modules/${module}/`)).flatMap((file) => all(importsOf(file).join('\n'), /^#modules\/(\w+)$/gm)))
    const idle = usesOf(module).filter((used) => !called.has(used)).map((used) => `${module} never calls ${used}`)
    const written = [...(table[module] ?? ['no line'])].toSorted().join() === [...usesOf(module)].toSorted().join() ? [] : [`${module}: HOUSE.md says ${table[module]?.join(', ') ?? 'nothing'}, index.ts says ${usesOf(module).join(', ')}`]
    return [...idle, ...written]
  })
}

/** Modules that are used, directly or not, by one they use; and modules that start before one they rest on. */
export function circles(): string[] {
  const below = (module: string, seen = new Set<string>()): Set<string> => {
    for (const used of usesOf(module)) if (!seen.has(used)) below(used, seen.add(used))
    return seen
  }
  const order = running.map(({ name }) => name)
  return [
    ...modules.filter((module) => below(module).has(module)).map((module) => `${module} rests on itself`),
    ...modules.flatMap((module) => usesOf(module).filter((used) => order.indexOf(used) > order.indexOf(module)).map((used) => `${module} starts before ${used}`)),
  ]
}

const named = (sql: string): string[] => all(sql, /\b(?:from|join|into|update|only)\s+([a-z_]+)\.[a-z_]+/g)

/** SQL outside the room for it, and SQL on the tables of others. The kernel's tables are the kernel's. */
export const straySql = (): string[] => wrongIn(sources.filter(({ path }) => /^(modules|apps)\//.test(path)), (file) => {
  const statements = sqlOf(file)
  const strangers = statements.flatMap(named).filter((schema) => schema !== roomOf(file.path) && [...modules, 'kernel', 'public', 'pg_catalog'].includes(schema)).map((schema) => `touches ${schema}`)
  const inStore = /^modules\/\w+\/store(\.ts$|\/)/.test(file.path)
  const raw = /\bfrom 'pg'|\bdatabase\(\)/.test(file.text) ? ['holds a connection'] : []
  return [...(statements.length > 0 && !inStore ? ['has SQL'] : []), ...strangers, ...raw]
})

/** Migrations that make tables outside their schema, refer upwards, keep a status, or say not what a row means. */
export const strayTables = (): string[] => filesIn('').filter((path) => path.endsWith('.sql')).flatMap((path) => {
  const text = textOf(path)
  const room = roomOf(path)
  const lines = text.split('\n')
  const silent = lines.flatMap((line, n) => {
    const table = /^create table (?:if not exists )?(\S+)/.exec(line)?.[1]
    return table !== undefined && !lines[n - 1]?.startsWith('--') ? [`${table} has no comment above it`] : []
  })
  const schemas = all(text, /^create (?:table|view|materialized view|function|type) (?:if not exists )?([a-z_]+)\./gm).filter((schema) => schema !== room).map((schema) => `makes something in ${schema}`)
  const upward = all(text, /\breferences ([a-z_]+)\./g).filter((schema) => schema !== room && !usesOf(room).includes(schema)).map((schema) => `refers to ${schema}`)
  const status = lines.filter((line) => /^\s+\w*status\s+\w/.test(line)).map((line) => `keeps a status: ${line.trim()}`)
  return [...silent, ...schemas, ...upward, ...status].map((wrong) => `${path}: ${wrong}`)
})

/** What runs and imports a test. Tests import anything. */
export const importedTests = (): string[] => wrongIn(sources, (file) => importsOf(file).filter((to) => to.endsWith('.test.ts')).map((to) => `imports ${to}`))
