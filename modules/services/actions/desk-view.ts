import type { Act } from '#kernel/act'
import { sentence } from '#kernel/language'
import type { Bilingual } from '#kernel/shapes'
import { inputsOf, receiptsOf } from '#modules/decisions'
import { elementView, factsOfCase, Sources, type Source } from '#modules/exchange'
import { useAll } from '#modules/grants'
import { agenciesOf, partyOf } from '#modules/parties'

import { stageOf, type CaseFile } from '../model/case.ts'
import { mayDecide } from '../policy.ts'
import * as desk from '../store/desk.ts'
import * as tasks from '../store/tasks.ts'
import { conditionsSeen } from './conditions.ts'
import type { Definition } from './context.ts'
import { notesOf } from './notes.ts'
import { standing } from './presence.ts'
import { named } from './queue.ts'
import { pickable } from './reasons.ts'

/**
 * What an officer needs to decide: the failed condition first, then what a grant would have needed, what the table looked at, the
 * reasons he may pick from, the facts with their sources, notes, and what was done with the task. Every person whose facts are
 * shown finds this look in his log; facts that nobody may look at any more are withheld, with the reason.
 */
export async function deskView(act: Act, file: CaseFile, definition: Definition) {
  const task = file.task!
  const receipts = (await receiptsOf(act, file.id)).filter((one) => one.mode === 'machine')
  const receipt = receipts.findLast((one) => one.id === file.verdict?.decision) ?? receipts.at(-1)
  const evidence = await evidenceOf(act, file, definition)
  await act.record({ type: 'services.looked', subject: file.id, case: file.id, data: { facts: evidence.length } })
  const draft = await desk.deliberationOf(act.tx, task.id, act.actor.id)
  return {
    task: task.id, mayDecide: mayDecide(act.actor, task) && !task.ended && stageOf(file) === 'with-officer', mayLookEarlier: definition.matter!.earlier ?? null, mayLookHere: definition.matter!.earlierAt?.law ?? null,
    failed: file.verdict?.decidedBy === 'machine' ? file.verdict.reasons : [],
    conditions: conditionsSeen(definition, receipt, evidence), inputs: inputViews(definition, receipt), nearMisses: receipt?.decision['nearMisses'] ?? [],
    rows: pickable(definition, file),
    evidence, notes: await notesOf(act, file.id), moves: await movesOf(act, file.id), standing: await standing(act, file.id, task.id), draft: draft ?? null,
  }
}

type Kept = Awaited<ReturnType<typeof factsOfCase>>
type Heard = Kept['answers'][number]

/** The newest answer of each ask, by source, with its facts; every person whose facts these are finds the look in his log. */
export async function evidenceOf(act: Act, file: CaseFile, definition: Definition) {
  const { answers, facts } = await factsOfCase(act, file.id)
  const newest = answers.filter((answer) => answer.round === answers.findLast((other) => other.alias === answer.alias)!.round)
  const withheld = await lookAt(act, file, definition, newest, facts)
  return Promise.all(newest.map(async (answer) => {
    const source = definition.release.get(Sources, answer.source)?.value
    const mine = withheld.has(answer.id) ? [] : facts.filter((fact) => fact.answer === answer.id)
    return {
      id: answer.id, source: answer.source, title: source?.title ?? { zh: answer.source, en: answer.source }, agency: agenciesOf(definition.release).find((one) => one.role === source?.agencyRole)?.name ?? null,
      about: answer.subject === null ? null : (await partyOf(act, answer.subject)).name, state: answer.state, obtainedAt: answer.obtainedAt, asOf: answer.asOf, personal: source?.personal ?? true,
      withheld: withheld.get(answer.id) ?? null,
      elements: mine.map((fact) => {
        const id = fact.element.slice(answer.source.length + 1)
        return { ...elementSeen(source, id), value: fact.value }
      }),
    }
  }))
}

/** An element as an officer reads it: its codes in words, and numbers whole, for he has to compare them. */
export function elementSeen(source: Source | undefined, id: string) {
  const element = source?.elements[id]
  return element === undefined ? { id, label: { zh: id, en: id }, type: 'text' } : { ...elementView(id, element), masked: false }
}

/**
 * Passes the officer's look at each person's facts through the gate, where the person will find it with the officer, the
 * purpose and the case. Gives the answers that must not be shown, each with the reason.
 */
async function lookAt(act: Act, file: CaseFile, definition: Definition, answers: readonly Heard[], facts: Kept['facts']): Promise<Map<string, Bilingual>> {
  const personal = answers.filter((answer) => answer.state === 'hit' && answer.subject !== null && (definition.release.get(Sources, answer.source)?.value.personal ?? true))
  const looks = [...Map.groupBy(personal, (answer) => `${answer.subject} ${answer.source}`).values()].map((same) => ({
    answers: same,
    request: {
      subject: same[0]!.subject!, grantee: file.submission!.organ, source: same[0]!.source, purpose: file.definition, case: file.parent ?? file.id,
      elements: [...new Set(facts.filter((fact) => same.some((answer) => answer.id === fact.answer)).map((fact) => fact.element.slice(same[0]!.source.length + 1)))],
    },
  }))
  const gates = await useAll(act, looks.map(({ request }) => request))
  return new Map(gates.flatMap((gate, n) => ('refused' in gate ? looks[n]!.answers.map((answer) => [answer.id, inBoth(definition, gate.refused)] as const) : [])))
}

const inBoth = ({ release }: Definition, code: string): Bilingual => ({ zh: sentence(release, 'zh', code), en: sentence(release, 'en', code) })

type Cell = { readonly input: string; readonly value: unknown; readonly verdict: boolean | 'undetermined' }

/** What the table looked at, each input with its name, its value and whether it could be judged at all. */
export function inputViews(definition: Definition, receipt: Awaited<ReturnType<typeof receiptsOf>>[number] | undefined) {
  if (!receipt) return []
  const cells = ((receipt.decision['trace'] ?? []) as { cells: Cell[] }[]).flatMap((row) => row.cells)
  return inputsOf(definition.release, receipt.tableId, receipt.asOf).map(({ id, label }) => {
    const cell = cells.find((one) => one.input === id)
    return { id, label, value: cell?.value ?? null, state: cell === undefined ? 'not looked at' : cell.verdict === 'undetermined' ? 'unknown' : 'hit' }
  })
}

/** What was done with the tasks of the case, by name. The end of a task that its applicant withdrew names nobody. */
async function movesOf(act: Act, caseId: string) {
  return Promise.all((await tasks.movesOf(act.tx, caseId)).map(async ({ by, to, ...move }) => ({ ...move, by: await named(act, by), to: to === null ? null : await named(act, to) })))
}
