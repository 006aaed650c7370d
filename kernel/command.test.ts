import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { test } from 'node:test'

import { UnfitInput, wordsIn } from '#kernel/command'
import { told } from '#kernel/language'

test('a command takes one file and the options it knows; every other word is refused, and no value is repeated', () => {
  assert.deepEqual({ ...wordsIn(['a.txt', '--key', 'k'], ['key', 'id']).options }, { key: 'k' })
  assert.equal(wordsIn(['--key', '-', 'a.txt'], ['key']).file, 'a.txt')
  assert.equal(wordsIn(['-'], []).file, '-')
  for (const words of [['a', 'b'], ['a', '--keys', 'secret'], ['a', '--key'], ['a', '--key', '--id', 'x'], ['a', '-k', 'secret']]) {
    assert.throws(() => wordsIn(words, ['key', 'id']), (error) => error instanceof UnfitInput && !error.message.includes('secret'), words.join(' '))
  }
})

test('a code is told in Chinese and in English, with its values; one without a sentence as itself', () => {
  assert.equal(told('ledger.gm_iv', { bytes: 12 }), '初始向量须为 12 字节，以十六进制或 Base64 书写。 The initial value must be 12 bytes, in hex or base64.')
  assert.match(told('not_understood'), /提交的内容有误.+[a-z]/)
  assert.equal(told('ledger.no_such_sentence'), 'ledger.no_such_sentence ledger.no_such_sentence')
})

const PROGRAM = `
import { command } from '#kernel/command'
import { Refusal } from '#kernel/refusal'
const refused = (kind) => ({ help: '', run: async () => { throw new Refusal(kind, 'ledger.key_absent', { id: 'k7' }) } })
process.exitCode = await command(process.argv.slice(1), { commands: { absent: refused('absent'), unfit: refused('unfit') } })`
const run = (name: string) => spawnSync(process.execPath, ['--disable-warning=ExperimentalWarning', '--input-type=module', '-e', PROGRAM, '--', name], { cwd: join(import.meta.dirname, '..') })

test('a refusal ends with code 1 and its verdict; input that cannot be used with code 2 and a sentence; neither with a stack', () => {
  const detail = '没有编号为 k7 的密钥。 There is no key k7.'
  const [absent, unfit] = [run('absent'), run('unfit')]
  assert.deepEqual([absent.status, JSON.parse(absent.stdout.toString()), absent.stderr.toString()], [1, { valid: false, code: 'ledger.key_absent', detail }, ''])
  assert.deepEqual([unfit.status, unfit.stdout.toString(), unfit.stderr.toString()], [2, '', `${detail}\n`])
})
