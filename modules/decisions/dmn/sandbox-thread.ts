import { createHash } from 'node:crypto'
import { parentPort } from 'node:worker_threads'

import { FeelError } from '../feel/faults.ts'
import { toJson, type Json } from '../feel/json.ts'
import { parseDateTime } from '../feel/temporal-text.ts'
import { compileDmn, evaluateDmn, type DmnModel } from './evaluate.ts'
import type { DmnAnswer, DmnJob } from './sandbox.ts'
import type { Trace } from './scope.ts'

// The last few models, so that asking one for all its decisions reads it once.
const compiled = new Map<string, DmnModel>()
const keptMax = 8

const say = (message: DmnAnswer | 'ready'): void => {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin.
  parentPort!.postMessage(message)
}

parentPort!.on('message', (job: DmnJob) => say(answerTo(job)))
say('ready')

function answerTo({ xml, imports, question, inputs, asOf, trace }: DmnJob): DmnAnswer {
  // Whatever a model does, the answer is a sentence about the model.
  try {
    const model = modelOf(xml, imports)
    const steps: Trace | null = trace ? [] : null
    const value = evaluateDmn(model, question, inputs, parseDateTime(asOf) ?? undefined, steps)
    const problems = model.problems.map(({ element, code, detail }) => ({ element, code, detail }))
    return { value, problems, ...(steps === null ? {} : { trace: stepsAsJson(steps) }) }
  } catch (error) {
    if (error instanceof FeelError) return { error: { code: error.code, detail: error.message } }
    if (error instanceof RangeError) return { error: { code: 'dmn.too_deep', detail: 'the model goes too deep' } }
    return { error: { code: 'dmn.fault', detail: String(error) } }
  }
}

function modelOf(xml: string, imports: readonly string[]): DmnModel {
  const key = createHash('sha256').update(JSON.stringify([xml, imports])).digest('base64')
  const known = compiled.get(key)
  if (known !== undefined) return known
  const model = compileDmn(xml, imports)
  compiled.set(key, model)
  if (compiled.size > keptMax) compiled.delete(compiled.keys().next().value!)
  return model
}

function stepsAsJson(steps: Trace): Json {
  const plain = (value: Parameters<typeof toJson>[0]): Json => {
    // A function on the way has no JSON, and needs none.
    try {
      return toJson(value)
    } catch {
      return null
    }
  }
  return steps.map((step): Json => ('decision' in step ? { decision: step.decision, value: plain(step.value) } : { ...step, inputs: step.inputs.map(plain), rules: step.rules as unknown as Json }))
}
