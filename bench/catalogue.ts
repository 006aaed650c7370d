// node bench/catalogue.ts FOLDER [KINDS] [SEED]: a pack with as many kinds of certificates as a province keeps, for scale. They are plausible and say of
// themselves that they were made; the same seed makes the same files.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { stringify } from 'yaml'

import { makeSocialCreditCode } from '#kernel/codes/social-credit-code'
import { wholeFrom } from '#tests/chance'

/** How many kinds the city that gave up paper began with. */
export const KINDS = 393

const FIELDS_OF_WORK: readonly (readonly [string, string])[] = [
  ['林业', 'Forestry'], ['渔业', 'Fisheries'], ['种子', 'Seeds'], ['兽药', 'Veterinary medicine'], ['农机', 'Farm machinery'], ['气象', 'Meteorology'], ['测绘', 'Surveying'], ['矿产', 'Mining'], ['民爆', 'Explosives'],
  ['危险化学品', 'Dangerous chemicals'], ['特种设备', 'Special equipment'], ['计量', 'Metrology'], ['认证', 'Certification'], ['药品', 'Medicines'], ['医疗器械', 'Medical devices'], ['化妆品', 'Cosmetics'], ['放射诊疗', 'Radiology'], ['母婴保健', 'Maternal care'], ['护理', 'Nursing'], ['律师', 'Lawyers'],
  ['公证', 'Notaries'], ['司法鉴定', 'Forensics'], ['人力资源', 'Human resources'], ['劳务派遣', 'Labour dispatch'], ['职业技能', 'Skills'], ['民办学校', 'Private schools'], ['文物', 'Relics'], ['出版', 'Publishing'], ['印刷', 'Printing'], ['电影', 'Cinema'], ['旅行社', 'Travel agencies'], ['体育', 'Sports'], ['港口', 'Ports'],
  ['航道', 'Waterways'], ['客运', 'Passenger transport'], ['危险货物', 'Dangerous goods'], ['燃气', 'Gas'], ['供水', 'Water supply'], ['房地产开发', 'Real estate development'], ['工程监理', 'Works supervision'],
]
const FORMS: readonly (readonly [string, string, 'person' | 'firm'])[] = [
  ['经营许可证', 'business licence', 'firm'], ['资质证书', 'qualification of a firm', 'firm'], ['生产许可证', 'production licence', 'firm'], ['备案凭证', 'filing', 'firm'], ['登记证', 'registration', 'firm'], ['从业资格证', 'professional qualification', 'person'], ['执业证', 'practising certificate', 'person'],
  ['操作证', 'operator’s certificate', 'person'], ['培训合格证', 'certificate of training', 'person'], ['检验合格证', 'certificate of inspection', 'firm'], ['标志使用证', 'right to a mark', 'firm'], ['荣誉证书', 'award', 'person'],
]
const MORE = [
  { id: 'scope', label: { zh: '许可范围', en: 'Scope' }, type: 'text', sample: '样本范围' }, { id: 'grade', label: { zh: '等级', en: 'Grade' }, type: 'text', sample: '一级' }, { id: 'place', label: { zh: '地址', en: 'Address' }, type: 'text', sample: '样本省样本市样本路1号' },
  { id: 'decidedOn', label: { zh: '批准日期', en: 'Date of approval' }, type: 'day', sample: '2026-01-08' }, { id: 'staff', label: { zh: '从业人数', en: 'Staff' }, type: 'integer', sample: 12 }, { id: 'capital', label: { zh: '资金数额', en: 'Funds' }, type: 'fen', sample: 1_000_000 },
] as const
const SHEETS = {
  'a4-landscape': { width: 297, title: { x: 148.5, y: 52, size: 15, spacing: 0.3 }, area: { x: 34, y: 70, width: 160, height: 90, size: 5, label: 46 }, seal: { x: 230, y: 158, size: 5, radius: 20 }, qr: { x: 214, y: 76, size: 34 } },
  'a4-portrait': { width: 210, title: { x: 105, y: 56, size: 12, spacing: 0.25 }, area: { x: 28, y: 84, width: 154, height: 100, size: 5, label: 46 }, seal: { x: 142, y: 236, size: 5, radius: 21 }, qr: { x: 28, y: 218, size: 34 } },
  'a5-landscape': { width: 210, title: { x: 105, y: 34, size: 10, spacing: 0.25 }, area: { x: 24, y: 46, width: 162, height: 54, size: 3.8, label: 38 }, seal: { x: 152, y: 120, size: 4, radius: 15 }, qr: { x: 28, y: 106, size: 24 } },
  card: { width: 85.6, title: { x: 5.5, y: 9.5, size: 4, spacing: 0.08, align: 'start' }, area: { x: 5.5, y: 14, width: 58, height: 27, size: 2.1, label: 19 }, seal: { x: 72, y: 38, size: 1.8, radius: 8 }, qr: { x: 66, y: 7, size: 14 } },
} as const

/** The files of so many kinds by path (`certificates/made-001.yaml`), valid by the schema; at most as many as fields of work and forms make together. */
export function catalogueFiles(count: number, seed = 1): ReadonlyMap<string, string> {
  const pairs = FIELDS_OF_WORK.flatMap((work, n) => FORMS.map((form, m) => ({ work, form, n, m })))
  if (count > pairs.length) throw new RangeError(`there are ${pairs.length} kinds to be made, and no more`)
  const random = wholeFrom(seed)
  return new Map(pairs.slice(0, count).map((pair, n) => [`certificates/made-${String(n + 1).padStart(3, '0')}.yaml`, stringify(kindOf(pair, random), { lineWidth: 0, aliasDuplicateObjects: false })]))
}

type Pair = { readonly work: readonly [string, string]; readonly form: readonly [string, string, 'person' | 'firm']; readonly n: number; readonly m: number }

function kindOf({ work, form, n, m }: Pair, random: (below: number) => number): object {
  const [zh, en, holder] = form
  const own = holder === 'firm'
    ? { id: 'socialCreditCode', label: { zh: '统一社会信用代码', en: 'Unified social credit code' }, type: 'social-credit-code', sample: '91440300MA5EXAMP0C' }
    : { id: 'idNumber', label: { zh: '公民身份号码', en: 'Citizen identity number' }, type: 'text', sample: '11010519491231002X' }
  const start = random(MORE.length)
  const more = Array.from({ length: 1 + random(4) }, (_, place) => MORE[(start + place) % MORE.length]!)
  const fields = [{ id: 'name', label: { zh: '名称', en: 'Name' }, type: 'text', sample: '样本', ...(holder === 'person' ? { fact: 'population-person.name' } : {}) }, own, ...more].map((field) => ({ ...field, public: holder === 'firm' }))
  const sheets = Object.keys(SHEETS) as (keyof typeof SHEETS)[]
  const sheet = sheets[random(sheets.length)]!
  const { title, area, seal, qr } = SHEETS[sheet]
  const authority = { zh: `${work[0]}主管部门（试验）`, en: `${work[1]} authority (made for trials)` }
  const name = { zh: `${work[0]}${zh}`, en: `${work[1]}: ${en}` }
  return {
    code: `${makeSocialCreditCode({ department: '1', organisationType: '1', division: '100000', sequence: `MBTG${String(n).padStart(4, '0')}` })}${String(901 + m)}`,
    name, issuerRole: holder === 'firm' ? 'market-regulator' : 'civil-affairs', number: 'sequence', holder: { kind: holder, public: holder === 'firm' }, fields,
    validity: random(3) === 0 ? 'unlimited' : { unit: 'year', amount: 1 + random(10) },
    proves: { zh: `为试验生成的${name.zh}。`, en: `${name.en}, made for trials.` }, law: { zh: `${work[0]}管理规定（试验）`, en: `Rules of ${work[1]} (made for trials)` },
    metadata: { definedBy: { name: authority, level: 'nation' }, code: 'ours', issuers: { name: authority, levels: ['province', 'city', 'county'].slice(random(3)) }, matters: [{ name: { zh: `核发${name.zh}`, en: `Issue of ${name.en}` } }], publishedOn: '2026-11-28', languages: ['zh'] },
    layout: {
      sheet, colour: ['red', 'blue', 'green', 'amber', 'grey'][random(5)], ground: ['rosette', 'waves', 'lattice', 'rays', 'plain'][random(5)], border: sheet === 'card' ? 'line' : ['ornate', 'double', 'line'][random(3)],
      title, areas: [{ ...area, fields: fields.map(({ id }) => id) }], seal, qr,
    },
  }
}

/** Writes a pack that inherits the province and has so many kinds more. */
export function writeCatalogue(folder: string, count: number, seed = 1): void {
  mkdirSync(join(folder, 'certificates'), { recursive: true })
  writeFileSync(join(folder, 'pack.yaml'), stringify({ name: { zh: '规模试验', en: 'Trial of scale' }, inherits: ['guangdong'] }))
  for (const [path, text] of catalogueFiles(count, seed)) writeFileSync(join(folder, path), text)
}

if (import.meta.main) {
  const [folder, count = String(KINDS), seed = '1'] = process.argv.slice(2)
  if (folder === undefined) throw new Error('say into which folder: node bench/catalogue.ts FOLDER [KINDS] [SEED]')
  writeCatalogue(folder, Number(count), Number(seed))
}
