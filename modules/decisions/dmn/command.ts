import { readdirSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'

import { stringify } from 'yaml'

import { now } from '#kernel/act'
import { dayOf } from '#kernel/calendar'
import { readInput, readJson, show, UnfitInput, type Command } from '#kernel/command'

import { FeelError } from '../feel/faults.ts'
import { checkTable } from '../table/check.ts'
import { readTable } from '../table/read.ts'
import { exportTable } from './export.ts'
import { importTable } from './import.ts'
import { closeSandbox, evaluateApart } from './sandbox.ts'

/** `tongban decisions evaluate MODEL.dmn --decision NAME | --service NAME [--input FILE] [--trace]`. Imports are looked for beside the model. */
export const evaluateCommand: Command = {
  help: 'MODEL.dmn --decision NAME | --service NAME [--input FILE] [--trace]  what a DMN model decides',
  run: async ([file, ...options]) => {
    const xml = readInput(file)
    const { decision, service, input } = { decision: optionIn(options, '--decision'), service: optionIn(options, '--service'), input: optionIn(options, '--input') }
    if ((decision === undefined) === (service === undefined)) throw new UnfitInput('Name one decision or one service: --decision NAME or --service NAME. 请给出一个决策或一个决策服务的名称。')
    const inputs = input === undefined ? {} : readJson(input)
    if (typeof inputs !== 'object' || inputs === null || Array.isArray(inputs)) throw new UnfitInput('The input must be a JSON object of names and values. 输入须为 JSON 对象。')
    const question = decision === undefined ? { service: service! } : { decision }
    const answer = await evaluateApart({ xml, imports: file === '-' || file === undefined ? [] : modelsBeside(file), question, inputs: inputs as Record<string, unknown>, asOf: now().toISOString(), trace: options.includes('--trace') })
    await closeSandbox()
    if ('error' in answer) return show({ error: answer.error.detail, code: answer.error.code }, false)
    return show({ value: answer.value, ...(options.includes('--trace') ? { trace: answer.trace, problems: answer.problems } : {}) })
  },
}

const optionIn = (options: readonly string[], name: string): string | undefined => {
  const at = options.indexOf(name)
  return at < 0 ? undefined : options[at + 1]
}

// The models of the same folder: what a model imports is found among them by its namespace.
const modelsBeside = (file: string): string[] =>
  readdirSync(dirname(resolve(file))).filter((name) => name.endsWith('.dmn') && resolve(dirname(file), name) !== resolve(file)).slice(0, 200).map((name) => readInput(join(dirname(file), name)))

/** `tongban decisions export TABLE.yaml`: a table as a DMN model that any engine runs. */
export const exportCommand: Command = {
  help: 'TABLE.yaml  a decision table as a DMN 1.5 model, with its words and laws',
  run: async ([file]) => {
    const { table, faults } = readTable(readInput(file))
    if (table === null) throw new UnfitInput(faults.map(({ pointer, code, detail }) => `${pointer} ${code} ${detail}`).join('\n'))
    process.stdout.write(exportTable(table))
    return 0
  },
}

/** `tongban decisions import MODEL.dmn [--from DAY]`: the decision table of a model in our own form, with what is still missing on standard error. */
export const importCommand: Command = {
  help: 'MODEL.dmn [--from DAY]  the decision table of a DMN model in our own form; what it still lacks is said on standard error',
  run: async ([file, ...options]) => {
    const table = tableIn(readInput(file), optionIn(options, '--from') ?? dayOf(now()))
    process.stdout.write(stringify(table, { aliasDuplicateObjects: false, lineWidth: 0 }))
    const faults = checkTable(table)
    process.stderr.write(faults.map(({ pointer, code, detail }) => `${pointer} ${code} ${detail}\n`).join(''))
    return faults.length === 0 ? 0 : 1
  },
}

function tableIn(xml: string, from: string): ReturnType<typeof importTable> {
  // A model that holds no table of ours is the caller's to mend.
  try {
    return importTable(xml, from)
  } catch (error) {
    if (error instanceof FeelError) throw new UnfitInput(error.message)
    throw error
  }
}
