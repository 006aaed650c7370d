import { Link } from '@tanstack/react-router'

import { mayUse, useOfficer } from '../desk/session.ts'
import { useVoice } from '../ui/voice.tsx'
import type { Outcome, Words } from './api.ts'
import { useAgencies } from './asked.ts'
import { outcomeOf } from './words.ts'

/** What was decided, in a word and a colour. */
export const Verdict = ({ outcome }: { readonly outcome: Outcome | null }) => <span className={`verdict verdict--${(outcome ?? 'none').toLowerCase()}`}>{outcomeOf(useVoice(), outcome)}</span>

/** Why something was decided: codes as they stand in the receipt, behind what they say. */
export function Reasons({ codes, words }: { readonly codes: string | null; readonly words: Words }) {
  const { bi } = useVoice()
  if (codes === null) return <>–</>
  return <>{codes.split(' ').map((code) => <span key={code} className="reason">{words[code] === undefined || bi(words[code]) === code ? null : <>{bi(words[code])} </>}<code>{code}</code></span>)}</>
}

/** A case by the number people know it by, or by its id where that was not kept; a way to it for those who work on cases. */
export function CaseName({ caseId, caseNumber }: { readonly caseId: string; readonly caseNumber: string | null }) {
  const officer = useOfficer()
  const name = caseNumber === null ? <code>{caseId}</code> : <span className="casenumber">{caseNumber}</span>
  return mayUse(officer, ['services.queue']) ? <Link className="link" to="/cases/$id" params={{ id: caseId }}>{name}</Link> : <>{name}</>
}

/** What an agency is called, as soon as that is known; its id where it has no name. */
export function AgencyName({ id }: { readonly id: string | null }) {
  const { bi } = useVoice()
  const { data } = useAgencies()
  return id === null || data === undefined ? null : <span className="agencyname">{bi(data.items.find((one) => one.id === id)?.name ?? id)}</span>
}
