import type { Act } from '#kernel/act'
import { dayOf } from '#kernel/calendar'
import { currentRelease } from '#kernel/releases'
import { issue, usable } from '#modules/certificates'

import { castMember } from './cast.ts'

const KIND = 'household-page'
const COUNTY = { zh: '广东省江门市蓬江区', issuer: 'jiangmen-police' } as const

/** Whoever is a child of the cast has the page of the household register, taken over from the register's stock: no case of ours decided it. Safe to repeat. */
export async function settleHouseholdPage(act: Act, { key, party }: { key: string; party: string }): Promise<void> {
  if (await usable(act, { holder: party, type: KIND })) return
  const { name, sex, birthDate, idNumber } = castMember(key)
  await issue(act, {
    type: KIND, holder: party, holderName: name, holderCode: idNumber, holderCodeType: 'citizen-id', issuer: COUNTY.issuer, case: 'stock', decision: `stock:${KIND}:${key}`, definition: currentRelease().digest, validFrom: dayOf(act.at),
    fields: { name, sex: sex === 'male' ? '男' : '女', bornOn: birthDate, idNumber, place: COUNTY.zh },
  })
}
