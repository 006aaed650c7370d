import { enterpriseCode } from '../codes.ts'
import { dayText } from '../days.ts'
import type { Day } from '../days.ts'
import { absent, dated, idNumberIn, known, listIn, overlaid, present, textIn, wholeIn } from '../department.ts'
import type { Answer, Asking, Department, Desk, Facts } from '../department.ts'
import { industryCode } from '../industries.ts'
import { checkName, partsOf } from '../name-check.ts'
import type { NameParts } from '../name-check.ts'
import { syllables } from '../pinyin.ts'
import type { Firm } from '../store/read.ts'

/** Rules on Company Names (2020): a name is kept for two months. */
const RESERVED_DAYS = 60

/** The market regulator: names, the register of firms, revoked licences. */
export function market(desk: Desk): Department {
  return {
    name: 'market',
    questions: {
      'name-check': (_asking, parameters) => present({ ...checkName(desk.reader, wantedName(parameters)) }),
      'firms-at': (_asking, parameters) => firmsAt(desk, parameters),
      revocations: (asking, parameters) => revocations(desk, asking, parameters),
      firm: (_asking, parameters) => {
        const firm = desk.reader.firm(textIn(parameters, 'socialCreditCode'))
        return firm ? present(firmRecord(firm)) : absent('unknown-firm')
      },
    },
    orders: {
      'reserve-name': (asking, parameters) => reserve(desk, asking, parameters),
      register: (asking, parameters) => register(desk, asking, parameters),
      notify: (_asking, parameters) => notify(desk, parameters),
    },
  }
}

function wantedName(parameters: Facts): NameParts {
  return {
    region: textIn(parameters, 'region'),
    brand: textIn(parameters, 'brand'),
    industry: textIn(parameters, 'industry'),
    orgForm: textIn(parameters, 'orgForm'),
  }
}

function firmsAt(desk: Desk, parameters: Facts): Answer {
  const address = desk.reader.address(textIn(parameters, 'addressCode'))
  return address ? present({ addressCode: address.code, count: address.occupancy }) : absent('unknown-address')
}

function revocations(desk: Desk, asking: Asking, parameters: Facts): Answer {
  const idNumber = textIn(parameters, 'idNumber')
  const person = desk.reader.person(idNumber)
  if (!person) return absent('unknown-person')
  const firms = desk.reader.revokedBy(person.n).filter((one) => known(one.ended, asking) !== null)
  const record = {
    idNumber,
    ...dated('responsibleSince', firms[0]?.ended),
    firms: firms.map((one) => ({ socialCreditCode: one.code, name: one.name, ...dated('revokedOn', one.ended) })),
  }
  return overlaid(desk, 'market', idNumber, { found: true, record })
}

function firmRecord(firm: Firm): Facts {
  return {
    socialCreditCode: firm.code,
    name: firm.name,
    region: firm.region,
    brand: firm.brand,
    industry: firm.industry,
    orgForm: firm.form,
    division: firm.division,
    addressCode: firm.address_code,
    legalRep: firm.legal_rep_id,
    state: firm.state,
    registeredOn: dayText(firm.registered),
    capitalFen: firm.capital,
    scope: firm.scope.split('；'),
    ...dated('endedOn', firm.ended),
  }
}

/** A name kept for someone else: the case that reserved it, or whoever shows the reservation, may use it. */
function isKeptForOthers(desk: Desk, asking: Asking, name: string, shown: string, today: Day): boolean {
  const kept = desk.effects.reservation(name, today)
  if (!kept) return false
  const isOwn = (kept.case_id !== null && kept.case_id === asking.caseId) || shown === reservationNumber(kept.id)
  return !isOwn
}

function reservationNumber(id: number): string {
  return `MCBL${String(id).padStart(8, '0')}`
}

function reserve(desk: Desk, asking: Asking, parameters: Facts): Answer {
  const name = textIn(parameters, 'fullName')
  if (name === '') return absent('name-missing')
  if (desk.reader.firmNamed(name)?.state === '存续') return absent('name-taken')
  const today = asking.moment.day
  if (isKeptForOthers(desk, asking, name, '', today)) return absent('name-reserved')
  const id = desk.effects.reserve(name, today + RESERVED_DAYS, asking.caseId)
  return present({ reservation: reservationNumber(id), until: dayText(today + RESERVED_DAYS) })
}

function register(desk: Desk, asking: Asking, parameters: Facts): Answer {
  const name = textIn(parameters, 'name')
  const division = textIn(parameters, 'division').slice(0, 6)
  const address = desk.reader.address(textIn(parameters, 'addressCode'))
  if (name === '' || !/^\d{6}$/.test(division)) return absent('name-or-division-missing')
  if (!address) return absent('unknown-address')
  if (desk.reader.firmNamed(name)?.state === '存续') return absent('name-taken')
  if (isKeptForOthers(desk, asking, name, textIn(parameters, 'reservation'), asking.moment.day)) return absent('name-reserved')
  const n = desk.effects.nextFirmNumber()
  const code = enterpriseCode(division, n)
  const parts = { ...partsOf(name), ...said(parameters) }
  const [region, industry] = [parts.region || division, industryCode(parts.industry)]
  const rival = { name, brand: parts.brand, pinyin: syllables(parts.brand) }
  desk.effects.newFirm({
    n,
    code,
    ...rival,
    region,
    industry,
    form: parts.orgForm,
    division,
    address: address.n,
    legalRep: desk.reader.person(idNumberIn(parameters['legalRep']))?.n ?? null,
    state: '存续',
    registered: asking.moment.day,
    capital: wholeIn(parameters, 'capitalFen') ?? 0,
    scope: listIn(parameters, 'scope').map(scopeText).join('；'),
    ended: null,
    responsible: null,
    byOrder: true,
  })
  desk.reader.rivalAdded(industry, region, rival)
  desk.effects.unitOpened(code, 'ordered', String(n))
  return present({ socialCreditCode: code, registeredOn: dayText(asking.moment.day) })
}

/** The parts of the name the caller spelled out; they beat what can be read from the name. */
function said(parameters: Facts): Partial<NameParts> {
  return Object.fromEntries(Object.entries(wantedName(parameters)).filter(([, value]) => value !== ''))
}

function scopeText(one: unknown): string {
  if (typeof one === 'string') return one
  const facts = (one ?? {}) as Facts
  return textIn(facts, 'name') || textIn(facts, 'text') || textIn(facts, 'code')
}

/** The push to the regulators who follow up (双告知). */
function notify(desk: Desk, parameters: Facts): Answer {
  const code = textIn(parameters, 'socialCreditCode')
  if (!desk.reader.firm(code)) return absent('unknown-firm')
  const regulators = listIn(parameters, 'regulators')
  return present({ receipt: `TS${String(desk.effects.next('notice')).padStart(8, '0')}`, regulators })
}
