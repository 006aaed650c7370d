/**
 * What nobody wants to read in two pieces: numbers of cases and documents, days and moments as either language writes
 * them, amounts, and a number with what it counts.
 */
const KEPT = new RegExp(`(${[
  String.raw`[0-9A-Z]{4,}(?:-[0-9A-Z]{2,})+`,
  String.raw`(?:\d{4}年)?\d{1,2}月\d{1,2}日(?: ?\d{2}:\d{2}(?::\d{2})?)?`,
  String.raw`(?:(?:Jan|Febr)uary|March|April|May|June|July|August|(?:Septem|Octo|Novem|Decem)ber) \d{1,2}, \d{4}(?: at \d{2}:\d{2})?`,
  String.raw`¥\d[\d,]*(?:\.\d+)?`,
  String.raw`\d[\d,]*(?:\.\d+)? ?(?:个工作日|个自然日|个月|小时|分钟|万?元|[天秒年个件次份项步])`,
].join('|')})`, 'u')

/** A text in its runs: at odd places stand those that stay whole, between them the rest. */
export const runsOf = (text: string): readonly string[] => text.split(KEPT)

const HAN = /\p{Script=Han}/u
/** What belongs to the word before it: particles, and the ends of words that no dictionary has whole. */
const CLINGS = /^[的了吗呢吧着过们地得之日证号人员局厅处费率表书件次]$/u
/** What belongs to the word that follows: an opening bracket, a number before its unit. */
const LEADS = /[（“‘《〈【([\dA-Za-z]$/u
/** Words of one character in a row are a word or a turn of speech that the dictionary does not know (公积金, 查一查). */
const SINGLE = /^\p{Script=Han}$/u

const chinese = new Intl.Segmenter('zh', { granularity: 'word' })

/** The pieces of a text between which its line may break: words, which Chinese writes without spaces. */
export function wordsOf(text: string): readonly string[] {
  if (!HAN.test(text)) return [text]
  const words: string[] = []
  let last = ''
  for (const { segment, isWordLike } of chinese.segment(text)) {
    const before = words.at(-1)
    const stays = isWordLike !== true || CLINGS.test(segment) || (SINGLE.test(last) && SINGLE.test(segment)) || (before !== undefined && LEADS.test(before))
    if (before !== undefined && stays) words[words.length - 1] = before + segment
    else words.push(segment)
    last = segment
  }
  return words
}
