import type { Act } from '#kernel/act'
import { sentences } from '#kernel/language'
import { historyOf, type Entry } from '#kernel/journal'
import { currentRelease } from '#kernel/releases'
import type { Bilingual } from '#kernel/shapes'
import { agencyNames } from '#modules/parties'

import type { CaseFile } from '../model/case.ts'
import { Matters } from '../model/matter.ts'
import type { StepStanding } from './bundle.ts'

/** Facts that tell people something; the rest stays in the journal. */
const TOLD = new Set(['services.opened', 'services.confirmed', 'services.signed', 'services.witnessed', 'services.reminded', 'services.submitted', 'services.reopened', 'services.decided', 'services.routed', 'services.deferred', 'services.woken', 'services.declined', 'services.withdrawn', 'services.closed', 'services.received', 'services.contested', 'services.contest_ended', 'services.rated', 'services.rating_answered', 'exchange.ordered', 'certificates.issued', 'certificates.printed', 'services.paid'])

/** What happened in a case and in the cases of its steps, oldest first, in words. */
export async function timelineOf(act: Act, file: CaseFile, standings: readonly StepStanding[]) {
  const titles = new Map<string, Bilingual>()
  for (const { step, file: child } of standings) if (child) titles.set(child.id, currentRelease().get(Matters, step.matter)?.value.title ?? { zh: step.id, en: step.id })
  const entries: Entry[] = []
  entries.push(...(await historyOf(act.tx, file.id, ...titles.keys())).filter((entry) => TOLD.has(entry.type)))
  entries.sort((a, b) => a.at.getTime() - b.at.getTime() || Number(a.id) - Number(b.id))
  const names = await agencyNames(act, entries.flatMap((entry) => [entry.actor, entry.data['organ'], entry.data['agency']].filter((one): one is string => typeof one === 'string')))
  return entries.map((entry) => {
    const agency = names[String(entry.data['organ'] ?? entry.data['agency'] ?? entry.actor)] ?? null
    return { at: entry.at, type: entry.type, case: entry.case ?? entry.subject, step: titles.get(entry.case ?? entry.subject) ?? null, text: textOf(entry), by: agency, fact: entry.id }
  })
}

/** Facts that are told in other words by what they carry. */
const PARTS: Readonly<Record<string, readonly string[]>> = { 'services.decided': ['outcome', 'by'], 'services.contested': ['ground'], 'services.contest_ended': ['outcome'], 'services.woken': ['ending'] }

function textOf(entry: Entry): Bilingual {
  const values = Object.fromEntries(Object.entries(entry.data).map(([key, value]) => [key, value ?? '']))
  const parts = (PARTS[entry.type] ?? []).map((part) => `.${String(entry.data[part])}`)
  const code = `timeline.${entry.type}${parts.join('')}`
  return sentences(currentRelease(), code, values)
}
