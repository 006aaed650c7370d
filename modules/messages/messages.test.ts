import assert from 'node:assert/strict'
import { randomInt, randomUUID } from 'node:crypto'
import { createServer, type Server as HttpServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, test } from 'node:test'

import { z } from 'zod'

import { perform, type Act } from '#kernel/act'
import { house as partOf, visitor, type Actor } from '#kernel/actor'
import { makeCitizenId } from '#kernel/codes/citizen-id'
import { serve, type Server } from '#kernel/http'
import { historyOf } from '#kernel/journal'
import { port, setPorts, type Ports } from '#kernel/ports'
import type { Refusal } from '#kernel/refusal'
import { currentRelease, draft, publishDraft } from '#kernel/releases'
import { agenciesOf, ensureAgencies, ensurePerson, identify } from '#modules/parties'
import { testHouse } from '#tests/house'

import { deliveriesOf, inboxOf, markRead, messages, receiveReceipt, receiveReply, reply, send, unreadCount, type Sending } from './index.ts'

const desk = partOf('test')
const now = <T>(deed: (act: Act) => Promise<T>, actor: Actor = desk): Promise<T> => perform(actor, deed)
const self = (id: string, more: Partial<Actor> = {}): Actor => ({ ...visitor, id, ...more })

const LETTER = `title: { zh: "高龄津贴：{name}", en: "Old-age allowance: {name}" }
text: { zh: "{name}，您即将年满70周岁。同意申领请回复“同意”。", en: "{name}, you will soon be 70. Reply 同意 to apply." }
replies: { accept: [同意, 愿意], refuse: [不同意] }
`

type Carried = { path: string; key: string; mobile: string; text: string }
const carried: Carried[] = []
let carrierMood: 'good' | 'down' | 'declines' = 'good'
let carrier: HttpServer
let ports: Ports
let server: Server
let settle: () => Promise<void>

/** Puts a letter into the content in force, as an author and a publisher would. */
async function publishLetter(id: string, text: string): Promise<void> {
  const anything = { name: 'anything', path: /^/, schema: z.any() }
  const author = self('p_author', { powers: new Set(['content.author']) })
  const made = await now((act) => draft(act, { path: `letters/${id}.yaml`, text, reason: 'test' }), author)
  await now((act) => publishDraft(act, made.id, [anything]), self('p_publisher', { powers: new Set(['content.publish']) }))
}

before(async () => {
  const house = await testHouse(['parties', 'messages'])
  settle = () => house.settle()
  carrier = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk: Buffer) => { body += chunk.toString() })
    request.on('end', () => {
      if (carrierMood === 'down') return void response.writeHead(503).end()
      const { parameters } = JSON.parse(body) as { parameters: { mobile: string; text: string } }
      const key = String(request.headers['idempotency-key'])
      if (carrierMood === 'good') carried.push({ path: request.url!, key, ...parameters })
      response.setHeader('content-type', 'application/json')
      response.end(JSON.stringify(carrierMood === 'good' ? { found: true, record: { id: `ref-${key}` } } : { found: false, reason: 'invalid-mobile' }))
    })
  })
  await new Promise<void>((resolve) => carrier.listen(0, '127.0.0.1', resolve))
  ports = port()
  const address = `http://127.0.0.1:${(carrier.address() as AddressInfo).port}/sms`
  setPorts({ ...ports, addressOf: (system) => (system === 'sms' ? address : ports.addressOf(system)) })
  await publishLetter('test-allowance', LETTER)
  server = await serve([messages], async (request) => {
    const id = String(request.headers['x-actor'] ?? '')
    return id === '' ? { actor: visitor, by: 'nothing' } : { actor: self(id, id.startsWith('s_') ? { kind: 'machine', powers: new Set(id === 's_sms' ? ['messages.receive-reply'] : []) } : {}), by: 'token' }
  })
})

after(async () => {
  setPorts(ports)
  await new Promise((resolve) => carrier.close(resolve))
})

const anyMobile = () => `136${randomInt(10_000_000, 99_999_999)}`
async function anyReader(mobile: string | null = anyMobile()): Promise<{ id: string; mobile: string }> {
  const idNumber = makeCitizenId({ division: '440703', birth: `19${randomInt(50, 99)}-0${randomInt(1, 9)}-${randomInt(10, 28)}`, sequence: randomInt(1, 899) })
  const { id } = await now((act) => ensurePerson(act, { idNumber, name: '测试人', source: 'test' }))
  if (mobile !== null) await now((act) => identify(act, { party: id, type: 'mobile', value: mobile, source: 'test' }))
  return { id, mobile: mobile ?? '' }
}
const letterTo = (to: string, more: Partial<Sending> = {}): Promise<{ id: string }> =>
  now((act) => send(act, { to, letter: 'test-allowance', values: { name: '甲' }, from: null, key: randomUUID(), ...more }))
const asked = (to: string, more: Partial<Sending> = {}) => letterTo(to, { channels: ['inbox', 'sms'], expectsReply: true, case: `c_${randomUUID()}`, ...more })
const answers = async (message: string) => (await now((act) => historyOf(act.tx, message))).filter((fact) => fact.type === 'messages.replied').map((fact) => fact.data['answer'])
const sentTo = (mobile: string) => carried.filter((one) => one.mobile === mobile)
const inbox = (party: string, limit = 50, before?: string) => now((act) => inboxOf(act, party, { limit, after: before }, 'en'), self(party))

test('a letter is in the inbox at once, in the language of who reads it, with its case and link', async () => {
  const reader = await anyReader()
  const { id } = await letterTo(reader.id, { values: { name: { zh: '甲', en: 'Jia' } }, case: 'c_1', link: '/cases/c_1' })
  const [seen] = (await inbox(reader.id)).items
  assert.deepEqual({ id: seen!.id, title: seen!.title, case: seen!.case, link: seen!.link, readAt: seen!.readAt }, { id, title: 'Old-age allowance: Jia', case: 'c_1', link: '/cases/c_1', readAt: null })
  const chinese = await now((act) => inboxOf(act, reader.id, { limit: 1 }), self(reader.id))
  assert.equal(chinese.items[0]!.title, '高龄津贴：甲')
  assert.equal(await now((act) => unreadCount(act, reader.id), self(reader.id)), 1)
  await now((act) => markRead(act, id), self(reader.id))
  await now((act) => markRead(act, id), self(reader.id))
  assert.equal(await now((act) => unreadCount(act, reader.id), self(reader.id)), 0)
  assert.deepEqual((await now((act) => historyOf(act.tx, id))).map((fact) => fact.type), ['messages.written', 'messages.read'])
})

test('the same key sends once, also to many who send at once, and is refused for another letter', async () => {
  const [reader, other] = [await anyReader(), await anyReader()]
  const key = randomUUID()
  const ids = await Promise.all(Array.from({ length: 6 }, () => letterTo(reader.id, { key })))
  assert.equal(new Set(ids.map(({ id }) => id)).size, 1)
  assert.equal((await inbox(reader.id)).items.length, 1)
  await assert.rejects(letterTo(other.id, { key }), { kind: 'conflict', code: 'messages.key_reused' })
})

test('a letter that does not exist, lacks a value, leads elsewhere or cannot be answered is refused', async () => {
  const reader = await anyReader()
  await publishLetter('test-plain', 'title: { zh: 甲, en: A }\ntext: { zh: 乙, en: B }\n')
  await assert.rejects(letterTo(reader.id, { letter: 'no-such-letter' }), { code: 'messages.letter_absent' })
  await assert.rejects(letterTo(reader.id, { values: {} }), { code: 'messages.value_absent', details: { letter: 'test-allowance', name: 'name' } })
  await assert.rejects(letterTo(reader.id, { link: 'https://example.org' }), { code: 'messages.link_foreign' })
  await assert.rejects(letterTo(reader.id, { letter: 'test-plain', values: {}, expectsReply: true }), { code: 'messages.reply_unknown' })
  await assert.rejects(letterTo('p_nobody'), { code: 'parties.absent' })
})

test('a page ends where the next begins', async () => {
  const reader = await anyReader()
  const ids: string[] = []
  for (let n = 0; n < 5; n++) ids.unshift((await letterTo(reader.id)).id)
  const first = await inbox(reader.id, 2)
  const second = await inbox(reader.id, 2, first.next!)
  const third = await inbox(reader.id, 2, second.next!)
  assert.deepEqual([...first.items, ...second.items, ...third.items].map(({ id }) => id), ids)
  assert.equal(third.next, null)
})

test('another person’s letters are not there for me', async () => {
  const [reader, other] = [await anyReader(), await anyReader()]
  const { id } = await asked(reader.id, { channels: ['inbox'] })
  await assert.rejects(now((act) => inboxOf(act, reader.id, { limit: 1 }), self(other.id)), { code: 'not_permitted' })
  await assert.rejects(now((act) => unreadCount(act, reader.id), self(other.id)), { code: 'not_permitted' })
  await assert.rejects(now((act) => markRead(act, id), self(other.id)), { kind: 'absent', code: 'messages.absent' })
  await assert.rejects(now((act) => reply(act, { message: id, answer: 'accept' }), self(other.id)), { kind: 'absent' })
  await assert.rejects(now((act) => deliveriesOf(act, id), self(other.id)), { kind: 'absent' })
  assert.equal((await now((act) => inboxOf(act, reader.id, { limit: 9 }), self(other.id, { behalf: reader.id }))).items.length, 1)
})

test('a letter says in whose name it is written: in the inbox in the reader’s language, in front of an SMS', async () => {
  const reader = await anyReader()
  const agency = await now((act) => ensureAgencies(act).then(() => agenciesOf(act)[0]!))
  await letterTo(reader.id, { from: agency.id, channels: ['inbox', 'sms'] })
  await letterTo(reader.id, { from: agency.id, channels: ['sms'], language: 'en' })
  await settle()
  assert.deepEqual((await inbox(reader.id)).items[0]!.from, agency.name)
  const [chinese, english] = ['【', '['].map((mark) => sentTo(reader.mobile).find(({ text }) => text.startsWith(mark))?.text)
  assert.equal(chinese, `【${agency.name.zh}】甲，您即将年满70周岁。同意申领请回复“同意”。`)
  assert.equal(english, `[${agency.name.en}] 甲, you will soon be 70. Reply 同意 to apply.`)
})

test('an SMS goes out once with its link, and the receipt says that it arrived', async () => {
  const reader = await anyReader()
  const { id } = await letterTo(reader.id, { channels: ['sms'], link: '/cases/c_2' })
  await settle()
  const [sms, ...more] = sentTo(reader.mobile)
  assert.deepEqual(more, [])
  assert.equal(sms!.path, '/sms/send')
  assert.equal(sms!.text, `甲，您即将年满70周岁。同意申领请回复“同意”。 ${ports.publicAddress}/cases/c_2`)
  const state = async () => (await now((act) => deliveriesOf(act, id), self(reader.id))).map(({ channel, state: found }) => `${channel} ${found}`)
  assert.deepEqual(await state(), ['sms sent'])
  for (let n = 0; n < 2; n++) await now((act) => receiveReceipt(act, { channel: 'sms', reference: `ref-${sms!.key}`, outcome: 'delivered' }))
  assert.deepEqual(await state(), ['sms delivered'])
  assert.deepEqual((await now((act) => historyOf(act.tx, id))).map((fact) => fact.type), ['messages.written', 'messages.sent', 'messages.delivered'])
  assert.deepEqual((await inbox(reader.id)).items, [], 'what went by SMS alone is not in the inbox')
  await assert.rejects(now((act) => receiveReceipt(act, { channel: 'sms', reference: 'unknown', outcome: 'delivered' })), { code: 'messages.reference_absent' })
})

test('who has no number gets no SMS and the failure is on record, and so is what the carrier declines', async () => {
  const [nobody, reader] = [await anyReader(null), await anyReader()]
  const unreachable = await letterTo(nobody.id, { channels: ['inbox', 'sms'] })
  carrierMood = 'declines'
  const declined = await letterTo(reader.id, { channels: ['sms'] })
  await settle()
  carrierMood = 'good'
  const states = async (id: string) => (await now((act) => deliveriesOf(act, id))).map(({ channel, state, reason }) => `${channel} ${state} ${reason}`)
  assert.deepEqual(await states(unreachable.id), ['inbox delivered null', 'sms failed no-address'])
  assert.deepEqual(await states(declined.id), ['sms failed invalid-mobile'])
})

test('a carrier that is down loses nothing and gets nothing twice', async () => {
  const reader = await anyReader()
  carrierMood = 'down'
  const { id } = await letterTo(reader.id, { channels: ['sms'] })
  await new Promise((resolve) => setTimeout(resolve, 150))
  assert.equal((await now((act) => deliveriesOf(act, id)))[0]!.state, 'waiting')
  carrierMood = 'good'
  for (let n = 0; n < 40 && sentTo(reader.mobile).length === 0; n++) await new Promise((resolve) => setTimeout(resolve, 100))
  await settle()
  assert.equal(sentTo(reader.mobile).length, 1)
  assert.equal((await now((act) => deliveriesOf(act, id)))[0]!.state, 'sent')
})

test('“同意。” is an application, carried as a fact without a word of what was written', async () => {
  const reader = await anyReader()
  const { id } = await asked(reader.id, { case: 'c_9' })
  assert.deepEqual(await now((act) => receiveReply(act, { mobile: `+86${reader.mobile}`, text: '同意。 谢谢' })), { message: id, answer: 'accept' })
  const fact = (await now((act) => historyOf(act.tx, id))).find((one) => one.type === 'messages.replied')!
  assert.deepEqual({ subject: fact.subject, case: fact.case, data: fact.data }, { subject: id, case: 'c_9', data: { letter: 'test-allowance', case: 'c_9', answer: 'accept', party: reader.id } })
  assert.equal((await inbox(reader.id)).items[0]!.reply, 'accept')
  assert.deepEqual(await now((act) => receiveReply(act, { mobile: reader.mobile, text: '不同意' })), { message: null, answer: 'unclear' }, 'nothing waits any more')
  assert.deepEqual(await answers(id), ['accept'])
})

test('an unclear reply is explained once and leaves the message open', async () => {
  const reader = await anyReader()
  const { id } = await asked(reader.id)
  for (const text of ['什么？', '同意吗', '']) assert.deepEqual(await now((act) => receiveReply(act, { mobile: reader.mobile, text })), { message: id, answer: 'unclear' })
  await settle()
  const explained = sentTo(reader.mobile).filter(({ text }) => text.includes('没能看懂'))
  assert.deepEqual(explained.map(({ text }) => text), ['关于“高龄津贴：甲”：没能看懂您的回复，尚未作任何处理。同意请只回复“同意”，不同意请只回复“不同意”。'])
  assert.deepEqual(await now((act) => receiveReply(act, { mobile: reader.mobile, text: '不同意' })), { message: id, answer: 'refuse' })
  assert.deepEqual(await answers(id), ['unclear', 'unclear', 'unclear', 'refuse'])
})

test('a reply belongs to the newest message that waits; the next one to the one before', async () => {
  const reader = await anyReader()
  const [older, newer] = [await asked(reader.id), await asked(reader.id)]
  await letterTo(reader.id, { channels: ['sms'] })
  assert.equal((await now((act) => receiveReply(act, { mobile: reader.mobile, text: '同意' }))).message, newer.id)
  assert.equal((await now((act) => receiveReply(act, { mobile: reader.mobile, text: '不同意' }))).message, older.id)
  assert.equal((await now((act) => receiveReply(act, { mobile: reader.mobile, text: '同意' }))).message, null)
})

test('of many replies at once one settles the message', async () => {
  for (let n = 0; n < 8; n++) {
    const reader = await anyReader()
    const { id } = await asked(reader.id)
    const bySms = ['同意', '不同意', '同意', '不同意'].map((text) => now((act) => receiveReply(act, { mobile: reader.mobile, text })))
    const inInbox = now((act) => reply(act, { message: id, answer: 'accept' }), self(reader.id)).catch((refused: Refusal) => assert.equal(refused.code, 'messages.replied_already'))
    const given = await Promise.all(bySms)
    await inInbox
    assert.ok(given.filter(({ message }) => message === id).length <= 1)
    assert.equal((await answers(id)).length, 1)
  }
})

test('an answer in the inbox counts like an SMS, stands, and is refused where none was asked', async () => {
  const reader = await anyReader()
  const { id } = await asked(reader.id)
  const me = self(reader.id)
  await now((act) => reply(act, { message: id, answer: 'refuse' }), me)
  await now((act) => reply(act, { message: id, answer: 'refuse' }), me)
  await assert.rejects(now((act) => reply(act, { message: id, answer: 'accept' }), me), { code: 'messages.replied_already' })
  assert.deepEqual(await answers(id), ['refuse'])
  const plain = await letterTo(reader.id)
  await assert.rejects(now((act) => reply(act, { message: plain.id, answer: 'accept' }), me), { code: 'messages.no_reply_expected' })
})

test('what was sent stays as it was, whatever the letter says later', async () => {
  const reader = await anyReader()
  await publishLetter('test-changing', LETTER)
  const { id } = await asked(reader.id, { letter: 'test-changing' })
  await publishLetter('test-changing', LETTER.replace('Old-age', 'New').replace('[同意, 愿意]', '[好]'))
  assert.match((await inbox(reader.id)).items.find((one) => one.id === id)!.title, /^Old-age/)
  assert.equal((await now((act) => receiveReply(act, { mobile: reader.mobile, text: '好' }))).answer, 'unclear')
  assert.equal((await now((act) => receiveReply(act, { mobile: reader.mobile, text: '愿意' }))).answer, 'accept')
  await settle()
  assert.match(sentTo(reader.mobile).at(-1)!.text, /同意请只回复“同意”/)
})

test('over HTTP a carrier hands in replies, a person reads and answers, and nobody replies for others', async () => {
  const reader = await anyReader()
  const { id } = await asked(reader.id)
  const call = (actor: string, method: 'GET' | 'POST', url: string, payload?: object) => server.inject({ method, url, ...(payload ? { payload } : {}), headers: { 'x-actor': actor, 'accept-language': 'en' } })
  assert.equal((await call('', 'GET', '/messages')).statusCode, 401)
  assert.equal((await call(reader.id, 'POST', '/messages/replies', { mobile: reader.mobile, text: '同意' })).statusCode, 403)
  assert.equal((await call('s_bank', 'POST', '/messages/replies', { mobile: reader.mobile, text: '同意' })).statusCode, 403)
  assert.equal((await call('s_bank', 'POST', '/messages/receipts', { channel: 'sms', reference: 'any', outcome: 'delivered' })).statusCode, 403)
  assert.equal((await call('s_sms', 'POST', '/messages/replies', { mobile: '123', text: '同意' })).json().errors[0].code, 'messages.mobile_form')
  const listed = (await call(reader.id, 'GET', '/messages?limit=5')).json()
  assert.deepEqual({ title: listed.items[0].title, expects: listed.items[0].expectsReply, next: listed.next }, { title: 'Old-age allowance: 甲', expects: true, next: null })
  assert.deepEqual((await call(reader.id, 'GET', '/messages/unread')).json(), { count: 1 })
  assert.equal((await call(reader.id, 'POST', `/messages/${id}/reading`)).statusCode, 201)
  const replied = await call('s_sms', 'POST', '/messages/replies', { mobile: reader.mobile, text: '同意' })
  assert.deepEqual([replied.statusCode, replied.json()], [201, { message: id, answer: 'accept' }])
  assert.equal((await call(reader.id, 'POST', `/messages/${id}/reply`, { answer: 'refuse' })).json().code, 'messages.replied_already')
  assert.equal((await call(reader.id, 'GET', `/messages/${id}/deliveries`)).json().items.length, 2)
})

test('the journal carries neither numbers nor words', async () => {
  const reader = await anyReader()
  const { id } = await asked(reader.id, { values: { name: '独一无二的名字' } })
  await now((act) => receiveReply(act, { mobile: reader.mobile, text: '这是私事' }))
  await settle()
  const journal = JSON.stringify(await now((act) => historyOf(act.tx, id)))
  for (const secret of [reader.mobile, '独一无二', '私事']) assert.ok(!journal.includes(secret), secret)
  assert.ok(currentRelease().textOf('letters/test-allowance.yaml'), 'the letter stands in the content in force')
})
