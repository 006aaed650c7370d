import { readFileSync } from 'node:fs'

import { log } from '#kernel/log'
import type { Server, WhoIs } from '#kernel/http'
import type { Module } from '#kernel/module'

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
    log.fatal({ fault: String(error), stack: (error as Error).stack }, 'a fault')
    process.stderr.write(`${(error as Error).message}\n`)
    return 3
  }
}

/** Input, settings or content that cannot be used: told in one sentence, without a stack. */
const isUnfit = (error: unknown): error is Error => error instanceof Error && ['UnfitStart', 'UnfitSchema', 'UnfitContent', 'UnfitInput'].includes(error.name)

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

/** The text of a file, or of standard input for `-`. Throws UnfitInput. */
export function readInput(path: string | undefined): string {
  if (path === undefined) throw new UnfitInput('Name a file, or - for standard input. 请给出文件名，或用 - 表示标准输入。')
  // A file that cannot be read is the caller's to mend.
  try {
    return readFileSync(path === '-' ? 0 : path, 'utf8')
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
