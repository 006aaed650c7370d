import { strict as assert } from 'node:assert'
import { before, describe, it } from 'node:test'

import { fixtureApi } from './fixtures/api.ts'
import { buildApps, isStale } from './build.ts'
import { paths, patterns } from './paths.ts'
import type { Portal, Reply, Request } from './portal/portal.tsx'

const apps = import.meta.dirname
let portal: Portal

before(async () => {
  if (isStale(apps)) await buildApps(apps)
  portal = ((await import(`${apps}/.built/portal.js?test`)) as { portal: Portal }).portal
})

type Wish = { readonly as?: string; readonly language?: 'zh' | 'en'; readonly easy?: boolean; readonly body?: Request['body']; readonly query?: Request['query']; readonly fromUs?: boolean; readonly asked?: (method: string, path: string, body: unknown) => void }

/** The parameters of a path, as the router would find them. */
function paramsOf(pattern: string, path: string): Record<string, string> {
  const names = [...pattern.matchAll(/:(\w+)/g)].map(([, name]) => name!)
  const found = new RegExp(`^${pattern.replaceAll(/:\w+/g, '([^/]+)')}$`).exec(path)
  assert.ok(found, `${path} fits ${pattern}`)
  return Object.fromEntries(names.map((name, n) => [name, decodeURIComponent(found[n + 1]!)]))
}

function visit(method: 'GET' | 'POST', pattern: string, path: string, wish: Wish = {}): Promise<Reply> {
  const { as = 'person', language = 'zh', easy = false, body = {}, query = {}, fromUs = true, asked } = wish
  return portal.answer(method, pattern, { language, easy, publicAddress: 'http://localhost:8080', version: '0', styles: null, path, params: paramsOf(pattern, path), query, body, fromUs, send: fixtureApi(as, asked) })
}

const get = async (pattern: string, path: string, wish: Wish = {}): Promise<{ html: string; code: number }> => {
  const reply = await visit('GET', pattern, path, wish)
  assert.ok('html' in reply, `${path} answers with a page`)
  return reply
}

const PAGES: readonly (readonly [string, string, string])[] = [
  [patterns.home, paths.home(), 'nobody'], [patterns.design, paths.design(), 'nobody'], [patterns.home, paths.home(), 'person'], [patterns.matter, paths.matter('bundle', 'company-start'), 'person'], [patterns.matter, paths.matter('bundle', 'company-start'), 'nobody'],
  [patterns.cases, paths.cases(), 'person'], ...['name', 'founders', 'address'].map((group) => [patterns.form, paths.form('filling', group), 'person'] as const),
  [patterns.confirm, paths.confirm('ready'), 'person'], [patterns.confirm, paths.confirm('filling'), 'person'], [patterns.confirm, paths.confirm('mending'), 'person'], ...['name', 'founders'].map((group) => [patterns.form, paths.form('mending', group), 'person'] as const), [patterns.sign, paths.sign('signing'), 'person'], [patterns.timeline, paths.timeline('signed'), 'person'],
  ...['running', 'kit', 'returned', 'granted', 'desk', 'signing'].map((id) => [patterns.timeline, paths.timeline(id), 'person'] as const),
  [patterns.wallet, paths.wallet(), 'person'], [patterns.certificate, paths.certificate('c1'), 'person'], [patterns.certificateShow, paths.certificateShow('c1'), 'person'], [patterns.certificatePrint, paths.certificatePrint('c1'), 'person'], [patterns.walletPrint, paths.walletPrint(), 'person'], [patterns.verifyOnce, paths.verifyOnce('1234567890'), 'nobody'], [patterns.verify, paths.verify(), 'nobody'], [patterns.verifyCode, paths.verifyCode('7KQ2M9XD'), 'nobody'], ...['RVKD', 'XPRD', 'SSPD', 'none'].map((code) => [patterns.verifyCode, paths.verifyCode(code), 'nobody'] as const),
  [patterns.settings, paths.settings(), 'person'], [patterns.settings, paths.settings(), 'idle'], [patterns.actFor, paths.actFor(), 'person'], [patterns.actFor, paths.actFor(), 'officer'], [patterns.proof, paths.proof('e1'), 'person'], [patterns.inbox, paths.inbox(), 'person'],
  [patterns.myData, paths.myData(), 'person'], [patterns.known, paths.known(), 'person'], [patterns.looks, paths.looks(), 'person'], ...['u1', 'u2', 'u3'].map((id) => [patterns.look, paths.look(id), 'person'] as const),
  [patterns.consents, paths.consents(), 'person'], [patterns.grantWithdrawal, paths.grantWithdrawal('g1'), 'person'], [patterns.mandateNew, paths.mandateNew(), 'person'], ...['m1', 'm2'].map((id) => [patterns.mandateRevocation, paths.mandateRevocation(id), 'person'] as const),
  [patterns.objections, paths.objections(), 'person'], ...['o1', 'o2', 'o3', 'o4'].map((id) => [patterns.objectionFile, paths.objectionFile(id), 'person'] as const),
]

describe('every page', () => {
  for (const [pattern, path, as] of PAGES) {
    it(`${path} for ${as} is whole in both languages`, async () => {
      for (const language of ['zh', 'en'] as const) {
        const { html, code } = await get(pattern, path, { as, language })
        assert.equal(code, 200)
        assert.match(html, language === 'zh' ? /<html lang="zh-CN">/ : /<html lang="en">/)
        assert.equal(html.match(/<h1/g)?.length, 1, 'one h1')
        for (const landmark of ['<main id="main"', '<header', '<nav', '<footer', 'class="skip"']) assert.ok(html.includes(landmark), landmark)
        assert.doesNotMatch(html, />\s*[a-z]+\.[a-z_]+(\.[a-z_]+)*\s*</, 'no bare key of a sentence')
        assert.doesNotMatch(html, /\[object Object\]|undefined|NaN/, 'nothing unsaid')
        assert.doesNotMatch(html, / style="|<style|<script(?! type="module" src=)/, 'nothing that the content security policy forbids')
        const ids = [...html.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id!)
        assert.deepEqual(ids.filter((id, place) => ids.indexOf(id) !== place), [], 'no id twice')
        const labelled = [...html.matchAll(/<label[^>]* for="([^"]+)"/g)].map(([, id]) => id!)
        assert.deepEqual(labelled.filter((id) => !ids.includes(id)), [], 'every label has its field')
      }
    })
  }
})

describe('a form', () => {
  const form = paths.form('filling', 'founders')
  const body = { 'n.founders': '2', 'f.founders.0.person~party': 'p_1', 'f.founders.0.person~label': '陈晓岚', 'f.founders.0.capital': '70000', 'f.founders.1.person': '44070319910826003X', 'f.founders.1.capital': '30000.50', 'f.term': 'unlimited' }

  it('keeps everything typed when a founder is added, and answers nothing', async () => {
    const writes: string[] = []
    const reply = await visit('POST', patterns.form, form, { body: { ...body, do: 'add:founders' }, asked: (method, path) => writes.push(`${method} ${path}`) })
    assert.ok('html' in reply)
    assert.ok(reply.html.includes('name="n.founders" value="3"') && reply.html.includes('value="30000.50"') && reply.html.includes('value="440703 19910826 003X"'))
    assert.deepEqual(writes, ['PUT /services/cases/filling/groups/founders/typing'])
  })

  it('moves the later records up when one is removed', async () => {
    const reply = await visit('POST', patterns.form, form, { body: { ...body, do: 'remove:founders:0' } })
    assert.ok('html' in reply)
    assert.match(reply.html, /name="f\.founders\.0\.capital"[^>]*value="30000\.50"|value="30000\.50"[^>]*name="f\.founders\.0\.capital"/)
    assert.ok(!reply.html.includes('value="70000"'))
  })

  it('sends what was given, and neither what a source keeps nor what was only suggested', async () => {
    const sent: unknown[] = []
    const reply = await visit('POST', patterns.form, form, { body: { ...body, do: 'save' }, asked: (_method, _path, answers) => sent.push(answers) })
    assert.ok('to' in reply && reply.to === paths.form('filling', 'address'))
    assert.deepEqual(sent, [{ answers: { founders: [{ person: { party: 'p_1' }, capital: '70000', ratio: '', payBy: '' }, { person: '44070319910826003X', capital: '30000.50', ratio: '', payBy: '' }] }, typed: {} }])
  })

  it('says what is wrong in a summary that links to the field, and at the field', async () => {
    const reply = await visit('POST', patterns.form, paths.form('filling', 'name'), { body: { 'f.brand': '', do: 'save' } })
    assert.ok('html' in reply)
    assert.equal(reply.code, 422)
    assert.ok(reply.html.includes('href="#f.brand"') && reply.html.includes('id="f.brand-error"'))
    assert.match(reply.html, /<input[^>]*id="f\.brand"[^>]*aria-describedby="f\.brand-hint f\.brand-error"[^>]*aria-invalid="true"/)
  })

  it('shows, and does not ask, what comes by itself', async () => {
    const { html } = await get(patterns.form, paths.form('filling', 'name'))
    assert.ok(html.includes('公司全称') && !html.includes('name="f.fullName"') && !html.includes('name="f.former"'))
  })

  it('asks what is only preselected, says by what, and sends what was left so', async () => {
    const { html } = await get(patterns.form, paths.form('filling', 'name'))
    assert.match(html, /<fieldset[^>]*aria-describedby="f\.region-source".*按户口登记地预选.*<input[^>]*checked=""[^>]*value="jiangmen"/s)
    assert.ok(html.indexOf('name="f.region"') < html.indexOf('name="f.brand"'))
  })

  it('asks for a day in three parts, in the order of the language, and marks the part that is wrong', async () => {
    const wrong = { ...body, 'f.founders.0.payBy~year': '2026', 'f.founders.0.payBy~month': '13', 'f.founders.0.payBy~day': '1' }
    const orders = await Promise.all((['zh', 'en'] as const).map(async (language) => {
      const { html } = (await visit('GET', patterns.form, form, { language })) as { html: string }
      return [...html.matchAll(/name="f\.founders\.0\.payBy~(\w+)"/g)].map(([, part]) => part)
    }))
    assert.deepEqual(orders, [['year', 'month', 'day'], ['day', 'month', 'year']])
    const sent: { answers: { founders: { payBy: string }[] } }[] = []
    await visit('POST', patterns.form, form, { body: { ...wrong, do: 'save' }, asked: (_method, _path, answers) => sent.push(answers as never) })
    assert.equal(sent[0]!.answers.founders[0]!.payBy, '2026-13-01')
  })

  it('finds an address without JavaScript, as choices that are sent by their code, and ticks none of them itself', async () => {
    for (const text of ['建设路', '302']) {
      const reply = (await visit('POST', patterns.form, paths.form('filling', 'address'), { body: { 'f.address~q': text, do: 'find:f.address' } })) as { html: string }
      assert.match(reply.html, /type="radio"[^>]*name="f\.address"[^>]*value="440703002"/)
      assert.doesNotMatch(reply.html, /type="radio"[^>]*name="f\.address"[^>]*checked/)
      assert.match(reply.html, text === '302' ? /找到1项，请选定一项/ : /找到2项，请选定一项/)
      assert.match(reply.html, /第3步，共4步/, 'one is still where one was')
    }
  })

  it('goes on with no other address than the one that is typed: what was never chosen is looked for and said at the field', async () => {
    const before = { '~asked': 'address', 'f.address': '440703001', 'f.address~label': '江门市蓬江区建设路1号2栋301' }
    for (const pressed of ['save', 'onward']) {
      const writes: string[] = []
      const reply = await visit('POST', patterns.form, paths.form('slower', 'address'), { body: { ...before, 'f.address~q': '302', do: pressed }, asked: (_method, path) => writes.push(path) })
      assert.ok('html' in reply && reply.code === 422 && writes.join() === '/services/cases/slower/groups/address/typing', 'nothing was answered')
      assert.match(reply.html, /id="f\.address-error"[^>]*>.*您输入了“302”，还没有选定/)
      assert.doesNotMatch(reply.html, /type="radio"[^>]*name="f\.address"[^>]*checked/)
      assert.match(reply.html, /建设路1号2栋301.*原来选择的/s, 'the earlier one can be taken again')
    }
    const twice = await visit('POST', patterns.form, paths.form('slower', 'address'), { body: { 'f.address~q': '大厦', 'f.address~results': JSON.stringify([{ value: '440703009', label: '旧址', was: true }]), do: 'find:f.address' } })
    assert.ok('html' in twice && /没有找到.*旧址.*原来选择的/s.test(twice.html), 'also after a second search')
    const found = { 'f.address~results': JSON.stringify([{ value: '440703002', label: '建设路1号2栋302' }]), 'f.address~for': '302', 'f.address~q': '302' }
    assert.deepEqual(await visit('POST', patterns.form, paths.form('slower', 'address'), { body: { '~asked': 'address', ...found, 'f.address': '440703002', do: 'save' } }), { to: paths.confirm('slower') })
  })

  it('says what to type where nothing is found or typed, by an address that there is', async () => {
    const find = (text: string) => visit('POST', patterns.form, paths.form('filling', 'address'), { body: { 'f.address~q': text, do: 'find:f.address' } }) as Promise<{ html: string }>
    assert.match((await find('大厦')).html, /没有找到。请输入其中连在一起的几个字，例如“江门市蓬江区建设路1号2栋301”里的路名或门牌号/)
    assert.match((await find(' ')).html, /id="f\.address-error"[^>]*>.*请先输入要找的文字/)
  })

  it('says once that an address takes longer, and then lets it be used', async () => {
    const form = paths.form('slower', 'address')
    const { html } = await get(patterns.form, form)
    assert.ok(html.includes('value="onward"') && html.includes('notice--info') && !html.includes('notice--error'))
    const again = await visit('POST', patterns.form, form, { body: { 'f.address': '440703001', do: 'onward' } })
    assert.deepEqual(again, { to: paths.confirm('slower') })
  })

  it('repeats before the signature that an officer looks at it first, and promises no decision on the spot', async () => {
    for (const [pattern, path] of [[patterns.confirm, paths.confirm('slower')], [patterns.sign, paths.sign('slowerSigning')]] as const) {
      const text = (await get(pattern, path)).html.replaceAll(/<[^>]+>/g, '')
      assert.ok(/可以使用，但不能当场办成.*此住所已登记五家企业/s.test(text) && !text.includes('系统当场审批'))
    }
    assert.ok((await get(patterns.confirm, paths.confirm('ready'))).html.includes('系统当场审批'))
  })

  it('names the people among whom somebody is chosen, as far as they are known', async () => {
    const { html } = await get(patterns.form, paths.form('filling', 'address'))
    assert.ok(html.includes('陈晓岚（出资人 1）') && html.includes('440…3517（出资人 2）'))
  })

  it('says at the field of the record what an officer wants mended, and leads there from the check', async () => {
    const { html } = await get(patterns.form, paths.form('mending', 'founders'))
    assert.match(html, /id="f\.founders\.1\.capital-mend"[^>]*><p><strong>请补正：<\/strong>出资额与章程不符。 请改为三十万元。/)
    assert.match(html, /<input[^>]*id="f\.founders\.1\.capital"[^>]*aria-describedby="[^"]*f\.founders\.1\.capital-mend/)
    assert.ok(!html.includes('f.founders.0.capital-mend') && !html.includes('请一次改好'))
    assert.ok((await get(patterns.form, paths.form('mending', 'name'))).html.includes('曾用名有误。') && !(await get(patterns.form, paths.form('ready', 'name'))).html.includes('请补正'))
    const check = await get(patterns.confirm, paths.confirm('mending'))
    assert.ok(check.html.includes(`href="${paths.form('mending', 'founders', 'founders')}#f.founders.1.capital"`) && check.html.includes('请一次改好。'))
  })

  it('asks in the easy mode first what is to be mended', async () => {
    const { html } = await get(patterns.form, paths.form('mending', 'founders'), { easy: true })
    assert.ok(html.includes('name="f.founders.1.capital"') && html.includes('请改为三十万元。'))
  })

  it('takes a suggestion by one press', async () => {
    const sent: unknown[] = []
    await visit('POST', patterns.form, paths.form('filling', 'name'), { body: { 'f.region': 'jiangmen', 'f.brand': '云帆', do: 'use:brand:云帆启' }, asked: (_method, _path, answers) => sent.push(answers) })
    assert.deepEqual(sent, [{ answers: { region: 'jiangmen', brand: '云帆启', industry: '' }, typed: {} }])
  })
})

describe('what is typed', () => {
  const form = paths.form('filling', 'name')
  const body = { '~asked': 'brand industry', '~version': '3', '~device': 'd', 'f.brand': '澄野舒', 'f.industry': '', 'f.region': 'jiangmen', 'f.fake': 'x' }

  it('is sent by field beside the answers, with what the page has seen', async () => {
    const sent: unknown[] = []
    await visit('POST', patterns.form, form, { body: { ...body, do: 'save' }, asked: (_method, _path, answers) => sent.push(answers) })
    assert.deepEqual(sent, [{ answers: { brand: '澄野舒', industry: '' }, typed: { brand: { 'f.brand': ['澄野舒'] }, industry: { 'f.industry': [''] } }, version: 3, device: 'd' }])
  })

  it('comes back whole on a page of its own where the session ended', async () => {
    for (const language of ['zh', 'en'] as const) {
      const reply = await visit('POST', patterns.form, form, { as: 'nobody', language, body: { ...body, do: 'save' } })
      assert.ok('html' in reply && reply.code === 401)
      for (const name of ['f.brand', '~asked', '~version']) assert.match(reply.html, new RegExp(`type="hidden" name="${name.replace('.', '\\.')}" value="${body[name as keyof typeof body]}"`))
      assert.ok(reply.html.includes(`href="${paths.signIn(paths.signedBack())}"`) && reply.html.includes('target="_blank"'))
    }
  })

  it('stands beside what another device wrote, and the person says which counts', async () => {
    const reply = await visit('POST', patterns.form, form, { as: 'raced', body: { ...body, do: 'save' } })
    assert.ok('html' in reply && reply.code === 409)
    assert.ok(reply.html.includes('澄野舒') && reply.html.includes('云帆') && reply.html.includes('type="hidden" name="f.brand" value="澄野舒"'))
    assert.match(reply.html, /name="~version" value="7"/)
  })

  it('is kept for an island, which hears of a faster device', async () => {
    const kept = await visit('POST', patterns.typing, paths.typing('filling', 'name'), { body })
    assert.deepEqual('json' in kept && (kept.json as { version: number }).version, 4)
    assert.deepEqual(await visit('POST', patterns.typing, paths.typing('filling', 'name'), { as: 'raced', body }), { json: { elsewhere: { version: 7, at: '09:05' } } })
  })
})

describe('the ways through the house', () => {
  it('lead from a case to the page where there is something to do', async () => {
    const places = { filling: paths.form('filling', 'founders'), ready: paths.confirm('ready'), signing: paths.sign('signing'), running: paths.timeline('running'), returned: paths.timeline('returned') }
    for (const [id, to] of Object.entries(places)) assert.deepEqual(await visit('GET', patterns.case, paths.case(id)), { to })
  })

  it('open a case right after the sign-in that a guide began, and by no link from elsewhere', async () => {
    const path = paths.start('bundle', 'company-start', 'once').split('?')[0]!
    const sent: unknown[] = []
    const wish = { query: { once: 'once' }, asked: (_method: string, _path: string, body: unknown) => sent.push(body) }
    assert.deepEqual(await visit('GET', patterns.start, path, wish), { to: paths.form('filling', 'founders') })
    assert.deepEqual(await visit('GET', patterns.start, path, { ...wish, fromUs: false }), { to: paths.matter('bundle', 'company-start') })
    assert.deepEqual(await visit('GET', patterns.start, path, { ...wish, as: 'nobody' }), { to: paths.matter('bundle', 'company-start') })
    assert.deepEqual(sent, [{ kind: 'bundle', id: 'company-start' }])
  })

  it('never lead to another site', async () => {
    for (const to of ['https://evil.example', '//evil.example', '/\\evil.example', 'javascript:alert(1)']) assert.deepEqual(await visit('POST', patterns.language, paths.language(), { body: { to, language: 'en' } }), { to: '/', language: 'en' })
  })

  it('take the easy mode along, and offer fewer ways in it', async () => {
    assert.deepEqual(await visit('POST', patterns.easy, paths.easy(), { body: { to: paths.cases(), easy: 'yes' } }), { to: paths.cases(), easy: true })
    const easy = await get(patterns.cases, paths.cases(), { easy: true })
    const usual = await get(patterns.cases, paths.cases())
    assert.ok(easy.html.includes('data-mode="easy"') && !usual.html.includes('data-mode'))
    const ways = (html: string): number => html.match(/class="header__way"/g)?.length ?? 0
    assert.ok(ways(easy.html) < ways(usual.html))
  })

  it('tell before the signature what a law has looked at, when and on which article', async () => {
    const { html } = await get(patterns.sign, paths.sign('signing'))
    assert.match(html, /法律规定要查的信息.*失信被执行人名单：是否在册.*审批前查看。依据：.*《中华人民共和国公司法》第一百七十八条.*转人工审核时可能查看。依据：.*《中华人民共和国个人信息保护法》第十三条.*签名表示/s)
  })

  it('show before the signature, unfolded, who is made what, and offer no change where there is none', async () => {
    const text = (await get(patterns.sign, paths.sign('slowerSigning'))).html.replaceAll(/<details.*?<\/details>/gs, '').replaceAll(/<[^>]+>/g, '')
    assert.match(text, /法定代表人陈晓岚（出资人 1）/)
    assert.ok(!text.includes('可以修改'))
  })

  it('say of a look by consent when that was given, which is before the look', async () => {
    assert.match((await get(patterns.looks, paths.looks())).html.replaceAll(/<[^>]+>/g, ''), /依据： 您的授权，同意时间： 2026年11月23日 09:05/)
  })

  it('sign with the digest that was on the page', async () => {
    const sent: unknown[] = []
    await visit('POST', patterns.sign, paths.sign('signing'), { body: { digest: 'c'.repeat(64) }, asked: (_method, path, sentBody) => sent.push([path, sentBody]) })
    assert.deepEqual(sent, [['/services/cases/signing/signature', { digest: 'c'.repeat(64) }]])
  })

  it('show a refusal as a page in words, with a way on', async () => {
    const { html, code } = await get(patterns.timeline, paths.timeline('strange'))
    assert.equal(code, 404)
    assert.ok(html.includes('没有找到') && html.includes('href="/"'))
    for (const status of [401, 403, 404, 409, 410, 422, 429, 500, 503]) {
      const reply = await portal.failure({ language: 'en', easy: false, publicAddress: '', version: '0', styles: null, path: '/x', params: {}, query: {}, body: {}, fromUs: true, send: fixtureApi('nobody') }, { title: '', status, code: 'x', detail: 'Why.' })
      assert.ok('html' in reply && reply.code === status && reply.html.includes('<h1'))
    }
  })

  it('show a live case piece by piece', async () => {
    const { html } = await get(patterns.timelineFragment, paths.timelineFragment('running'))
    assert.ok(!html.includes('<html') && html.includes('data-part="status"') && html.includes('aria-live="polite"'))
  })
})
