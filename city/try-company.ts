import { castMember } from './cast.ts'
import { FIXED_ADDRESSES } from './fixed.ts'

type Json = Record<string, unknown>
type Steps = { count: number }

const FOUNDERS = ['founder-jiangmen', 'founder-shenzhen', 'founder-zhaoqing'] as const
const BRANDS = { first: '云岚澄澈朗清沐舒景和瑞泽润丰恒嘉启明', second: '溪舟禾屿川汀澜野庭苑桥陌砚帆樾岫池原' } as const
const WAIT_MS_MAX = 60_000

/**
 * Opens a company against the running node at TONGBAN_URL (or on this machine at PORT), over HTTP only, from the first tap to the last receipt:
 * three founders in three places sign, the machine decides, the kit is received, and anyone verifies the licence.
 * Prints one JSON line; exit code 0 where everything was granted and verified, 1 where not, 3 where the node cannot be reached.
 */
export async function tryCompany(): Promise<number> {
  const node = (process.env['TONGBAN_URL'] ?? `http://localhost:${process.env['PORT'] ?? '8080'}`).replace(/\/$/, '')
  const steps: Steps = { count: 0 }
  // Nobody there is the one fault that a person at a keyboard can mend.
  const answers = await fetch(`${node}/health`).then(() => true, () => false)
  if (!answers) {
    process.stderr.write(`No node answers at ${node}. Start one with npm start, or say in TONGBAN_URL where it is. ${node} 没有响应，请先运行 npm start，或用 TONGBAN_URL 指明地址。\n`)
    return 3
  }
  const [founder, ...others] = await Promise.all(FOUNDERS.map((key) => signedIn(node, key, steps)))
  const filled = await fillForm(founder!, steps)
  const confirmed = await founder!('POST', `/services/cases/${filled}/confirmation`)
  for (const one of others) await one('POST', `/services/cases/${filled}/signature`, { digest: confirmed['digest'] })
  const began = performance.now()
  await founder!('POST', `/services/cases/${filled}/signature`, { digest: confirmed['digest'] })
  const done = await untilReady(founder!, filled)
  const machineMs = Math.round(performance.now() - began)
  const kit = (done['kit'] as { items: Json[] }).items
  const registration = (done['steps'] as Json[]).find((step) => step['id'] === 'registration')!
  const received = (done['stage'] as string) === 'kit' ? await founder!('POST', `/services/cases/${filled}/receipt`) : done
  const licence = await verifiedLicence(node, founder!, received)
  const good = registration['outcome'] === 'GRANT' && licence.verified
  process.stdout.write(`${JSON.stringify({
    decided: registration['outcome'], typedFields: (done['form'] as Json)['typed'], pickedFields: (done['form'] as Json)['picked'], userSteps: steps.count, machineMs,
    kit: kit.map((item) => ({ id: item['id'], state: received['stage'] === 'granted' ? 'delivered' : item['state'] })), licence, case: filled,
    ...(good ? {} : { reasons: registration['reasons'] }),
  })}\n`)
  return good ? 0 : 1
}

type Call = (method: 'GET' | 'POST' | 'PUT', path: string, body?: object) => Promise<Json>

async function signedIn(node: string, person: string, steps: Steps): Promise<Call> {
  const given = await send(node, 'POST', '/demo/token', { person }, {})
  const authorization = `Bearer ${String(given['access_token'])}`
  return (method, path, body) => {
    if (method !== 'GET') steps.count++
    return send(node, method, path, body, { authorization })
  }
}

async function send(node: string, method: string, path: string, body: object | undefined, headers: Record<string, string>): Promise<Json> {
  const answer = await fetch(node + path, { method, headers: { ...headers, 'accept-language': 'en', ...(body ? { 'content-type': 'application/json' } : {}) }, ...(body ? { body: JSON.stringify(body) } : {}) })
  const read = (await answer.json()) as Json
  if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${JSON.stringify(read)}`)
  return read
}

const picked = (characters: string): string => characters[Math.floor(Math.random() * characters.length)]!

/** Fills the one form: three founders, one employee; everything else is found or proposed. Gives the id of the case. */
async function fillForm(founder: Call, steps: Steps): Promise<string> {
  const opened = await founder('POST', '/services/cases', { kind: 'bundle', id: 'start-company' })
  const id = String(opened['id'])
  const put = (group: string, answers: object): Promise<Json> => founder('PUT', `/services/cases/${id}/groups/${group}`, { answers })
  for (let tries = 0; ; tries++) {
    const brand = picked(BRANDS.first) + picked(BRANDS.second) + picked(BRANDS.first)
    const named = await put('name', { region: '440703', brand, industry: 'software' })
    const check = ((named['form'] as { groups: Json[] }).groups[0]!['check'] ?? null) as { outcome: string } | null
    if (check?.outcome === 'GRANT' || tries > 8) break
    steps.count-- // A clash of made-up names is no step of a person who knows what he wants.
  }
  const partners = FOUNDERS.slice(1).map((key) => ({ person: castMember(key).idNumber, capital: '200000' }))
  await put('founders', { founders: [{ person: { party: (opened['applicant'] as Json)['id'] }, capital: '600000' }, ...partners] })
  await choosePlace(founder, put, steps)
  await put('staff', { employees: [{ person: castMember('employee-one').idNumber, wageBase: '6500' }] })
  for (const group of ['scope', 'people', 'fund', 'bank', 'seals', 'tax']) await put(group, {})
  return id
}

const ADDRESSES_MAX = 40

/** Chooses an address as a person does: takes one, looks at what the form says of it, and takes another where it has no room. */
async function choosePlace(founder: Call, put: (group: string, answers: object) => Promise<Json>, steps: Steps): Promise<void> {
  const tried = [FIXED_ADDRESSES.find((one) => one.key === 'free-pengjiang')!.code]
  for (let n = 0; n < ADDRESSES_MAX; n++) {
    const file = await put('place', { address: tried[n], premises: 'commitment' })
    const group = (file['form'] as { groups: Json[] }).groups.find((one) => one['id'] === 'place')!
    if ((group['check'] as Json | undefined)?.['outcome'] === 'GRANT') return
    steps.count-- // A full address of the demo is no step of a person who knows where his office is.
    if (tried.length <= n + 1) tried.push(...(await addressesLike(founder, `${n * 7 + 1}号`)).filter((code) => !tried.includes(code)))
    if (tried.length <= n + 1) tried.push(tried[0]!)
  }
}

async function addressesLike(founder: Call, text: string): Promise<string[]> {
  const list = await founder('GET', `/exchange/lookups/address-search?text=${encodeURIComponent(text)}&division=440703`)
  return (list['items'] as { value: string }[]).map((item) => item.value)
}

async function untilReady(founder: Call, id: string): Promise<Json> {
  const began = performance.now()
  for (;;) {
    const file = await founder('GET', `/services/cases/${id}`)
    const stages = (file['steps'] as Json[]).map((step) => String(step['stage']))
    const moving = stages.some((stage) => stage === 'deciding' || stage === 'fulfilling') || stages.every((stage) => stage === 'waiting')
    const stuck = stages.some((stage) => stage === 'with-officer' || stage === 'returned')
    if (file['stage'] === 'kit' || file['stage'] === 'granted' || (stuck && !moving) || performance.now() - began > WAIT_MS_MAX) return file
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

async function verifiedLicence(node: string, founder: Call, file: Json): Promise<{ id: string | null; verified: boolean }> {
  const licence = (file['certificates'] as Json[]).find((one) => one['type'] === 'business-licence')
  if (!licence) return { id: null, verified: false }
  const shown = await founder('GET', `/certificates/${String(licence['id'])}`)
  const verdict = await send(node, 'POST', '/certificates/verifications', { code: shown['code'] }, {})
  return { id: String(licence['identifier'] ?? licence['id']), verified: verdict['valid'] === true }
}
