import { addDays, dayOf, startOf } from '#kernel/calendar'
import type { Act } from '#kernel/act'
import { give, use } from '#modules/grants'

/** The purpose under which a print stands in the holder's use log. */
export const PRINTING = 'certificates.print'

/** The purpose under which it stands there that the issuer looked for or opened what it had issued. */
export const KEEPING = 'keeping'

/**
 * Writes into the holder's use log that an agency printed a certificate of his, or looked for and opened what it had issued itself. By showing the code
 * he let this agency print once; an issuer's post lets it look after its own. The grant says just that and is used up at once. Gives the id of the use.
 */
export async function noteUse(act: Act, { holder, agency, types, purpose }: { holder: string; agency: string; types: readonly string[]; purpose: string }): Promise<string> {
  await give(act, { basis: 'role', grantor: holder, grantee: agency, elements: types.map((type) => `certificates.${type}`), purpose, case: null, notAfter: startOf(addDays(dayOf(act.at), 1)), maxUses: 1 })
  return (await use(act, { subject: holder, grantee: agency, source: 'certificates', elements: types, purpose, case: null })).use
}
