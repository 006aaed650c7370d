import { caller, type Answered, type Caller } from '#tests/caller'
import type { TestHouse } from '#tests/house'

/** A matter that is written for one test, as content alone: what differs from the others, each in YAML as it stands in its file. */
export type Trial = {
  readonly id: string
  /** Chinese; the other language says that it is a trial. */
  readonly title: string
  /** Six digits, the end of a basic code that no real matter of the content has. */
  readonly code: string
  readonly asks: readonly string[]
  readonly fields: readonly string[]
  /** Whatever else the matter says. */
  readonly more?: string
  readonly inputs: readonly string[]
  /** Rows of the table, each `id`, `when`, `outcome` and what else, with a sentence of its own. */
  readonly rows: readonly { readonly id: string; readonly when: string; readonly outcome: string; readonly to?: string }[]
}

/** The law that every trial rests on. */
export const TRIAL_LAW = '{ zh: 《试行办法》第一条, en: Trial rules art. 1 }'

const list = (lines: readonly string[], indent: string): string => lines.map((line) => `${indent}- ${line}\n`).join('')

const matterOf = ({ id, title, code, asks, fields, more = '' }: Trial): string => `# 试行。
title: { zh: ${title}, en: A trial }
summary: { zh: 试行, en: A trial }
basicCode: "440599${code}"
law: [${TRIAL_LAW}]
applicant: person
organ: { role: provident-fund, division: '"440703"' }
officers: fund-officer
limits: { statutory: { amount: 3, unit: day }, promised: { amount: 5, unit: minute } }
feeFen: 0
visits: 0
asks:
${list(asks, '  ')}form:
  - id: holder
    title: { zh: 本人, en: You }
    fields:
${list(fields, '      ')}decision: ${id}
${more}`

const tableOf = ({ id, title, inputs, rows }: Trial): string => `table: ${id}
title: { zh: ${title}, en: A trial }
effective: { from: 2020-01-01, to: null }
hitPolicy: FIRST
routeTo: fund-officer
inputs:
${list(inputs, '  ')}rows:
${list(rows.map(({ id: row, when, outcome, to }) => `{ id: ${row}, when: { ${when} }, outcome: ${outcome}, ${to === undefined ? '' : `to: ${to}, `}reason: trial.${row}, text: { zh: ${row}。, en: About ${row}. }, law: ${TRIAL_LAW} }`), '  ')}`

/** Has an author write a trial and a reviewer publish it, its table first. */
export async function publishTrial(house: TestHouse, trial: Trial): Promise<void> {
  const [author, reviewer] = [await caller(house, 'author'), await caller(house, 'reviewer')]
  for (const [path, text] of [[`matters/${trial.id}/decision.table.yaml`, tableOf(trial)], [`matters/${trial.id}/matter.yaml`, matterOf(trial)]] as const) {
    const draft = await author.post('/content/drafts', { path, text, reason: '试行' }, 201)
    await reviewer.post(`/content/drafts/${draft.id}/publication`, undefined, 201)
  }
}

/** Applies for a matter of one group of fields with what it is filled with beforehand, and gives the case when it has come to rest. */
export async function apply(house: TestHouse, who: Caller, id: string, group = 'holder'): Promise<Answered> {
  const file = await who.post('/services/cases', { kind: 'matter', id }, 201)
  return complete(house, who, file.id, group)
}

/** The same with a case that is open. */
export async function complete(house: TestHouse, who: Caller, file: string, group = 'holder'): Promise<Answered> {
  await who.put(`/services/cases/${file}/groups/${group}`, { answers: {} })
  await who.confirmAndSign(file)
  await house.settle()
  return who.get(`/services/cases/${file}`)
}
