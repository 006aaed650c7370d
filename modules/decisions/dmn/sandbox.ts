import { Worker } from 'node:worker_threads'

import type { Json } from '../feel/json.ts'
import type { DmnQuestion } from './evaluate.ts'

/** What is to be evaluated: texts and JSON only, so that nothing of ours reaches the other side. `asOf` is ISO 8601 with its offset. */
export type DmnJob = { readonly xml: string; readonly imports: readonly string[]; readonly question: DmnQuestion; readonly inputs: Readonly<Record<string, unknown>>; readonly asOf: string; readonly trace: boolean }
/** What came of it: a value, or why there is none. */
export type DmnAnswer =
  | { readonly value: Json; readonly problems: readonly { readonly element: string; readonly code: string; readonly detail: string }[]; readonly trace?: Json }
  | { readonly error: { readonly code: string; readonly detail: string } }

/** A model of anybody's gets this long and this much memory. The largest of the official test kit takes 40 ms and 30 MB. */
const timeMs = 900
const memoryMb = 96

type Waiting = { readonly job: DmnJob; readonly done: (answer: DmnAnswer) => void }
type Sandbox = { worker: Worker | null; ready: boolean; current: Waiting | null; timer: NodeJS.Timeout | null; readonly queue: Waiting[] }

const sandbox: Sandbox = { worker: null, ready: false, current: null, timer: null, queue: [] }

/** The most that wait; whoever comes then is told that it is too much. */
const waitingMax = 100

/**
 * Evaluates a DMN model of anybody's apart from the house: on a thread of its own with bounded time, memory and stack, one after the
 * other. Never throws: what is wrong with the model is in the answer, with `dmn.too_long` and `dmn.too_large` where it was ended.
 */
export function evaluateApart(job: DmnJob): Promise<DmnAnswer> {
  if (sandbox.queue.length >= waitingMax) return Promise.resolve({ error: { code: 'dmn.busy', detail: 'too many models are waiting' } })
  return new Promise((done) => {
    sandbox.queue.push({ job, done })
    next()
  })
}

/** Ends the thread, for a command that is done. */
export async function closeSandbox(): Promise<void> {
  await sandbox.worker?.terminate()
  sandbox.worker = null
}

function next(): void {
  if (sandbox.current !== null || sandbox.queue.length === 0) return
  if (sandbox.worker === null) return open()
  if (!sandbox.ready) return
  const waiting = sandbox.queue.shift()!
  sandbox.current = waiting
  sandbox.worker.ref()
  sandbox.timer = setTimeout(() => ended({ error: { code: 'dmn.too_long', detail: `the model was ended after ${timeMs} ms` } }), timeMs)
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin.
  sandbox.worker.postMessage(waiting.job)
}

function open(): void {
  const worker = new Worker(new URL('sandbox-thread.ts', import.meta.url), { resourceLimits: { maxOldGenerationSizeMb: memoryMb, maxYoungGenerationSizeMb: 16, stackSizeMb: 4 }, execArgv: ['--disable-warning=ExperimentalWarning'], env: {} })
  sandbox.worker = worker
  sandbox.ready = false
  worker.on('message', (message: 'ready' | DmnAnswer) => {
    if (worker !== sandbox.worker) return
    if (message === 'ready') sandbox.ready = true
    else answered(message)
    next()
  })
  worker.on('error', (error: Error & { code?: string }) => {
    if (worker === sandbox.worker) ended({ error: error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? { code: 'dmn.too_large', detail: `the model needed more than ${memoryMb} MB` } : { code: 'dmn.fault', detail: error.message } })
  })
}

function answered(answer: DmnAnswer): void {
  if (sandbox.timer !== null) clearTimeout(sandbox.timer)
  const { current } = sandbox
  sandbox.current = null
  sandbox.worker?.unref()
  current?.done(answer)
}

// The thread is thrown away with whatever it was doing.
function ended(answer: DmnAnswer): void {
  const { worker } = sandbox
  sandbox.worker = null
  void worker?.terminate()
  answered(answer)
  next()
}
