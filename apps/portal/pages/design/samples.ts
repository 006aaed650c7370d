import type { FieldView, Reason } from '../../api.ts'

const bi = (zh: string, en: string) => ({ zh, en })
const plain = { required: true, shown: true, locked: false } as const
const agency = bi('江门市公安局', 'Jiangmen Public Security Bureau')
const obtainedAt = '2026-11-02T01:30:00Z'
const source = (state: string) => ({ title: bi('人口库', 'Population register'), agency, obtainedAt, state })

/** A source in each state that it can answer in. */
export const SOURCES = (['hit', 'stale', 'conflict', 'missing', 'denied', 'down'] as const).map(source)

/** One question of each kind, as the form renderer gets it. */
export const FIELDS: readonly FieldView[] = [
  { id: 'sample-text', type: 'text', ...plain, label: bi('字号', 'Trade name'), hint: bi('2至10个汉字', '2 to 10 Chinese characters'), asked: bi('名字只有您能起', 'Only you can choose the name'), maxLength: 10 },
  { id: 'sample-money', type: 'money', ...plain, label: bi('认缴出资额', 'Capital subscribed') },
  { id: 'sample-date', type: 'date', ...plain, label: bi('缴足日期', 'Paid in by') },
  { id: 'sample-choice', type: 'choice', ...plain, label: bi('营业期限', 'Term'), choices: [{ value: 'long', label: bi('长期', 'Unlimited') }, { value: 'fixed', label: bi('约定年限', 'A number of years') }] },
  { id: 'sample-yes', type: 'yesno', ...plain, required: false, label: bi('是否刻制合同章', 'Do you need a contract seal?') },
]

/** A question that is answered wrongly. */
export const WRONG: FieldView = { id: 'sample-wrong', type: 'text', ...plain, label: bi('居民身份证号码', 'Citizen id number'), maxLength: 18 }

/** A value that an authority keeps and nobody types. */
export const KEPT: FieldView = { id: 'sample-kept', type: 'text', ...plain, locked: true, by: 'source', label: bi('户籍地', 'Place of household registration'), value: '江门市蓬江区', source: source('hit') }

/** A value that comes once the others are there. */
export const AWAITED: FieldView = { id: 'sample-awaited', type: 'text', ...plain, filled: true, by: null, value: null, label: bi('公司名称', 'Name of the company') }

/** Why something was returned, with its article and what to do. */
export const REASONS: readonly Reason[] = [{
  row: 'same-name', reason: 'same-name', text: bi('同一登记地、同一行业已有相同字号的企业', 'A firm in the same place and trade already has this name'),
  law: bi('《企业名称登记管理规定》第十七条', 'Provisions on the Registration of Enterprise Names, art. 17'), fix: bi('换一个字号，或选用建议的字号', 'Choose another name, or one of those proposed'),
}]

/** Names that must not be cut in the middle. */
export const NAMES = ['广东省江门市蓬江区环市街道侨晖路88号301铺', '江门市蓬江区澄砚河软件有限公司', '粤（2026）江门市不动产权第0012345号', '91440703MAWK8CEX9X'] as const
