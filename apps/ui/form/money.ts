/** From here on people lose count of the noughts. */
const LARGE_YUAN = 10_000
const YI = 100_000_000
const WAN = 10_000

/** An amount as people write it, in yuan; undefined where it is none. The same rule as the API's. */
function yuanOf(text: string): number | undefined {
  const [, whole, part] = /^(\d{1,12})(\.\d{1,2})?$/.exec(text.replaceAll(/[,，\s¥￥]/g, '')) ?? []
  return whole === undefined ? undefined : Number(`${whole}${part ?? ''}`)
}

/** A large sum of money in words, so that a nought too many is seen: `60万元`, `600 thousand yuan`. Empty for small sums and for what is none. */
export function moneyInWords(text: string, language: string): string {
  const yuan = yuanOf(text)
  if (yuan === undefined || yuan < LARGE_YUAN) return ''
  return language.startsWith('zh') ? inChinese(yuan) : `${new Intl.NumberFormat('en', { notation: 'compact', compactDisplay: 'long', maximumFractionDigits: 6 }).format(yuan)} yuan`
}

function inChinese(yuan: number): string {
  const [yi, wan] = [Math.floor(yuan / YI), Math.floor((yuan % YI) / WAN)]
  const rest = Math.round((yuan % WAN) * 100) / 100
  return `${yi > 0 ? `${yi}亿` : ''}${wan > 0 ? `${wan}万` : ''}${rest > 0 ? rest : ''}元`
}
