/** Places, firms and bank branches that exist with the same codes at every scale and seed. */
import { enterpriseCode } from './codes.ts'
import { CITIES } from './divisions.ts'

/** What a standard address is used for. */
export type AddressKind = 'dwelling' | 'commercial' | 'office' | 'industrial'

/** A standard address; its code is street 9 + road 3 + house number 4 + room 4 = 20 digits. */
export type FixedAddress = { key: string; code: string; text: string; division: string; kind: AddressKind; illegal: boolean }

/** The fixed addresses: one free in each city, one full, one illegal, one dwelling. */
export const FIXED_ADDRESSES: readonly FixedAddress[] = [
  { key: 'free-pengjiang', code: '44070300600100880301', division: '440703', kind: 'commercial', illegal: false, text: '广东省江门市蓬江区环市街道侨晖路88号301铺' },
  { key: 'free-futian', code: '44030400300100660801', division: '440304', kind: 'commercial', illegal: false, text: '广东省深圳市福田区福田街道彩虹里66号801室' },
  { key: 'free-duanzhou', code: '44120200100100220202', division: '441202', kind: 'commercial', illegal: false, text: '广东省肇庆市端州区城东街道星岩里22号202铺' },
  { key: 'full-pengjiang', code: '44070300600200050101', division: '440703', kind: 'commercial', illegal: false, text: '广东省江门市蓬江区环市街道集贤里5号101铺' },
  { key: 'illegal-pengjiang', code: '44070300200300170001', division: '440703', kind: 'commercial', illegal: true, text: '广东省江门市蓬江区白沙街道旧墟里17号临建' },
  { key: 'dwelling-pengjiang', code: '44070300600400121502', division: '440703', kind: 'dwelling', illegal: false, text: '广东省江门市蓬江区环市街道碧泉里12号1502房' },
  { key: 'works-pengjiang', code: '44070310300500300000', division: '440703', kind: 'industrial', illegal: false, text: '广东省江门市蓬江区杜阮镇工业里30号' },
  { key: 'works-futian', code: '44030400600100990000', division: '440304', kind: 'office', illegal: false, text: '广东省深圳市福田区香蜜湖街道云谷里99号' },
]

/** Where the fixed person lives whose county this is; the dwelling stands in that county's first street. */
export function castAddress(county: string): { code: string; text: string } {
  const city = CITIES.find((one) => one.code.slice(0, 4) === county.slice(0, 4))
  const place = city?.counties.find((one) => one.code === county)
  const street = place?.streets[0] ?? '001'
  const text = `广东省${city?.name ?? ''}${place?.name ?? ''}${street.slice(3)}同心里1号101房`
  return { code: `${county}${street.slice(0, 3)}00900010101`, text }
}

/** A firm that exists at every scale. */
export type FixedFirm = {
  key: string
  name: string
  region: string
  brand: string
  industry: string
  form: string
  address: string
  state: '存续' | '吊销' | '注销'
  registered: string
  ended?: string
  /** Key of the legal representative, and of whoever answers for a revoked licence. */
  legalRep: string
  responsible?: string
}

const FIRMS: readonly FixedFirm[] = [
  firm('identical-brand', '440703', '江门市蓬江区', '晨曦', '贸易', '51', 'full-pengjiang'),
  firm('homophone-brand', '440703', '江门市蓬江区', '云帆', '软件', '65', 'full-pengjiang'),
  firm('near-identical-brand', '440703', '江门市蓬江区', '岭南春晖堂', '医药', '52', 'full-pengjiang'),
  firm('neighbour-four', '440703', '江门市蓬江区', '江畔渔火', '餐饮', '62', 'full-pengjiang'),
  firm('neighbour-five', '440703', '江门市蓬江区', '白沙里', '文化传播', '88', 'full-pengjiang'),
  {
    ...firm('revoked-recently', '440703', '江门市蓬江区', '远岫', '建材', '51', 'works-pengjiang'),
    state: '吊销',
    ended: '2025-03-18',
    legalRep: 'revoked-responsible',
    responsible: 'revoked-responsible',
  },
  {
    ...firm('revoked-long-ago', '440705', '江门市新会区', '旧岸', '五金制品', '33', 'works-pengjiang'),
    state: '吊销',
    ended: '2022-05-10',
    legalRep: 'revoked-long-ago',
    responsible: 'revoked-long-ago',
  },
  firm('employer-jiangmen', '440700', '江门市', '侨安', '电器', '38', 'works-pengjiang'),
  firm('employer-shenzhen', '440304', '深圳市福田区', '海映', '科技', '75', 'works-futian'),
  { ...firm('cancelled', '441202', '肇庆市端州区', '七星渡', '食品', '14', 'works-pengjiang'), state: '注销', ended: '2024-01-15' },
]

/** The fixed firms with their social credit codes, in a stable order. */
export const FIXED_FIRMS: readonly (FixedFirm & { code: string; division: string })[] = FIRMS.map((one, at) => {
  const division = one.region.endsWith('00') ? `${one.region.slice(0, 4)}03` : one.region
  return { ...one, division, code: enterpriseCode(division, at + 1) }
})

/** The social credit code of a fixed firm; throws on an unknown key. */
export function fixedFirmCode(key: string): string {
  const found = FIXED_FIRMS.find((one) => one.key === key)
  if (!found) throw new Error(`no such firm: ${key}`)
  return found.code
}

/** A branch of an invented bank that opens accounts for firms. */
export type Branch = { code: string; name: string; bank: string; division: string }

/** Banks that exist nowhere. */
export const BANKS: readonly string[] = ['侨乡银行', '珠岸银行', '西江银行']

/** Three branches in every county: the county code and two digits. */
export const BRANCHES: readonly Branch[] = CITIES.flatMap((city) =>
  city.counties.flatMap((county) =>
    BANKS.map((bank, at) => ({
      code: `${county.code}0${at + 1}`,
      name: `${bank}${city.name.slice(0, -1)}${county.name.slice(0, -1)}支行`,
      bank,
      division: county.code,
    })),
  ),
)

/** The branch that declines every booking, so that a declined kit item can be shown. */
export const DECLINING_BRANCH = '44070303'

/** The seal makers of each city, who take turns. */
export const SEAL_MAKERS: ReadonlyMap<string, readonly string[]> = new Map([
  ['4403', ['深圳鹏印刻章社', '深圳南玺刻章社', '深圳福篆刻章社', '深圳莲石刻章社']],
  ['4407', ['江门侨印刻章社', '江门蓬石刻章社', '江门葵篆刻章社', '江门白沙刻章社']],
  ['4412', ['肇庆端石刻章社', '肇庆星岩刻章社', '肇庆西江刻章社']],
])

function firm(key: string, region: string, place: string, brand: string, word: string, industry: string, address: string): FixedFirm {
  const form = '有限公司'
  return { key, name: place + brand + word + form, region, brand, industry, form, address, state: '存续', registered: '2016-06-01', legalRep: 'owner' }
}
