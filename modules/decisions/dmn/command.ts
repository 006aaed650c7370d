import { readdirSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'

import { now } from '#kernel/act'
import { readInput, readJson, show, UnfitInput, type Command } from '#kernel/command'

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
