import assert from 'node:assert/strict'
import { test } from 'node:test'

import { fitting } from './fitting.ts'

const PLACES = [
  { label: '深圳市罗湖区', sounds: 'shen zhen shi luo hu qu' }, { label: '深圳市福田区', sounds: 'shen zhen shi fu tian qu' },
  { label: '江门市蓬江区', sounds: 'jiang men shi peng jiang qu' }, { label: 'Luohu District, Shenzhen', sounds: 'shen zhen shi luo hu qu' },
  { label: '软件开发', sounds: 'ruan jian kai fa' }, { label: '软件', sounds: 'ruan jian' },
]

const CASES: readonly (readonly [typed: string, found: readonly number[]])[] = [
  ['', [0, 1, 2, 3, 4, 5]], ['软件', [5, 4]], ['rj', [4, 5]], ['罗湖', [0]], ['深圳', [0, 1]], ['pengjiang', [2]], ['peng jiang', [2]], ['jm', [2]], ['ft', [1]], ['szft', [1]], ['shenzhen', [3, 0, 1]], ['luohu', [3, 0]],
  ['Ｌｕｏｈｕ', [3, 0]], ['District', [3]], ['jiang', [2]], ['北京', []], ['xq', []],
]

test('a long list is narrowed by a part of a name, its pinyin and its initials', () => {
  for (const [typed, found] of CASES) assert.deepEqual(fitting(PLACES, typed).map((one) => PLACES.indexOf(one)), found, typed)
})
