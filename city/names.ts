import { weighted } from './random.ts'
import type { Random } from './random.ts'

/** Whether the register says man or woman. */
export type Sex = 'male' | 'female'

// The commonest surnames of Guangdong in rough order; a surname's weight falls with its place.
const SURNAMES = [...'陈李黄梁林张吴刘罗何谢周邓郑杨曾叶冯蔡王钟赵卢许徐彭莫谭苏温廖余江邱古潘区朱麦庄伍关容司徒崔汤甄雷简方范胡马孙郭唐高韩程沈吕丁魏姚']
const COMPOUND_SURNAMES = ['欧阳', '司徒']
const MALE = [...'伟强志明建华国文俊杰浩宇海涛鹏辉斌军勇波健平亮超宏毅林峰泽锋家豪嘉诚永康子轩梓铭柏荣耀坤胜旭晖启航']
const FEMALE = [...'芳丽敏静娟燕玲艳秀英慧红霞婷雪梅琳洁欣怡诗雅嘉颖晓琪淑珍月华佩仪思婉妍倩蓉碧云凤玉兰素莹梓涵雨桐']
const BRAND_FIRST = [...'恒泰宏鑫盛昌永顺兴隆德信诚瑞祥嘉和华茂腾达远航蓝海星辰晨光南粤岭江侨葵湖山云天东方新锦裕丰润泽凯旋博雅卓越联创优品智慧绿源金银福万广中正']
const BRAND_LAST = [...'泰达盛兴隆昌源丰润泽通顺利和美佳诚信德福祥瑞安康宁华辉煌腾飞翔远航海洋江河山川林木森云天宇宙星辰阳光明朗雅致慧智创新科锐捷速联合众邦国邦']

const pickSurname = weighted([...SURNAMES.map((name, at) => ({ name, weight: 60 / (at + 4) })), ...COMPOUND_SURNAMES.map((name) => ({ name, weight: 0.15 }))], (one) => one.weight)

/** A common surname. */
export function surname(random: Random): string {
  return pickSurname(random).name
}

/** A full name of two to four characters made by chance from common characters; it means nobody. */
export function personName(random: Random, familyName: string, sex: Sex): string {
  const characters = sex === 'male' ? MALE : FEMALE
  const first = random.pick(characters)
  if (random.chance(0.15)) return familyName + first
  const second = random.pick(characters)
  return familyName + first + (second === first ? random.pick(characters) : second)
}

/** The trade name (字号) of a firm: two to four characters. */
export function brandName(random: Random): string {
  const length = random.chance(0.65) ? 2 : random.chance(0.6) ? 3 : 4
  let brand = random.pick(BRAND_FIRST)
  while (brand.length < length) {
    const next = random.pick(brand.length + 1 === length ? BRAND_LAST : BRAND_FIRST)
    if (!brand.includes(next)) brand += next
  }
  return brand
}

/** Characters that suit the end of a trade name, used when free names are suggested. */
export const BRAND_ENDINGS: readonly string[] = [...new Set(BRAND_LAST)]
