import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

const root = join(import.meta.dirname, '../..')

/** One file of the tree: its path from the root, and its text. */
export type File = { readonly path: string; readonly text: string }

/** What is no part of the program: what npm, the version control, a start or a build puts there. */
const ABSENT = new Set(['node_modules', '.git', '.data', '.built', 'screenshots'])

/** Every file below a folder, by path; `''` is the root. */
export function filesIn(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    if (ABSENT.has(entry.name) || entry.name.endsWith('.log')) return []
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`
    return entry.isDirectory() ? filesIn(path) : [path]
  })
}

/** The text of a file of the tree. */
export const textOf = (path: string): string => readFileSync(join(root, path), 'utf8')

/** Whether something stands at this path. */
export const stands = (path: string): boolean => existsSync(join(root, path))

/** The names in a folder, folders with a slash at the end. */
export const namesIn = (folder: string): string[] =>
  readdirSync(join(root, folder), { withFileTypes: true }).filter(({ name }) => !ABSENT.has(name)).map((entry) => (entry.isDirectory() ? `${entry.name}/` : entry.name))

const read = (path: string): File => ({ path, text: textOf(path) })
const isCode = (path: string): boolean => /\.tsx?$/.test(path)
const isTest = (path: string): boolean => path.endsWith('.test.ts') || path.startsWith('tests/')

/** The source of the program: everything that runs, without its tests. */
export const sources: readonly File[] = ['house.ts', ...['kernel', 'modules', 'apps', 'city'].flatMap(filesIn)].filter((path) => isCode(path) && !isTest(path)).map(read)

/** Every file of code, tests and benchmarks too. */
export const code: readonly File[] = filesIn('').filter(isCode).map(read)

/** The modules there are. */
export const modules: readonly string[] = namesIn('modules').map((name) => name.replace('/', ''))

/** The room a file is in: its module, or its folder at the top. */
export const roomOf = (path: string): string => (path.startsWith('modules/') ? path.split('/')[1]! : path.split('/')[0]!)

/** The first groups of every match. */
export const all = (text: string, pattern: RegExp): string[] => [...text.matchAll(pattern)].map((match) => match[1]!)

/** Where a file imports from, by `import`, `export … from` and `import()`. Types do not count where `types` is false. */
export function importsOf({ text }: File, types = true): string[] {
  const standing = [...text.matchAll(/^(?:import|export)\s+(type\s+)?[^'"`;]*?from '([^']+)'/gm)].filter((match) => types || match[1] === undefined).map((match) => match[2]!)
  return [...standing, ...all(text, /^import '([^']+)'/gm), ...all(text, /\bimport\('([^']+)'\)/g)]
}

/** The path that a relative import means, from the root. */
export const meant = (from: string, to: string): string => join(dirname(from), to)

/** A text without its comments, every line still in its place. */
export const withoutComments = (text: string): string => text
  .replace(/\/\*[\s\S]*?\*\//g, (comment) => comment.replace(/[^\n]/g, ''))
  .replace(/(^|\s)\/\/.*$/gm, '$1')

/** The SQL of a file: the text of every statement handed to a transaction, with `?` where a value goes. */
export const sqlOf = ({ text }: File): string[] =>
  all(withoutComments(text), /\btx(?:<(?:[^<>`]|<(?:[^<>`]|<[^<>`]*>)*>)*>)?`((?:[^`\\]|\\.)*)`/g).map((sql) => sql.replace(/\$\{[^}]*\}/g, '?'))

/** What a rule finds wrong in a set of files, as `path: what`. */
export const wrongIn = (files: readonly File[], rule: (file: File) => readonly string[]): string[] =>
  files.flatMap((file) => rule(file).map((wrong) => `${file.path}: ${wrong}`))
