import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'

import { told } from '#kernel/language'
import { log } from '#kernel/log'
import type { Server, WhoIs } from '#kernel/http'
import type { Module } from '#kernel/module'
import { Refusal, type Details } from '#kernel/refusal'

/** What the command line works with. */
export type Program = { readonly modules: readonly Module[]; readonly whoIs: WhoIs; readonly apps: (server: Server) => Promise<void>; readonly settle: () => Promise<void>; readonly commands: Readonly<Record<string, Command>> }

/** One command: its line in the help, and what it does. Gives the exit code: 0 done or true, 1 refused or false, 2 unusable input, 3 a fault. */
export type Command = { readonly help: string; readonly run: (words: readonly string[], program: Program) => Promise<number> }

/** Runs the command named by the first one or two words. */
export async function command(words: readonly string[], program: Program): Promise<number> {
  const two = program.commands[words.slice(0, 2).join(' ')]
  const one = program.commands[words[0] ?? 'start'] ?? (words[0]?.startsWith('--') ? program.commands['start'] : undefined)
  const found = two ?? one
  if (!found) {
    process.stderr.write(`There is no command "${words.join(' ')}". 没有这个命令。\n${help(program)}`)
    return 2
  }
  // The outermost door: whatever was not foreseen becomes one sentence and exit code 3.
  try {
    return await found.run(two ? words.slice(2) : words[0]?.startsWith('--') ? words : words.slice(1), program)
  } catch (error) {
    if (isUnfit(error)) {
      process.stderr.write(`${error.message}\n`)
      return 2
    }
    if (error instanceof Refusal) return refused(error)
    log.fatal({ fault: String(error), stack: (error as Error).stack }, 'a fault')
    process.stderr.write(`${(error as Error).message}\n`)
    return 3
  }
}

/** Input, settings or content that cannot be used: told in one sentence, without a stack. */
const isUnfit = (error: unknown): error is Error => error instanceof Error && ['UnfitStart', 'UnfitSchema', 'UnfitContent', 'UnfitInput'].includes(error.name)

/** The house says no: to input that it cannot use in a sentence, to anything else with its code. */
function refused({ kind, code, details, faults }: Refusal): number {
  if (kind !== 'unfit') return showVerdict({ valid: false, code, details })
  process.stderr.write([{ code, details }, ...faults].map((fault) => `${told(fault.code, fault.details)}\n`).join(''))
  return 2
}

/** The list of commands. */
export const help = (program: Program): string => `tongban — ${'the commands'}\n${Object.entries(program.commands).map(([name, { help: line }]) => `  tongban ${name.padEnd(24)} ${line}\n`).join('')}`

/** Input that cannot be read or understood; exit code 2. */
export class UnfitInput extends Error {
  override name = 'UnfitInput'
}

/** Prints a result as JSON, and gives the exit code that goes with it. */
export function show(result: object, good = true): number {
  process.stdout.write(`${JSON.stringify(result)}\n`)
  return good ? 0 : 1
}

/** Prints a verdict; one that says no with the sentence of its code in both languages. Gives the exit code that goes with it. */
export function showVerdict({ details, ...verdict }: { readonly valid: boolean; readonly code?: string; readonly details?: Details }): number {
  return show(verdict.code === undefined ? verdict : { ...verdict, detail: told(verdict.code, details) }, verdict.valid)
}

/**
 * What stands behind a command: its file and its options, each `--name VALUE` with a name of those given. Throws UnfitInput for an option
 * that is not known or has no value, and for a second file: a word that is passed over would be believed to work.
 */
export function wordsIn<Name extends string>(words: readonly string[], names: readonly Name[]): { readonly file: string | undefined; readonly options: Readonly<Partial<Record<Name, string>>> } {
  // A wrong word is the caller's to mend. Values are not repeated: one may be a key.
  try {
    const { values, positionals } = parseArgs({ args: [...words], allowPositionals: true, options: Object.fromEntries(names.map((name) => [name, { type: 'string' as const }])) })
    if (positionals.length < 2) return { file: positionals[0], options: values as Partial<Record<Name, string>> }
  } catch {}
  if (names.length === 0) throw new UnfitInput('It takes one file and no options. 只接受一个文件，没有选项。')
  throw new UnfitInput(`It takes one file and these options, each with a value: 只接受一个文件和下列选项，每个选项须带值：${names.map((name) => `--${name}`).join(' ')}`)
}

/** The text of a file, or of standard input for `-`. Throws UnfitInput. */
export const readInput = (path: string | undefined): string => readBytes(path).toString('utf8')

/** The bytes of a file, or of standard input for `-`. Throws UnfitInput. */
export function readBytes(path: string | undefined): Buffer {
  if (path === undefined) throw new UnfitInput('Name a file, or - for standard input. 请给出文件名，或用 - 表示标准输入。')
  // A file that cannot be read is the caller's to mend.
  try {
    return readFileSync(path === '-' ? 0 : path)
  } catch (error) {
    throw new UnfitInput(`${path} cannot be read: ${(error as Error).message}. 无法读取该文件。`)
  }
}

/** JSON from a file or standard input. Throws UnfitInput. */
export function readJson(path: string | undefined): unknown {
  const text = readInput(path)
  // Text that is no JSON is the caller's to mend.
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new UnfitInput(`${path ?? '-'} is not JSON: ${(error as Error).message}. 该文件不是 JSON。`)
  }
}
