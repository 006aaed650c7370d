import { addDays, dayOf, startOf } from '#kernel/calendar'
import type { Act } from '#kernel/act'
import { give, use } from '#modules/grants'

/** The purpose under which a print stands in the holder's use log. */
export const PRINTING = 'certificates.print'

/**
 * Writes into the holder's use log that an agency printed his certificate. By showing the code he let this agency print
 * once; the grant says just that and is used up at once. Gives the id of the use.
 */
export async function noteUse(act: Act, { holder, agency, type }: { holder: string; agency: string; type: string }): Promise<string> {
  await give(act, { basis: 'role', grantor: holder, grantee: agency, elements: [`certificates.${type}`], purpose: PRINTING, case: null, notAfter: startOf(addDays(dayOf(act.at), 1)), maxUses: 1 })
  return (await use(act, { subject: holder, grantee: agency, source: 'certificates', elements: [type], purpose: PRINTING, case: null })).use
}
