/** One county of the three pilot cities, with its streets and towns; codes follow GB/T 2260 and the 9-digit street codes. */
export type County = { code: string; name: string; nameEn: string; weight: number; streets: readonly string[] }

/** One pilot city with its counties. */
export type City = { code: string; name: string; nameEn: string; counties: readonly County[] }

// A street is written as its last three digits followed by its name, so that one county fits one line.
const county = (code: string, name: string, nameEn: string, weight: number, streets: string): County => ({ code, name, nameEn, weight, streets: streets.split(' ') })

/** The three pilot cities; the weights follow roughly how many people live in each county. */
export const CITIES: readonly City[] = [
  {
    code: '440300',
    name: '深圳市',
    nameEn: 'Shenzhen',
    counties: [
      county('440303', '罗湖区', 'Luohu', 8, '001桂园街道 002黄贝街道 003东门街道 004翠竹街道 005南湖街道 006笋岗街道 007东湖街道 008莲塘街道 009东晓街道 010清水河街道'),
      county('440304', '福田区', 'Futian', 10, '001南园街道 002园岭街道 004福田街道 005沙头街道 006香蜜湖街道 007梅林街道 008莲花街道 009华富街道 010福保街道 011华强北街道'),
      county('440305', '南山区', 'Nanshan', 12, '001南头街道 002南山街道 003沙河街道 005蛇口街道 006招商街道 007粤海街道 008桃源街道 009西丽街道'),
      county('440306', '宝安区', "Bao'an", 28, '017新安街道 018西乡街道 019航城街道 020福永街道 021福海街道 022沙井街道 023新桥街道 024松岗街道 025燕罗街道 026石岩街道'),
      county(
        '440307',
        '龙岗区',
        'Longgang',
        26,
        '003平湖街道 006坪地街道 009葵涌街道 010大鹏街道 011南澳街道 012南湾街道 013坂田街道 014布吉街道 015龙城街道 016龙岗街道 017横岗街道 018吉华街道 019宝龙街道 020园山街道',
      ),
      county('440308', '盐田区', 'Yantian', 2, '001梅沙街道 002盐田街道 003沙头角街道 004海山街道'),
      county('440309', '龙华区', 'Longhua', 16, '001观湖街道 002民治街道 003龙华街道 004大浪街道 005福城街道 006观澜街道'),
      county('440310', '坪山区', 'Pingshan', 4, '001坪山街道 002马峦街道 003碧岭街道 004石井街道 005坑梓街道 006龙田街道'),
      county('440311', '光明区', 'Guangming', 7, '001光明街道 002公明街道 003新湖街道 004凤凰街道 005玉塘街道 006马田街道'),
    ],
  },
  {
    code: '440700',
    name: '江门市',
    nameEn: 'Jiangmen',
    counties: [
      county('440703', '蓬江区', 'Pengjiang', 9, '002白沙街道 005潮连街道 006环市街道 101棠下镇 102荷塘镇 103杜阮镇'),
      county('440704', '江海区', 'Jianghai', 4, '001江南街道 004外海街道 005礼乐街道'),
      county('440705', '新会区', 'Xinhui', 9, '001会城街道 101大泽镇 102司前镇 103罗坑镇 104双水镇 105崖门镇 106沙堆镇 107古井镇 108三江镇 109睦洲镇 110大鳌镇'),
      county(
        '440781',
        '台山市',
        'Taishan',
        9,
        '001台城街道 100大江镇 101水步镇 102四九镇 103白沙镇 104三合镇 105冲蒌镇 106斗山镇 107都斛镇 108赤溪镇 109端芬镇 110广海镇 111海宴镇 112汶村镇 113深井镇 114北陡镇 115川岛镇',
      ),
      county(
        '440783',
        '开平市',
        'Kaiping',
        7,
        '001三埠街道 002长沙街道 103沙塘镇 104苍城镇 105龙胜镇 106大沙镇 107马冈镇 108塘口镇 109赤坎镇 110百合镇 111蚬冈镇 112金鸡镇 115月山镇 116赤水镇 117水口镇',
      ),
      county('440784', '鹤山市', 'Heshan', 5, '001沙坪街道 101龙口镇 102雅瑶镇 103古劳镇 104桃源镇 105鹤城镇 106共和镇 107址山镇 108宅梧镇 112双合镇'),
      county('440785', '恩平市', 'Enping', 5, '001恩城街道 100横陂镇 101圣堂镇 102良西镇 103沙湖镇 104牛江镇 105君堂镇 106大田镇 107那吉镇 108大槐镇 109东成镇'),
    ],
  },
  {
    code: '441200',
    name: '肇庆市',
    nameEn: 'Zhaoqing',
    counties: [
      county('441202', '端州区', 'Duanzhou', 6, '001城东街道 003城西街道 005黄岗街道 006睦岗街道'),
      county('441203', '鼎湖区', 'Dinghu', 2, '001坑口街道 002桂城街道 003广利街道 101永安镇 102沙浦镇 103凤凰镇 104莲花镇'),
      county(
        '441204',
        '高要区',
        'Gaoyao',
        7,
        '001南岸街道 100河台镇 101乐城镇 102水南镇 103禄步镇 105小湘镇 106大湾镇 107新桥镇 108白诸镇 109莲塘镇 110活道镇 111蛟塘镇 112回龙镇 113白土镇 114金渡镇 115金利镇 116蚬岗镇',
      ),
      county(
        '441223',
        '广宁县',
        'Guangning',
        4,
        '001南街街道 100排沙镇 102潭布镇 103江屯镇 105螺岗镇 106北市镇 107坑口镇 108赤坑镇 110宾亨镇 111五和镇 112横山镇 113木格镇 114石咀镇 115古水镇 116洲仔镇',
      ),
      county(
        '441224',
        '怀集县',
        'Huaiji',
        8,
        '001怀城街道 002幸福街道 102坳仔镇 103汶朗镇 104甘洒镇 105凤岗镇 106洽水镇 107梁村镇 108大岗镇 109岗坪镇 110冷坑镇 111马宁镇 112蓝钟镇 113永固镇 114诗洞镇 115桥头镇 116中洲镇 118连麦镇 200下帅壮族瑶族乡',
      ),
      county(
        '441225',
        '封开县',
        'Fengkai',
        4,
        '001江口街道 101江川镇 102白垢镇 103大洲镇 104渔涝镇 105河儿口镇 106莲都镇 107杏花镇 108罗董镇 109长岗镇 110平凤镇 111南丰镇 112大玉口镇 113都平镇 114金装镇 115长安镇',
      ),
      county(
        '441226',
        '德庆县',
        'Deqing',
        3,
        '001德城街道 101新圩镇 102回龙镇 103官圩镇 105马圩镇 106高良镇 107莫村镇 109永丰镇 110武垄镇 111播植镇 112凤村镇 113悦城镇 114九市镇',
      ),
      county(
        '441284',
        '四会市',
        'Sihui',
        6,
        '001城中街道 002东城街道 003贞山街道 100龙甫镇 101地豆镇 102威整镇 103罗源镇 104迳口镇 105大沙镇 107石狗镇 108黄田镇 110江谷镇 113下茆镇',
      ),
    ],
  },
]

/** Other counties of Guangdong in which people of the pilot cities were born. */
export const OTHER_BIRTHPLACES: readonly string[] = (
  '440103 440104 440105 440106 440111 440112 440113 440114 440115 440117 440118 440203 440204 440205 440222 440224 ' +
  '440229 440232 440233 440281 440282 440402 440403 440404 440507 440511 440512 440513 440514 440515 440523 440604 ' +
  '440605 440606 440607 440608 440802 440803 440804 440811 440823 440825 440881 440882 440883 440902 440904 440981 ' +
  '440982 440983 441302 441303 441322 441323 441324 441402 441403 441422 441423 441424 441426 441427 441481 441502 ' +
  '441521 441523 441581 441602 441621 441622 441623 441624 441625 441702 441704 441721 441781 441802 441803 441821 ' +
  '441823 441825 441826 441881 441882 441900 442000 445102 445103 445122 445202 445203 445222 445224 445281 445302 ' +
  '445303 445321 445322 445381'
).split(' ')

/** Every county of the three cities by its six digits. */
export const COUNTIES: ReadonlyMap<string, County & { city: City }> = new Map(CITIES.flatMap((city) => city.counties.map((one) => [one.code, { ...one, city }] as const)))

/** The written name of a city or county code: `江门市蓬江区` for 440703, `江门市` for 440700; empty when unknown. */
export function divisionName(code: string): string {
  const known = COUNTIES.get(code)
  if (known) return known.city.name + known.name
  return CITIES.find((city) => city.code === code)?.name ?? ''
}
