import { existsSync } from 'node:fs'

import { readInput, show, UnfitInput, type Command } from '#kernel/command'
import { onHouse } from '#kernel/commands'
import { refreshRelease } from '#kernel/releases'

import { checkTableText } from '../table/check.ts'
import { compileTable, type CompiledTable } from '../table/compile.ts'
import { readTable } from '../table/read.ts'
import { replay } from './replay.ts'

/** `tongban replay [--matter CODE] [--table FILE or ID]`. With the file of a changed table, past cases are decided by it. */
export const replayCommand: Command = {
  help: '[--matter CODE] [--table FILE or ID]  decides past cases again, or by a changed table, and names what comes out otherwise',
  run: async (words) => {
    const [table, matter] = ['--table', '--matter'].map((name) => (words.includes(name) ? words[words.indexOf(name) + 1] : undefined))
    const candidate = table !== undefined && (table === '-' || existsSync(table)) ? candidateIn(table) : null
    const found = await onHouse(async (act) => (await refreshRelease(act.tx), replay(act, { ...(candidate === null && table !== undefined ? { table } : {}), ...(matter === undefined ? {} : { matter }) }, candidate)))
    return show({ same: found.same, changed: found.changed.map(({ case: id, was, now, why, receipt }) => ({ case: id, was, now, why, receipt })) }, found.changed.length === 0)
  },
}

function candidateIn(file: string): CompiledTable {
  const text = readInput(file)
  const faults = checkTableText(text)
  if (faults.length > 0) throw new UnfitInput(`${file} 不是可用的决策表 is no table that could decide:\n${faults.map(({ pointer, code, detail }) => `${pointer} ${code} ${detail}`).join('\n')}`)
  return compileTable(readTable(text).table!).compiled!
}
