import type { Act } from '#kernel/act'
import { dayOf } from '#kernel/calendar'
import { currentRelease } from '#kernel/releases'
import { issue, usable } from '#modules/certificates'

import { castMember } from './cast.ts'

const KIND = 'household-page'
const PLACES: Readonly<Record<string, { readonly zh: string; readonly issuer: string }>> = {
  440303: { zh: '广东省深圳市罗湖区', issuer: 'shenzhen-police' }, 440304: { zh: '广东省深圳市福田区', issuer: 'shenzhen-police' },
  440305: { zh: '广东省深圳市南山区', issuer: 'shenzhen-police' }, 440306: { zh: '广东省深圳市宝安区', issuer: 'shenzhen-police' },
  440703: { zh: '广东省江门市蓬江区', issuer: 'jiangmen-police' },
}

/** Gives somebody of the cast his page of the household register, taken over from the register's stock: no case of ours decided it. Safe to repeat. */
export async function settleHouseholdPage(act: Act, { key, party }: { key: string; party: string }): Promise<void> {
  if (await usable(act, { holder: party, type: KIND })) return
  const { name, sex, birthDate, idNumber, hukou } = castMember(key)
  const place = PLACES[hukou]!
  await issue(act, {
    type: KIND, holder: party, holderName: name, holderCode: idNumber, holderCodeType: 'citizen-id', issuer: place.issuer, case: 'stock', decision: `stock:${KIND}:${key}`, definition: currentRelease().digest, validFrom: dayOf(act.at),
    fields: { name, sex: sex === 'male' ? '男' : '女', bornOn: birthDate, idNumber, place: place.zh },
  })
}
