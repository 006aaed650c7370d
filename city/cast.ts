import { citizenNumber, withLuhnCheck } from './codes.ts'
import { dayOf } from './days.ts'
import type { Sex } from './names.ts'

/** A demo person who exists at every scale and seed; all are invented. Days are ISO texts. */
export type CastMember = {
  key: string
  name: string
  idNumber: string
  sex: Sex
  birthDate: string
  deathDate?: string
  /** County in which the person is registered (six digits). */
  hukou: string
  marital: 'unmarried' | 'married' | 'widowed' | 'divorced'
  /** Key of the husband or wife. */
  spouse?: string
  capacity?: 'limited' | 'none'
  mobile: string
  /** The bound class-I bank card; children have none. */
  card?: string
  official: boolean
  role: { zh: string; en: string }
}

type Extra = Partial<Pick<CastMember, 'deathDate' | 'marital' | 'spouse' | 'capacity' | 'hukou' | 'official'>>

// Places in this list give sequence numbers, mobiles and cards: add new people at the end only.
const PEOPLE: readonly CastMember[] = [
  person('founder-jiangmen', '陈晓岚', 'female', '1990-05-17', '440703', '江门创业者，资料无瑕', 'clean founder living in Jiangmen', {
    marital: 'married',
    spouse: 'spouse-jiangmen',
  }),
  person('founder-shenzhen', '林致远', 'male', '1988-03-09', '440304', '深圳创业者，资料无瑕', 'clean founder living in Shenzhen'),
  person('founder-zhaoqing', '黄念慈', 'female', '1993-11-02', '441202', '肇庆创业者，资料无瑕', 'clean founder living in Zhaoqing'),
  person('partner-jiangmen', '李承泽', 'male', '1991-08-26', '440703', '第二股东，资料无瑕', 'clean second founder in Jiangmen'),
  person('spouse-jiangmen', '张文博', 'male', '1989-12-04', '440703', '陈晓岚的配偶', 'husband of the Jiangmen founder', { marital: 'married', spouse: 'founder-jiangmen' }),
  person('court-listed', '周启明', 'male', '1979-02-11', '440703', '失信被执行人', "on the court's list of dishonest persons"),
  person('revoked-responsible', '吴国梁', 'male', '1975-07-30', '440703', '对吊销执照负有责任，未满三年', 'responsible for a licence revoked less than three years ago'),
  person('revoked-long-ago', '何静仪', 'female', '1972-04-19', '440705', '对吊销执照负有责任，已满三年', 'responsible for a licence revoked more than three years ago'),
  person('record-conflict', '梁伟诚', 'male', '1961-10-08', '440703', '公安称在世，民政称死亡', 'alive to the police, dead to civil affairs'),
  person('record-stale', '郑雅雯', 'female', '1985-01-23', '440703', '人口库记录陈旧（户口已迁）', 'stale population record: the move of residence is missing'),
  person('deceased', '谢永康', 'male', '1948-06-05', '440703', '已故，两个来源一致', 'deceased, both sources agree', { deathDate: '2026-02-14' }),
  person('retiree', '罗树华', 'male', '1962-10-15', '440703', '退休提取公积金（83,412.37元）', 'retiree with 83,412.37 yuan in the provident fund', {
    marital: 'married',
    spouse: 'retiree-spouse',
  }),
  person('retiree-spouse', '司徒秀云', 'female', '1964-03-28', '440703', '罗树华的配偶', 'wife of the retiree', { marital: 'married', spouse: 'retiree' }),
  person('fund-employed', '邓嘉欣', 'female', '1987-09-14', '440703', '在职缴存公积金', 'still employed and paying into the provident fund'),
  person('fund-defaulter', '彭志豪', 'male', '1965-05-30', '440703', '已退休，公积金贷款逾期', 'retired, with a provident-fund loan in default'),
  person('allowance-1952', '曾玉兰', 'female', '1952-07-15', '440304', '深圳户籍，1952-07-15出生（高龄津贴）', 'born 1952-07-15 with Shenzhen residence (old-age allowance)'),
  person('turns-70', '许广明', 'male', '1957-01-12', '440305', '2027年1月满70岁', 'turns 70 in January 2027'),
  person('aged-79', '苏婉华', 'female', '1947-01-20', '440303', '79岁，2027年1月满80岁', '79 years old, turns 80 in January 2027', { marital: 'widowed' }),
  person('centenarian', '卢德昌', 'male', '1925-06-01', '440306', '百岁老人', 'a centenarian', { marital: 'widowed' }),
  person('allowance-elsewhere', '潘月娥', 'female', '1950-03-03', '440703', '满70岁但非深圳户籍', 'over 70 but registered in Jiangmen'),
  person('insured-elsewhere', '蔡俊杰', 'male', '1995-05-21', '440703', '已在他处参保的员工', 'employee already insured by another employer'),
  person('employee-one', '叶思婷', 'female', '1998-10-10', '440703', '可参保员工甲', 'free employee'),
  person('employee-two', '冯子轩', 'male', '2000-02-29', '440703', '可参保员工乙', 'another free employee'),
  person('teenager', '杨梓涵', 'female', '2011-04-03', '440703', '15岁', '15 years old'),
  person('child', '张乐言', 'female', '2019-08-15', '440703', '陈晓岚的女儿，7岁', 'daughter of the Jiangmen founder, 7 years old'),
  person('namesake', '陈晓岚', 'female', '1990-08-22', '440704', '与陈晓岚同名', 'has the same name as the Jiangmen founder'),
  person('limited-capacity', '温志成', 'male', '1983-06-16', '440703', '限制民事行为能力人', 'adult with limited legal capacity', { capacity: 'limited' }),
  person('crime-listed', '姚景川', 'male', '1978-11-27', '440703', '因破坏市场经济秩序罪判刑未满五年', 'convicted of a listed economic crime less than five years ago'),
  person('owner', '黎景行', 'male', '1970-01-08', '440703', '现有企业的法定代表人', 'legal representative of the fixed existing firms'),
  person('foreign-hukou', '马若琳', 'female', '1954-12-01', '440703', '2025年户口由深圳迁至江门', 'moved her residence from Shenzhen to Jiangmen in 2025'),
  official('registrar-pengjiang', '钟凯文', 'male', '1986-05-05', '440703', '蓬江区市场监管局登记员', 'registrar in Pengjiang'),
  official('registrar-futian', '赵思源', 'female', '1990-09-19', '440304', '福田区市场监管局登记员', 'registrar in Futian'),
  official('registrar-duanzhou', '苏明远', 'male', '1984-02-25', '441202', '端州区市场监管局登记员', 'registrar in Duanzhou'),
  official('tax-officer', '廖雅琴', 'female', '1982-07-07', '440703', '税务干部', 'tax officer'),
  official('social-insurance-officer', '莫永健', 'male', '1980-03-31', '440703', '社保经办员', 'social insurance officer'),
  official('fund-officer', '谭丽仪', 'female', '1985-10-24', '440703', '公积金经办员', 'provident fund officer'),
  official('allowance-officer', '余佩珊', 'female', '1983-12-12', '440304', '深圳民政高龄津贴经办员', 'allowance officer of Shenzhen civil affairs'),
  official('author', '江怀瑾', 'male', '1987-06-18', '440703', '事项与规则的编制发布人', 'author and publisher of matters and rules'),
  official('reviewer', '方若谷', 'female', '1981-01-16', '440703', '事项与规则的审核人', 'reviewer of matters and rules'),
  official('auditor', '邱明哲', 'male', '1976-08-08', '440703', '审计员', 'auditor'),
  official('quality-sampler', '麦思齐', 'female', '1986-05-05', '440703', '审批质量抽检员', 'sampler of automatic decisions'),
  official('admin', '古卓然', 'male', '1989-04-27', '440703', '系统管理员', 'administrator'),
  official('kiosk-operator', '区美玲', 'female', '1992-02-02', '440703', '自助机与证照发放员', 'kiosk operator who prints and hands out kits'),
  official('window-collector', '简慧仪', 'female', '1991-03-14', '440703', '蓬江区政务服务中心窗口收件员', 'counter clerk at the service centre in Pengjiang'),
  official('data-officer-police', '骆嘉怡', 'female', '1988-04-11', '440703', '江门市公安局数据管理员', 'data officer of the Jiangmen police'),
  official('data-officer-social', '容子健', 'male', '1985-11-30', '440703', '江门市社保基金管理局数据管理员', 'data officer of Jiangmen social insurance'),
  official('data-officer-market', '植慧敏', 'female', '1991-06-19', '440703', '蓬江区市场监管局数据管理员', 'data officer of market regulation in Pengjiang'),
  official('data-officer-fund', '容婉仪', 'female', '1987-02-14', '440703', '江门市公积金中心数据管理员', 'data officer of the Jiangmen provident fund'),
  official('data-officer-authority', '缪远帆', 'male', '1983-09-08', '440703', '省政务服务和数据管理局数据管理员', 'data officer of the provincial data authority'),
  official('registrar-pengjiang-second', '梁雪莹', 'female', '1989-02-17', '440703', '蓬江区市场监管局登记员，复核同事的决定', 'second registrar in Pengjiang, who looks again at what a colleague decided'),
  official('licence-issuer-pengjiang', '关咏诗', 'female', '1984-11-06', '440703', '蓬江区市场监管局证照管理员', 'keeps the licences of market regulation in Pengjiang'),
]

/** The fixed demo people, in a stable order. */
export const CAST: readonly CastMember[] = PEOPLE.map(numbered)

/** One demo person by key; throws on an unknown key. */
export function castMember(key: string): CastMember {
  const found = CAST.find((one) => one.key === key)
  if (!found) throw new Error(`no such demo person: ${key}`)
  return found
}

/** Father and mother of those whose parents are of the cast too, as the population register has them. */
export const PARENTS: Readonly<Record<string, readonly [father: string, mother: string]>> = {
  child: ['spouse-jiangmen', 'founder-jiangmen'],
}

function person(key: string, name: string, sex: Sex, birthDate: string, division: string, zh: string, en: string, extra: Extra = {}): CastMember {
  return { key, name, sex, birthDate, hukou: division, marital: 'unmarried', official: false, idNumber: division, mobile: '', role: { zh, en }, ...extra }
}

function official(key: string, name: string, sex: Sex, birthDate: string, division: string, zh: string, en: string): CastMember {
  return person(key, name, sex, birthDate, division, zh, en, { official: true })
}

function numbered(one: CastMember, at: number): CastMember {
  // Generated people get sequences below 900, so the cast can never collide with them at any scale.
  const sequence = 900 + (one.sex === 'male' ? 1 : 2) + (at % 40) * 2
  const numbers = {
    idNumber: citizenNumber(one.key === 'foreign-hukou' ? '440304' : one.idNumber, dayOf(one.birthDate), sequence),
    mobile: `198${String(10_000_001 + at)}`,
  }
  const isChild = one.birthDate > '2010'
  return { ...one, ...numbers, ...(isChild ? {} : { card: withLuhnCheck(`629900000000${String(100_001 + at)}`) }) }
}
