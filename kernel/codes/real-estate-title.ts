import { Refusal } from '#kernel/refusal'

/** Why a text is not the number of a real-estate title. */
export type RealEstateTitleObstacle = 'codes.real_estate_title.form' | 'codes.real_estate_title.year'

/** The number of a real-estate title taken apart. */
export type RealEstateTitle = {
  /** The province's one-character short name: 粤 for Guangdong. */
  readonly province: string
  readonly year: number
  /** The name of the registering city or county, such as 江门市. */
  readonly place: string
  /** A title of ownership (不动产权) or a certificate of another right (不动产证明). */
  readonly kind: 'title' | 'certificate'
  /** From 1 to 9999999. */
  readonly sequence: number
}

const PROVINCES = '京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川贵云藏陕甘青宁新'
const FORM = new RegExp(
  `^([${PROVINCES}])[(（](\\d{4})[)）](\\p{Script=Han}{2,20}?)(不动产权|不动产证明)第(\\d{7})号$`,
  'u',
)

/**
 * Why `text` is not a title number such as `粤(2022)江门市不动产权第0012345号`, null if it is one. Round brackets of either width.
 * Source: 不动产登记暂行条例实施细则 (2016) and the form of titles (不动产权证书和登记证明样式) in use since 1 March 2015.
 */
export function obstacleToRealEstateTitle(text: string): RealEstateTitleObstacle | null {
  const match = FORM.exec(text)
  if (match === null || match[5] === '0000000') return 'codes.real_estate_title.form'
  return Number(match[2]) >= 2015 ? null : 'codes.real_estate_title.year'
}

/** Whether `text` is a title number, see `obstacleToRealEstateTitle`. */
export const isRealEstateTitle = (text: string): boolean => obstacleToRealEstateTitle(text) === null

/** A title number taken apart. Refuses (`unfit`) with the code of `obstacleToRealEstateTitle`. */
export function parseRealEstateTitle(text: string): RealEstateTitle {
  const obstacle = obstacleToRealEstateTitle(text)
  if (obstacle !== null) throw new Refusal('unfit', obstacle)
  const [, province = '', year, place = '', right, sequence] = FORM.exec(text) ?? []
  return { province, year: Number(year), place, kind: right === '不动产权' ? 'title' : 'certificate', sequence: Number(sequence) }
}

/** The title number of the parts, with ASCII brackets. Refuses (`unfit`) as `obstacleToRealEstateTitle` does. */
export function composeRealEstateTitle(title: RealEstateTitle): string {
  const right = title.kind === 'title' ? '不动产权' : '不动产证明'
  const text = `${title.province}(${title.year})${title.place}${right}第${String(title.sequence).padStart(7, '0')}号`
  const obstacle = obstacleToRealEstateTitle(text)
  if (obstacle !== null) throw new Refusal('unfit', obstacle)
  return text
}
