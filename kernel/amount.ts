const DIGITS = '零壹贰叁肆伍陆柒捌玖'
const WITHIN = ['仟', '佰', '拾', '']
const GROUPS = ['', '万', '亿', '万亿']

/**
 * An amount of money in the formal words of Chinese papers of value: 壹佰万元整. `fen` is a whole number from 0.
 * Source: 支付结算办法 (1997), annex 1, on writing amounts.
 */
export function amountInWords(fen: number): string {
  const yuan = Math.floor(fen / 100)
  const [jiao, rest] = [Math.floor((fen % 100) / 10), fen % 10]
  const whole = yuan === 0 ? '' : `${wholeInWords(yuan)}元`
  if (jiao === 0 && rest === 0) return yuan === 0 ? '零元整' : `${whole}整`
  const tenths = jiao === 0 ? (yuan === 0 ? '' : '零') : `${DIGITS[jiao]}角`
  return `${whole}${tenths}${rest === 0 ? '整' : `${DIGITS[rest]}分`}`
}

function wholeInWords(yuan: number): string {
  const groups = String(yuan).padStart(16, '0').match(/\d{4}/g)!
  let words = ''
  let gap = false
  for (const [place, group] of groups.entries()) {
    if (group === '0000') { gap ||= words !== ''; continue }
    if (gap || (words !== '' && group.startsWith('0'))) words += '零'
    words += `${groupInWords(group)}${GROUPS[groups.length - 1 - place]}`
    gap = false
  }
  return words
}

const groupInWords = (group: string): string =>
  [...group.replace(/^0+/, '')].map((digit, place, all) => (digit === '0' ? '零' : `${DIGITS[Number(digit)]}${WITHIN[4 - all.length + place]}`)).join('').replaceAll(/零+/g, '零').replace(/零$/, '')
