// One byte is another in one column of one row, put there by somebody with the database in his hands; the audit names the kind of thing and the row.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { before, suite, test } from 'node:test'

import type { Act } from '#kernel/act'
import { house } from '#kernel/actor'
import { copyByDuty, offer, print, resume, revoke, see, suspend } from '#modules/certificates'
import { give, use } from '#modules/grants'
import { enter, enterAll, sealJournal } from '#modules/ledger'
import { digestOf } from '#kernel/content'
import { startCompany } from '#tests/company'
import { testHouse, type TestHouse } from '#tests/house'
import { sequenced } from '#tests/ledger'

import { auditAll } from '../house.ts'
import { documentOf } from '../modules/certificates/actions/document.ts'
import { keeper, licensed, officer } from '../modules/certificates/cast.test.ts'
import { digestOfDuty, type DutyCopy } from '../modules/certificates/model/duty.ts'
import { addDutyCopy, dutyCopiesOf, nextDutyNumber } from '../modules/certificates/store/duty.ts'

/** A kind of thing that is kept as evidence: its table, what the audit calls it, how it names a row, the columns that prove nothing by themselves, and where not every row is evidence those that are. */
type Class = { readonly table: string; readonly what: readonly string[]; readonly row: string; readonly aside?: readonly string[]; readonly among?: string }

const CLASSES: readonly Class[] = [
  { table: 'certificates.certificates', what: ['certificate'], row: 'id' },
  { table: 'grants.uses', what: ['use'], row: 'id' },
  { table: 'services.signatures', what: ['signature'], row: "concat_ws(' ', concat_ws('/', case_id, round, party), case_id)" },
  { table: 'services.receipts', what: ['handover', 'signature'], row: 'case_id' },
  { table: 'decisions.receipts', what: ['receipt'], row: 'id' },
  { table: 'exchange.facts', what: ['fact'], row: 'answer', aside: ['subject', 'id', 'valid_from', 'obtained_at', 'source', 'grade', 'grant_id', 'use_id', 'case_id'],
    among: "answer::text in (select jsonb_object_keys(a.value->'facts') from decisions.receipts r, jsonb_each(r.answers) a where jsonb_typeof(a.value->'facts') = 'object')" },
  { table: 'kernel.journal', what: ['journal'], row: 'id' },
  { table: 'kernel.texts', what: ['text'], row: 'digest' },
  { table: 'kernel.releases', what: ['release'], row: 'digest', aside: ['number', 'published_at', 'author', 'publisher'] },
]

/** One after the other: what is wrong in a leaf shows in everything above it, and what hangs on a certificate hangs together. */
const TOGETHER: readonly Class[] = [
  { table: 'certificates.revocations', what: ['happening'], row: 'certificate' },
  { table: 'certificates.suspensions', what: ['happening'], row: "concat_ws(' ', id, certificate)" },
  { table: 'certificates.resumptions', what: ['happening'], row: "concat_ws(' ', suspension, (select certificate from certificates.suspensions s where s.id = suspension))" },
  { table: 'certificates.prints', what: ['print'], row: 'id' },
  { table: 'certificates.showings', what: ['showing'], row: 'id' },
  { table: 'certificates.sightings', what: ['copy'], row: 'showing' },
  { table: 'certificates.duty_copies', what: ['copy'], row: 'id' },
  { table: 'certificates.documents', what: ['document'], row: 'certificate', aside: ['made_at', 'made_by'] },
  { table: 'ledger.key_certificates', what: ['key'], row: 'key', aside: ['made_at', 'made_by'] },
  { table: 'ledger.entries', what: ['entry', 'leaf'], row: "concat_ws(' ', id, (select leaf_index from ledger.leaves l where l.entry = entries.id))", aside: ['id', 'position', 'written', 'key', 'cause', 'entered_at', 'entered_by'] },
  { table: 'ledger.leaves', what: ['leaf', 'entry'], row: "concat_ws(' ', leaf_index, entry)" },
  { table: 'ledger.tiles', what: ['tile'], row: "concat_ws('/', level, n)" },
  { table: 'ledger.checkpoints', what: ['checkpoint', 'leaf', 'tile', 'entry'], row: 'size', aside: ['written', 'position', 'signed_at'] },
  { table: 'ledger.journal_seals', what: ['journal'], row: "'seal ' || number", aside: ['number', 'written', 'last', 'sealed_at'] },
]

type Column = { readonly name: string; readonly type: string }
type Flip = { readonly where: string; readonly what: readonly string[]; readonly names: readonly string[]; readonly took: boolean }

class Undo extends Error {}

type Look = { readonly subject: string; readonly grantee: string; readonly purpose: string; readonly elements: readonly string[] }

/** Writes a look as the gate does. */
async function looked(act: Act, { subject, grantee, purpose, elements }: Look): Promise<string> {
  await give(act, { basis: 'role', grantor: subject, grantee, elements: elements.map((element) => `certificates.${element}`), purpose, case: null, notAfter: new Date(act.at.getTime() + 3_600_000), maxUses: 1 })
  return (await use({ ...act, actor: officer(grantee) }, { subject, grantee, source: 'certificates', elements, purpose, case: null })).use
}

suite('one flipped byte is named by the audit', () => {
  let opened: TestHouse
  let certificate = ''
  const auditor = house('auditor')

  before(async () => {
    opened = await testHouse()
    const { founder, file } = await startCompany(opened, 'founder-jiangmen', { brand: '青岚渡', partners: ['partner-jiangmen'], employees: [{ person: 'employee-one', wageBase: '6000' }] })
    await founder.post(`/services/cases/${file.id}/receipt`, undefined, 201)
    const { licence, chief } = await opened.act(auditor, (act) => licensed(act))
    await sequenced(nothingWaits)
    await opened.act(auditor, async (act) => {
      const holder = { ...act, actor: { id: chief.id, kind: 'person' as const, agency: null, post: null, powers: new Set<string>(), behalf: licence.holder } }
      const { code } = await offer(holder, { id: licence.id, fields: ['name'], purpose: 'contract', viewer: '某银行' })
      await see(holder, { code, name: '某银行柜员' })
      await print(holder, { id: licence.id, place: 'pengjiang-market' })
      await documentOf(holder, licence.id)
      await copyByDuty({ ...act, actor: officer('pengjiang-market') }, { id: licence.id, fields: ['name', 'scope'], purpose: 'company-registration', case: 'a-live-case', law: { zh: '行政许可法第三十四条', en: 'Administrative Licensing Law, art. 34' }, until: new Date(act.at.getTime() + 86_400_000) })
      certificate = licence.id
      const keeping = { ...act, actor: keeper() }
      const withdrawal = { id: licence.id, reason: '许可条件不再具备', law: '行政许可法第六十九条' }
      await suspend(keeping, withdrawal)
      await resume(keeping, withdrawal)
      await revoke(keeping, withdrawal)
    })
    await opened.act(auditor, (act) => enterAll(act, Array.from({ length: 300 }, (_, n) => ({ kind: 'use-of-tiles', about: `p-${n}`, digest: digestOf(`${n}`), issuer: '11440000MBTB0002XM' }))))
    await opened.settle()
    await opened.act(auditor, (act) => sealJournal(act, true))
    await sequenced(nothingWaits)
  })

  test('an untouched house has no faults, and the audit saw something of every kind', async () => {
    const { faults, ...seen } = await opened.act(auditor, auditAll)
    assert.deepEqual(faults, [])
    for (const [what, count] of Object.entries(seen)) assert.ok(count > 0, `${what}: ${String(count)}`)
  })

  const nothingWaits = (): Promise<boolean> => opened.act(auditor, async ({ tx }) =>
    (await tx`select from ledger.entries e where not exists (select from ledger.leaves l where l.entry = e.id) limit 1`).length === 0)

  /** A statement out of a text: tests alone may put names of tables into SQL. */
  const run = <Row>(act: Act, sql: string, ...values: string[]): Promise<Row[]> => {
    const parts = sql.split('?')
    return act.tx<Row>(Object.assign([...parts], { raw: parts }), ...values)
  }

  const columnsOf = (act: Act, table: string): Promise<Column[]> =>
    run<Column>(act, "select attname as name, format_type(atttypid, atttypmod) as type from pg_attribute where attrelid = ?::regclass and attnum > 0 and not attisdropped and attgenerated = '' order by attnum", table)

  /** Flips a byte of the first row that has something in the column, where the table itself lets it stand. */
  async function flip(act: Act, { table, what, row, among = 'true' }: Class, { name, type }: Column): Promise<Flip | null> {
    const [found] = await run<{ place: string; value: string; named: string }>(act, `select ctid::text as place, ${name}::text as value, (${row})::text as named from ${table} where ${name} is not null and ${name}::text <> '' and ${among} order by ctid limit 1`)
    if (!found) return null
    for (const value of changesOf(found.value)) {
      await act.tx`savepoint flip`
      // What a check of the table refuses cannot be stored, so another byte is tried.
      try {
        const [changed] = await run<{ named: string }>(act, `update ${table} set ${name} = ?::${type} where ctid = ?::tid returning (${row})::text as named`, value, found.place)
        await act.tx`release savepoint flip`
        return { where: `${table}.${name}`, what, names: [found.named, changed!.named].flatMap((one) => [one, ...one.split(' ')]), took: true }
      } catch {
        await act.tx`rollback to savepoint flip`
      }
    }
    return { where: `${table}.${name}`, what, names: [found.named], took: false }
  }

  /** The audit of the house with these flips in it, which are then undone; gives those that it did not name. */
  async function unnamed(flips: readonly (readonly [Class, Column])[]): Promise<{ missed: string[]; refused: string[] }> {
    let missed: string[] = []
    let refused: string[] = []
    const ended = await opened.act(auditor, async (act) => {
      await act.tx`set local session_replication_role = replica`
      const done: Flip[] = []
      for (const [of, column] of flips) { const one = await flip(act, of, column); if (one) done.push(one) }
      const { faults } = await auditAll(act)
      const isNamed = ({ what, names }: Flip): boolean => faults.some((fault) => what.includes(fault.what) && names.includes(fault.id))
      missed = done.filter((one) => one.took && !isNamed(one)).map(({ where, names }) => `${where} of ${names[0]}: ${JSON.stringify(faults.slice(0, 3))}`)
      refused = done.filter(({ took }) => !took).map(({ where }) => where)
      throw new Undo('undone')
    }).catch((error: unknown) => error)
    assert.ok(ended instanceof Undo, String((ended as Error).stack))
    return { missed, refused }
  }

  const wanted = (of: Class, columns: readonly Column[]): (readonly [Class, Column])[] => columns.filter(({ name }) => !of.aside?.includes(name)).map((column) => [of, column] as const)

  test('in every column of what the house keeps as evidence', { timeout: 300_000 }, async () => {
    const all = await opened.act(auditor, async (act) => {
      const found: (readonly [Class, Column])[][] = []
      for (const of of CLASSES) found.push(wanted(of, await columnsOf(act, of.table)))
      return found
    })
    const rounds = Array.from({ length: Math.max(...all.map(({ length }) => length)) }, (_, n) => all.flatMap((columns) => (columns[n] ? [columns[n]] : [])))
    const missed: string[] = []
    for (const round of rounds) missed.push(...(await unnamed(round)).missed)
    assert.deepEqual(missed, [])
  })

  test('a copy that an officer has, and nobody’s log knows of, is named; so is one that hides behind another’s look', async () => {
    const ended = await opened.act(auditor, async (act) => {
      const [made] = await dutyCopiesOf(act.tx, [certificate])
      const slip = async (change: Partial<DutyCopy>): Promise<string> => {
        const hidden: DutyCopy = { ...made!, id: randomUUID(), number: await nextDutyNumber(act.tx, made!.agency), ...change }
        await addDutyCopy(act.tx, hidden)
        await enter(act, { kind: 'duty-copy', about: hidden.id, digest: digestOfDuty(hidden) })
        return hidden.id
      }
      const { subject, grantee, purpose, elements } = (await act.tx<Look>`select subject, grantee, purpose, elements from grants.uses where id = ${made!.use}`)[0]!
      // A look that is as this copy needs it but for one thing: at whom, by whom, for what, at what.
      const strangers: Look[] = [{ subject: 'p_somebody_else', grantee, purpose, elements }, { subject, grantee: 'futian-market', purpose, elements }, { subject, grantee, purpose: 'another', elements }, { subject, grantee, purpose, elements: ['seal-filing'] }]
      const others: string[] = []
      for (const one of strangers) others.push(await slip({ use: await looked(act, one) }))
      const [unlogged, shared] = [await slip({ use: randomUUID() }), await slip({})]
      const named = (await auditAll(act)).faults.filter(({ what }) => what === 'copy').map(({ id, code }) => `${id} ${code}`).toSorted()
      assert.deepEqual(named, [`${unlogged} certificates.copy_unlogged`, ...others.map((id) => `${id} certificates.use_of_another`), `${shared} certificates.use_shared`, `${made!.id} certificates.use_shared`].toSorted())
      throw new Undo('undone')
    }).catch((error: unknown) => error)
    assert.ok(ended instanceof Undo, String((ended as Error).stack))
  })

  for (const of of TOGETHER) {
    test(`in every column of ${of.table}`, { timeout: 120_000 }, async () => {
      const missed: string[] = []
      for (const [, column] of wanted(of, await opened.act(auditor, (act) => columnsOf(act, of.table)))) missed.push(...(await unnamed([[of, column]])).missed)
      assert.deepEqual(missed, [])
    })
  }
})

const PAIRS = new Map(['01', '23', '45', '67', '89', 'ab', 'cd', 'ef', 'gh', 'ij', 'kl', 'mn', 'op', 'qr', 'st', 'uv', 'wx', 'yz', 'AB', 'CD', 'EF', 'GH', 'JK', 'MN', 'PQ', 'RS', 'TV', 'WX', 'YZ'].flatMap(([one, other]) => [[one!, other!], [other!, one!]] as const))

/** The same text with one letter or digit turned into its neighbour, beginning in the middle. */
function* changesOf(text: string): Generator<string> {
  const middle = Math.floor(text.length / 2)
  for (let step = 0; step < Math.min(text.length, 60); step++) {
    const at = (middle + step) % text.length
    const other = PAIRS.get(text[at]!)
    if (other !== undefined) yield text.slice(0, at) + other + text.slice(at + 1)
  }
  if (![...text].some((letter) => PAIRS.has(letter))) yield `${text.slice(0, -1)}${String.fromCodePoint(text.codePointAt(text.length - 1)! + 1)}`
}
