import { createContext, useContext, type ReactNode } from 'react'

import type { Case, FieldView, Reason } from '../../portal/api.ts'
import { useVoice } from '../voice.tsx'
import { leafName, nameOf } from './draft.ts'

/** What a decision wants mended, by the name of the input, the record or the list that it means. */
export type Mends = ReadonlyMap<string, readonly Reason[]>

const Known = createContext<Mends>(new Map())

/** Everything inside knows what is to be mended. */
export const Mending = ({ mends, children }: { readonly mends: Mends; readonly children: ReactNode }) => <Known value={mends}>{children}</Known>

/** The name of what a reason means; undefined where it means no field. */
export function nameMeant({ field, position, leaf }: Reason): string | undefined {
  if (field === undefined) return undefined
  if (position === undefined) return nameOf(field)
  return leaf === undefined ? `${nameOf(field)}.${position}` : leafName(field, position, leaf)
}

/** What the last decision on a case wants mended. */
export function mendsOf({ verdict }: Pick<Case, 'verdict'>): Mends {
  const mends = new Map<string, Reason[]>()
  if (verdict?.outcome !== 'RETURN') return mends
  for (const reason of verdict.reasons) {
    const name = nameMeant(reason)
    if (name !== undefined) mends.set(name, [...(mends.get(name) ?? []), reason])
  }
  return mends
}

/** Whether something in a field, or in a record of it, is to be mended. */
export const isToMend = (mends: Mends, field: Pick<FieldView, 'id'>): boolean => [...mends.keys()].some((name) => `${name}.`.startsWith(`${nameOf(field.id)}.`))

/** The id of the words at an input that say what is to be mended, for what they describe; undefined where nothing is. */
export function useMendId(name: string): string | undefined {
  return useContext(Known).has(name) ? `${name}-mend` : undefined
}

/** What is wrong at a place and how to mend it, in the words of the decision. */
export function Mend({ name }: { readonly name: string }) {
  const { t, bi } = useVoice()
  const reasons = useContext(Known).get(name)
  if (reasons === undefined) return null
  return (
    <div className="field__mend" id={`${name}-mend`}>
      {reasons.map((reason, place) => <p key={`${reason.row}-${place}`}><strong>{t('form.to_mend')}</strong>{bi(reason.text)}{reason.fix === undefined || reason.fix === null ? null : <> {bi(reason.fix)}</>}</p>)}
    </div>
  )
}
