/** An industry: its two digits in GB/T 4754-2017 and the word that stands for it in a firm's name. */
export type Industry = { code: string; word: string; weight: number; scope: string }

/** The industries the firms of the cities work in; the first word listed for a code is the one generated names use. */
export const INDUSTRIES: readonly Industry[] = [
  { code: '51', word: '贸易', weight: 22, scope: '国内贸易代理' },
  { code: '52', word: '商贸', weight: 14, scope: '日用百货销售' },
  { code: '65', word: '软件', weight: 8, scope: '软件开发' },
  { code: '62', word: '餐饮', weight: 7, scope: '餐饮管理' },
  { code: '39', word: '电子', weight: 7, scope: '电子元器件制造' },
  { code: '38', word: '电器', weight: 6, scope: '家用电器制造' },
  { code: '34', word: '机械', weight: 5, scope: '通用设备制造' },
  { code: '33', word: '五金制品', weight: 5, scope: '五金产品制造' },
  { code: '14', word: '食品', weight: 4, scope: '食品生产' },
  { code: '18', word: '服饰', weight: 3, scope: '服装制造' },
  { code: '50', word: '装饰工程', weight: 4, scope: '住宅室内装饰装修' },
  { code: '48', word: '建设工程', weight: 4, scope: '土石方工程施工' },
  { code: '54', word: '物流', weight: 4, scope: '道路货物运输' },
  { code: '59', word: '仓储', weight: 1, scope: '普通货物仓储服务' },
  { code: '72', word: '企业管理咨询', weight: 4, scope: '企业管理咨询' },
  { code: '73', word: '生物科技', weight: 2, scope: '生物技术开发' },
  { code: '75', word: '科技', weight: 8, scope: '技术服务、技术开发' },
  { code: '64', word: '网络科技', weight: 4, scope: '互联网数据服务' },
  { code: '70', word: '物业管理', weight: 2, scope: '物业管理' },
  { code: '83', word: '教育咨询', weight: 2, scope: '教育咨询服务' },
  { code: '88', word: '文化传播', weight: 2, scope: '组织文化艺术交流活动' },
  { code: '01', word: '农业', weight: 2, scope: '蔬菜种植' },
  { code: '52', word: '医药', weight: 1, scope: '药品零售' },
  { code: '51', word: '建材', weight: 1, scope: '建筑材料批发' },
]

/** The ends of firms' names that say what kind of company it is, longest first. */
export const ORGANISATION_FORMS: readonly string[] = ['股份有限公司', '有限责任公司', '合伙企业（有限合伙）', '有限公司']

/** The two digits behind whatever a caller says: `51`, `F51`, `5199`, or a word such as `贸易`; `00` when unknown. */
export function industryCode(said: string): string {
  const digits = /^[A-Z]?(\d{2})/.exec(said)?.[1]
  return digits ?? INDUSTRIES.find((one) => one.word === said)?.code ?? '00'
}

/** Marks protected as well known or as time-honoured brands; a trade name that holds one is not decided by machine. */
export const FAMOUS_MARKS: readonly string[] = [
  '同仁堂',
  '全聚德',
  '陈李济',
  '王老吉',
  '茅台',
  '五粮液',
  '华为',
  '腾讯',
  '比亚迪',
  '大疆',
  '格力',
  '美的',
  '李锦记',
  '海天',
  '可口可乐',
]
