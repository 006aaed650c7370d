import type { ElementView } from '../ui/fact-value.tsx'

/** What the API answers with, as far as the pages read it. Times are ISO 8601 texts, money is in fen, days `YYYY-MM-DD`. */
export type Bi = { readonly zh: string; readonly en: string }
export type Lamp = 'green' | 'yellow' | 'red'
export type Page<T> = { readonly items: readonly T[]; readonly next: string | number | null }
export type Limit = { readonly amount: number; readonly unit: string }
export type Reason = { readonly row: string; readonly reason: string; readonly text: Bi; readonly law?: Bi; readonly fix?: Bi; readonly field?: string; readonly position?: number; readonly leaf?: string }

export type MatterSummary = {
  readonly id: string; readonly kind: string; readonly title: Bi; readonly summary: Bi; readonly lifeEvent?: string | null
  readonly promised: Limit | null; readonly feeFen: number; readonly visits: number; readonly steps: number; readonly asked: { readonly typed: number; readonly picked: number }
  /** The part of it whose words were asked for, where it was found by those. */
  readonly part: Bi | null
}
/** What was found; `near` is what comes nearest where nothing was. */
export type Finds = Page<MatterSummary> & { readonly near: readonly MatterSummary[] }
type Asked = { readonly id: string; readonly label: Bi; readonly asked?: Bi }
export type Guide = {
  readonly id: string; readonly kind: string; readonly title: Bi; readonly summary: Bi; readonly law: readonly Bi[]; readonly feeFen: number; readonly visits: number
  readonly statutory: Limit | null; readonly promised: Limit | null; readonly agency: Bi | null; readonly applicant: string
  readonly typed: readonly Asked[]; readonly picked: readonly Asked[]; /** What only some are asked. */ readonly perhaps: readonly Asked[]; readonly filled: readonly { readonly label: Bi; readonly source: Bi }[]
  /** Papers that need not be brought, and what stands in for each. */
  readonly notBrought: readonly { readonly material: Bi; readonly by: readonly Bi[] }[]
  readonly looks: readonly { readonly source: Bi; readonly agency: Bi | null; readonly elements: readonly Bi[]; readonly statutory?: Bi; readonly personal?: boolean }[]
  /** What a grant waits for before it takes effect. */
  readonly dormant: { readonly for: Bi; readonly days: number } | null; readonly signers: boolean; readonly steps?: readonly { readonly id: string; readonly title: Bi; readonly after: readonly string[] }[]
  readonly kit?: readonly { readonly id: string; readonly label: Bi }[]; readonly digest: string; readonly version: { readonly release: string }
  readonly rules: readonly MatterRules[]; readonly results: readonly { readonly id: string; readonly title: Bi }[]; readonly partOf: readonly { readonly id: string; readonly title: Bi }[]
  readonly figures: Figures; readonly history: readonly DefinitionChange[]; readonly remedies: readonly Remedy[]
}
/** The rows of a matter's decision table as sentences, and who decides what a machine does not. */
export type MatterRules = { readonly matter: string; readonly title: Bi; readonly officers: Bi | null; readonly rows: readonly { readonly outcome: string; readonly text: Bi; readonly law: Bi | null; readonly fix: Bi | null }[] }
/** What was measured over so many days: nothing but the count where there were too few. */
export type Figures = { readonly days: number; readonly count: number; readonly enough: boolean; readonly medianSeconds?: number | null; readonly slowSeconds?: number | null; readonly ratings: RatingFigures | null }
export type RatingFigures = { readonly ended: number; readonly rated: number; readonly owed: number; readonly answered: number; readonly late: number; readonly enough: boolean; readonly grades?: Readonly<Record<string, number>> }
export type DefinitionChange = {
  readonly at: string; readonly digest: string; readonly first: boolean; readonly reason: string | null; readonly author: Bi | null; readonly publisher: Bi | null
  readonly changes: readonly { readonly part: string; readonly deed: 'added' | 'removed' | 'changed'; readonly name: Bi | null; readonly was?: unknown; readonly now?: unknown; readonly matter: Bi | null }[]
}
export type Remedy = { readonly id: string; readonly title: Bi; readonly within: Bi; readonly where: Bi; readonly law: Bi }

export type CaseSummary = { readonly id: string; readonly number: string; readonly kind: string; readonly definition: string; readonly title: Bi; readonly stage: string; readonly openedAt: string; readonly due?: string | null; readonly lamp?: Lamp | null
  readonly endedAt: string | null; readonly next: Next; readonly with: Bi | null
  /** Of a bundle: steps done, steps in all, steps that came back. */
  readonly done?: number; readonly of?: number; readonly attention?: number
}
/** What the reader can do next; null where it is somebody else's turn. */
export type Next = 'fill' | 'sign' | 'mend' | 'receive' | 'rate' | null

export type Person = { readonly party: string; readonly label: string }
/** One to pick. Of many, each says how its Chinese name sounds (`shen zhen`), for whoever types it. */
export type Choice = { readonly value: string; readonly label: Bi; readonly sounds?: string }
/** `aboutMe`: a record about the reader himself, so that he can say that its element is wrong; `objection`: where he has said so. */
export type Source = { readonly id?: string; readonly element?: string | null; readonly label?: Bi | null; readonly aboutMe?: boolean; readonly objection?: string | null; readonly grade?: string; readonly asOf?: string | null; readonly ageMinutes?: number; readonly title: Bi; readonly agency: Bi; readonly obtainedAt: string; readonly state: string }
export type ItemValue = { readonly value: unknown; readonly by: string | null; readonly label?: string; readonly source?: Source }
export type FieldView = {
  readonly id: string; readonly label: Bi; readonly hint?: Bi; readonly type: string; readonly required: boolean; readonly shown: boolean; readonly locked: boolean
  readonly value?: unknown; readonly by?: string | null; readonly source?: Source; readonly asked?: Bi; readonly unit?: Bi; readonly choices?: readonly Choice[]
  /** The source that is looked up, and the division to look in where the rest of the form says one. */
  readonly lookup?: string; readonly lookupDivision?: string
  /** Whether a source or a rule fills it, so that nobody is asked unless it cannot. */
  readonly filled?: boolean
  /** Whether the house suggests a value, at once or as soon as what it rests on is known. */
  readonly suggested?: boolean; readonly pattern?: string; readonly form?: Bi; readonly min?: number; readonly max?: number; readonly maxLength?: number
  /** What the reader's browser may fill in, because it is about himself. */
  readonly autocomplete?: string
  readonly of?: readonly FieldView[]; readonly itemTitle?: Bi; readonly minItems?: number; readonly maxItems?: number
  readonly items?: readonly Readonly<Record<string, ItemValue>>[]
}
export type Check = { readonly outcome: string; readonly reasons: readonly Reason[]; readonly suggestions: readonly string[]; readonly field?: string | null }
export type Group = { readonly id: string; readonly title: Bi; readonly text?: Bi; readonly done: boolean; readonly shown: boolean; readonly current: boolean; readonly fields: readonly FieldView[]; readonly check?: Check | null
  /** For whoever may change it: how often it was changed, and what was typed, by field and input, that is no answer yet. */
  readonly version?: number; readonly typing?: { readonly at: string; readonly fields: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> } | null
}
type Look = { readonly agency: Bi; readonly source: Bi; readonly elements: readonly Bi[] }
export type LawfulLook = Look & { readonly law: Bi; readonly when: 'decision' | 'officer' | 'month' }
export type Signatory = { readonly party: string; readonly name: string; readonly me: boolean; readonly signedAt: string | null; readonly consents: readonly Look[]; readonly lawful: readonly LawfulLook[] }
export type Step = { readonly id: string; readonly title: Bi; readonly after: readonly string[]; readonly case: string | null; readonly stage: string; readonly outcome?: string | null; readonly reasons: readonly Reason[]; readonly agency: { readonly id: string; readonly name: Bi } | null; readonly dueAt?: string | null; readonly lamp?: Lamp | null }
export type KitItem = { readonly id: string; readonly label: Bi; readonly count: number; readonly step: string; readonly state: string; readonly reason?: Bi | null; readonly alternatives?: readonly string[] | null; readonly drawn: Drawn; readonly what?: Bi; readonly use?: Bi; readonly agency: Bi | null; readonly phone: string | null; readonly case?: string | null; readonly result?: Readonly<Record<string, unknown>> | null }
export type Drawn = 'licence' | 'seals' | 'tax' | 'insurance' | 'fund' | 'bank' | 'electronic-seal' | 'invoices' | 'paper'
export type Kit = { readonly title: Bi; readonly items: readonly KitItem[]; readonly ready: boolean; readonly receivedAt: string | null }
export type Verdict = { readonly outcome: string; readonly decidedAt: string; readonly by: 'machine' | Bi | string; readonly decision: string; readonly reasons: readonly Reason[]; readonly items: readonly { readonly position: number; readonly outcome: string; readonly label: string; readonly reasons: readonly Reason[] }[] | null }
/** What a decision looked at. `value` is left out where it tells about somebody else. */
export type Decided = { readonly table: Bi; readonly mode: string; readonly asOf: string; readonly engine: string; readonly entry: string; readonly rows: readonly Reason[]; readonly looked: readonly { readonly id: string; readonly label: Bi; readonly state: string; readonly value?: unknown; readonly sources: readonly Bi[] }[] }
/** A rating that was given, when the agency must answer it, and what it answered. */
export type Rating = { readonly id: string; readonly grade: number; readonly words: string; readonly ratedAt: string; readonly agency: Bi | null; readonly due: { readonly at: string; readonly lamp: Lamp } | null; readonly answer: { readonly finding: string; readonly words: string; readonly at: string } | null }
export type Clock = { readonly name: string; readonly startedAt: string; readonly dueAt: string; readonly stoppedAt: string | null; readonly lamp: Lamp; readonly owner: Bi | null }
export type Happening = { readonly at: string; readonly type: string; readonly text: Bi; readonly by: Bi | null; readonly step?: Bi | null }
type Colleague = { readonly id: string; readonly name: string }
/** One condition for a grant: what is so, what is asked of it, and whether it holds (null: not known). */
export type Condition = { readonly input: string; readonly label: Bi; readonly value: unknown; readonly holds: boolean | null; readonly asks: { readonly sign: string; readonly value: unknown; readonly label?: Bi } | null; readonly lacks: Bi | null; readonly made: readonly Branch[] }
/** What a value was made of: its name, what it was worth (or why that is not known), and who said so and when. */
export type Branch = { readonly label: Bi | null; readonly value?: unknown; readonly count?: number; readonly lacks: Bi | null; readonly element: ElementView | null; /** The value in words, where it is a code. */ readonly word: Bi | null; readonly from: Bi | null; readonly at: string | null; readonly made: readonly Branch[] }
export type Evidence = {
  readonly id: string; readonly source: string; readonly title: Bi; readonly agency: Bi | null; readonly about: string | null; readonly state: string; readonly obtainedAt: string; readonly personal: boolean; readonly withheld: Bi | null
  readonly elements: readonly (ElementView & { readonly value: unknown })[]
}
export type DeskView = {
  readonly task: string; readonly mayDecide: boolean; readonly mayLookEarlier: Bi | null; readonly mayLookHere: Bi | null; readonly failed: readonly Reason[]; readonly conditions: readonly Condition[]
  readonly inputs: readonly { readonly id: string; readonly label: Bi; readonly value: unknown; readonly state: string }[]
  readonly rows: readonly { readonly row: string; readonly reason: string; readonly text: Bi; readonly law?: Bi | null; readonly outcome: string; readonly fix?: Bi | null; readonly field?: string }[]
  readonly evidence: readonly Evidence[]
  readonly notes: readonly { readonly id: string; readonly author: Colleague; readonly words: string; readonly writtenAt: string }[]
  readonly moves: readonly { readonly kind: string; readonly at: string; readonly by: Colleague; readonly to: Colleague | null; readonly role: string | null; readonly words: string | null }[]
  readonly standing: {
    readonly others: readonly (Colleague & { readonly doing: 'looking' | 'deciding' })[]; readonly takenBy: (Colleague & { readonly at: string }) | null; readonly notes: number
    readonly ended: { readonly by: Colleague; readonly me: boolean; readonly at: string; readonly outcome: string | null; readonly words: string } | null
  }
  readonly draft: { readonly outcome: 'GRANT' | 'RETURN' | null; readonly rows: readonly string[]; readonly words: string; readonly fixes: readonly { readonly field: string; readonly position?: number; readonly leaf?: string; readonly wrong: string; readonly mend: string }[]; readonly savedAt: string } | null
}
/** A second look at a decision: who asked for it and why, by when it is answered, and what came of it. */
export type Contest = {
  readonly id: string; readonly ground: 'person' | 'decision' | 'fact'; readonly mine: boolean; readonly words: string | null; readonly condition: Bi | null; readonly agency: Bi
  readonly openedAt: string; readonly dueAt: string; readonly lamp: Lamp; readonly outcome: 'upheld' | 'corrected' | 'dropped' | null; readonly answer: string | null; readonly endedAt: string | null
}
/** Something that must be proven: by what it is (`by`), what was tried in vain, and whether a file may or must be handed in. */
export type Required = {
  readonly id: string; readonly case: string; readonly matter: Bi; readonly proves: Bi; readonly law: Bi; readonly since: string; readonly material: Bi; readonly state: 'met' | 'file' | 'open' | 'contrary' | 'later'
  readonly by: { readonly means: 'certificate' | 'register' | 'case' | 'upload'; readonly kind: string | null; readonly title: Bi | null; readonly ref: string | null; readonly number: string | null; readonly issuer: Bi | null; readonly standing: string | null; readonly at: string; readonly digest: string | null; readonly use: string | null; readonly fields: readonly (ElementView & { readonly value: unknown })[] } | null
  readonly tried: readonly { readonly means: string; readonly title: Bi; readonly why: string; readonly said: Bi }[]
  readonly upload: { readonly id: string; readonly name: string; readonly media: string; readonly size: number; readonly uploadedAt: string } | null
  readonly mayUpload: boolean; readonly needsFile: boolean
}
export type Case = {
  readonly now: string; readonly id: string; readonly number: string; readonly kind: string; readonly definition: string; readonly title: Bi; readonly definitionDigest: string; readonly release: string
  readonly openedAt: string; readonly channel: string; readonly parent?: string | null; readonly stage: string
  readonly me: { readonly role: string; readonly mayEdit: boolean; readonly mustSign: boolean; readonly maySignReceipt: boolean; readonly mayWithdraw: boolean; readonly mayRate: boolean; readonly mayContest: boolean }
  readonly contestUntil: string | null; readonly contests: readonly Contest[]
  /** What those who handle it call it, such as the name of the company. */ readonly called: string | null; readonly applicant: { readonly id: string; readonly name: string }; readonly organ: { readonly id: string; readonly name: Bi } | null
  readonly form: { readonly groups: readonly Group[]; readonly complete: boolean; readonly typed: number; readonly picked: number }
  /** What must be proven, and how many papers were spared because something else says it. */
  readonly proven: { readonly items: readonly Required[]; readonly spared: { readonly count: number; readonly materials: readonly Bi[] } }
  readonly changes: readonly { readonly field: string; readonly label: Bi; readonly was: unknown; readonly now: unknown }[]
  readonly dormant: { readonly for: Bi; readonly law: Bi; readonly until: string; readonly ending: string | null } | null
  readonly digest: string | null; readonly signatories: readonly Signatory[]; readonly verdict: Verdict | null; readonly decided: Decided | null; readonly remedies: readonly Remedy[]; readonly rating: Rating | null; readonly clocks: readonly Clock[]
  readonly timeline: readonly Happening[]; readonly certificates: readonly { readonly id: string; readonly identifier: string; readonly type: string; readonly title: Bi; readonly number: string; readonly standing: string; readonly case: string }[]
  readonly steps?: readonly Step[] | null; readonly kit: Kit | null; readonly desk?: DeskView | null
}

export type Task = { readonly task: string; readonly case: string; readonly number: string; readonly title: Bi; readonly role: string; readonly openedAt: string; readonly dueAt: string | null; readonly lamp: Lamp | null; readonly takenBy: { readonly id: string; readonly name: string } | null; readonly reasons: readonly Reason[] }
export type Use = {
  readonly number: number; readonly id: string; readonly at: string; readonly granteeName: Bi | null; readonly grantee: string; readonly actor: string; readonly actorName: Bi | string | null
  readonly purpose: string; readonly purposeTitle?: Bi | null; readonly case: string | null; readonly source: string; readonly sourceTitle?: Bi | null
  readonly elements: readonly string[]; readonly elementLabels?: readonly Bi[] | null; readonly basis: string; /** When the ground was given. */ readonly givenAt: string; readonly law: Bi | string | null; readonly grant: string | null; readonly entry?: string | null
}
export type Grant = { readonly id: string; readonly basis: string; readonly grantee: string; readonly granteeName: Bi | null; readonly elements: readonly string[]; readonly elementLabels?: readonly Bi[] | null; readonly purpose: string; readonly purposeTitle?: Bi | null; readonly case: string | null; readonly law?: Bi | string | null; readonly givenAt: string; readonly notAfter: string | null; readonly withdrawnAt: string | null; readonly uses: number }
export type Letter = { readonly id: string; readonly letter: string; readonly from: Bi | null; readonly title: string; readonly text: string; readonly case: string | null; readonly link: string | null; readonly writtenAt: string; readonly readAt: string | null; readonly expectsReply: boolean; readonly reply: 'accept' | 'refuse' | null }

/** How a kind of certificate is drawn, in millimetres from the upper left corner of its sheet. */
export type Layout = {
  readonly sheet: string; readonly width: number; readonly height: number; readonly colour: string; readonly ground: string; readonly border: string
  readonly title: { readonly x: number; readonly y: number; readonly size: number; readonly spacing: number; readonly align: 'middle' | 'start' }
  readonly number?: { readonly x: number; readonly y: number; readonly size: number; readonly align: 'middle' | 'start' | 'end' }
  readonly areas: readonly { readonly x: number; readonly y: number; readonly width: number; readonly height: number; readonly size: number; readonly label: number; readonly amounts: 'figures' | 'words'; readonly fields: readonly string[] }[]
  readonly seal: { readonly x: number; readonly y: number; readonly size: number; readonly radius: number }
  readonly qr: { readonly x: number; readonly y: number; readonly size: number }
  readonly photo?: { readonly x: number; readonly y: number; readonly width: number; readonly height: number }
}
/** A kind of certificate as the catalogue has it. */
export type CertificateKind = {
  readonly id: string; readonly code: string; readonly codeFrom: 'national' | 'ours' | null; readonly name: Bi; readonly holder: 'person' | 'firm'; readonly number: string; readonly proves: Bi; readonly law: Bi
  readonly validity: 'unlimited' | { readonly unit: 'day' | 'month' | 'year'; readonly amount: number }
  readonly definedBy: { readonly code: string; readonly name: Bi; readonly level: string } | null; readonly issuers: { readonly role: string; readonly name: Bi; readonly levels: readonly string[] } | null
  readonly matters: readonly { readonly name: Bi; readonly code: string | null }[]; readonly publishedOn: string | null; readonly languages: readonly string[]
  readonly fields: readonly { readonly id: string; readonly label: Bi; readonly type: string; readonly public: boolean; readonly optional: boolean; readonly fact: string | null }[]
  readonly layout: Layout; readonly specimen: { readonly number: string; readonly fields: readonly ShownField[] }
}
/** In a matter a certificate of this kind stands in for a paper, by these fields. */
export type Mapping = { readonly matter: string; readonly title: Bi; readonly material: string; readonly kind: string; readonly fields: readonly string[] }
export type ShownField = { readonly id: string; readonly label: Bi; readonly type: string; readonly value: string | number }
export type Certificate = {
  readonly id: string; readonly identifier: string; readonly type: string; readonly typeName: Bi; readonly proves: Bi | null; readonly layout: Layout | null
  readonly number: string; readonly version: string; readonly code: string; readonly standing: string; readonly holder: string; readonly holderName: string; readonly holderCode: string
  readonly fields: readonly ShownField[]; readonly issuer: { readonly id: string; readonly code: string; readonly name: Bi }; readonly issuedAt: string
  readonly validFrom: string; readonly validUntil: string | null; readonly case: string; readonly decision: string
}
export type ShownTo = { readonly id: string; readonly viewer: string; readonly checked: boolean; readonly agency: string | null; readonly meantFor: string | null; readonly purpose: Bi; readonly fields: readonly Bi[]; readonly seenAt: string; readonly keepUntil: string; /** The entry in the holder’s log. */ readonly use: string }
export type OpenedCertificate = Certificate & {
  /** Why the reader sees it: it is his own, or he acts for the holder; null for the issuer. */
  readonly ground: string | null; readonly law: Bi | null
  /** The fields that everybody may see who has the verification code. */
  readonly open: readonly string[]
  readonly happenings: readonly { readonly kind: string; readonly at: string; readonly reason: string; readonly law: string | null }[]
  readonly prints: readonly { readonly id: string; readonly place: string; readonly placeName: Bi | null; readonly at: string }[]
  readonly shown: readonly ShownTo[]
}
/** What the issuer may do to a certificate, and where that is nothing, why. */
export type Deed = 'suspension' | 'resumption' | 'revocation'
export type Doable = { readonly standing: string; readonly happenings: OpenedCertificate['happenings']; readonly deeds: readonly Deed[]; readonly hindrance: Bi | null }
/** A certificate as its issuer opens it: the code, and whom it was shown to, stay with its holder. */
export type KeptCertificate = Omit<OpenedCertificate, 'code' | 'prints' | 'shown'> & Doable
export type CertificateHolder = { readonly id: string; readonly name: string; readonly kind: 'person' | 'child' | 'ward' | 'firm'; readonly ground: string }
export type ShowPurpose = { readonly id: string; readonly title: Bi; readonly keepDays: number }
export type OfferedCode = { readonly id: string; readonly code: string; readonly digits: string; readonly endsAt: string; readonly seconds: number }
/** An offer of a certificate to a wallet of somebody else: `link` is for a camera or for the wallet on the same device; it asks for the transaction code. */
export type WalletOffer = { readonly id: string; readonly link: string; readonly transactionCode: string; readonly endsAt: string; readonly seconds: number }
/** What a wallet asks the reader for, where it is answered, and which of his certificates he could give it. */
export type WalletAsking = { readonly wallet: Bi; readonly place: string; readonly kind: Bi; readonly certificates: readonly Certificate[] }
/** What an officer asks the reader for, what for, and which of his certificates would answer. */
export type WalletAsked = { readonly agency: Bi; readonly purpose: Bi; readonly kind: Bi; readonly fields: readonly Bi[]; readonly endsAt: string; readonly certificates: WalletAsking['certificates'] }
export type ShowingNow = { readonly state: 'waiting' | 'used' | 'over'; readonly endsAt: string; readonly seen: ShownTo | null }
export type Verification = {
  /** When a file in hand was signed. */
  readonly signedAt?: string | null
  readonly valid: boolean; readonly code: string; readonly detail: string; readonly reason: Bi; readonly checkedAt: string; readonly standing: string | null; readonly type: string | null; readonly typeName: Bi | null
  readonly identifier: string | null; readonly number: string | null; readonly version: string | null; readonly holderName: string | null; readonly holderCode: string | null
  readonly fields: readonly ShownField[]; readonly issuer: { readonly id: string; readonly code: string; readonly name: Bi } | null; readonly issuedAt: string | null
  readonly validFrom: string | null; readonly validUntil: string | null; readonly layout: Layout | null; readonly proof: { readonly leafIndex?: number | string; readonly treeSize?: number | string } | null
}
/** What whoever used a one-time code gets, once. */
export type SeenCopy = Verification & { readonly copy: { readonly viewer: string; readonly checked: boolean; readonly purpose: Bi; readonly meantFor: string | null; readonly seenAt: string; readonly keepUntil: string; readonly withheld: number } }

export type Post = { readonly id: string; readonly agency: string; readonly role: string; readonly division: string; readonly agencyName?: Bi; readonly roleName?: Bi }
export type Session =
  | { readonly signedIn: false }
  | {
    readonly signedIn: true; readonly party: string; readonly kind: string; readonly name: string; readonly agency: string | null; readonly post: string | null
    readonly behalf: string | null; readonly behalfName: string | null; readonly powers: readonly string[]; readonly posts: readonly Post[]
    /** In which matters he acts for the other; null: in all, or for nobody but himself. */
    readonly within?: readonly string[] | null
    /** Whether the post or party he chose is no longer his to act for; he chooses anew before he writes. */
    readonly choiceOver?: boolean
    /** Whom he may act for: firms he legally represents, children, and grantors of live mandates. */
    readonly mayActFor?: readonly Principal[]
  }

/** Somebody one may act for: why, in what (null: in everything), and until which day. */
export type Principal = {
  readonly id: string; readonly kind: 'firm' | 'child' | 'ward' | 'person'; readonly name: string; readonly basis: 'granted' | 'legal-representative' | 'guardian'
  readonly matters: readonly { readonly id: string; readonly title: Bi | null }[] | null; readonly until: string | null
}

/** A passkey of the reader. */
export type Passkey = { readonly id: string; readonly name: string; readonly synced: boolean; readonly addedAt: string; readonly usedAt: string | null }
/** A browser in which the reader is signed in. */
export type SignedInBrowser = { readonly id: string; readonly current: boolean; readonly startedAt: string; readonly seenAt: string; readonly expiresAt: string; readonly means: 'passkey' | 'enrolment' | 'demo' | null; readonly browser: string | null; readonly system: string | null }

/** That an entry is in the public ledger: its place from 0, how many there are, the hashes on the way to the root (base64), and the root. */
export type LedgerProof = { readonly entry: string; readonly leafIndex: number; readonly treeSize: number; readonly proof: readonly string[]; readonly leafHash: string; readonly rootHash: string }

/** A refusal of the API (RFC 9457). */
export type ProblemDocument = { readonly title: string; readonly status: number; readonly code: string; readonly detail: string; readonly details?: Readonly<Record<string, unknown>>; readonly errors?: readonly { readonly pointer: string; readonly code: string; readonly detail: string }[] }

/** A session at a counter as the citizen's phone shows it. */
export type AtCounter = {
  readonly session: { readonly agency: Bi; readonly clerk: string; readonly id: string; readonly way: string; readonly openedAt: string; readonly until: string; readonly share: string | null } | null
  readonly ask: { readonly agency: Bi; readonly clerk: string; readonly id: string; readonly until: string } | null
}

/** A case as a second screen shows it. */
export type ScreenCase = {
  readonly id: string; readonly number: string; readonly title: Bi; readonly stage: string; readonly applicant: { readonly name: string }; readonly draft: string; readonly digest: string | null
  readonly form: { readonly groups: readonly Group[]; readonly complete: boolean }; readonly consents: Signatory['consents']; readonly lawful: Signatory['lawful']; readonly signed: string | null; readonly othersOpen: number
  readonly word: { readonly right: boolean; readonly fields: readonly string[] } | null
  /** What must be proven, by which certificate or register (`title`) or by which file that was taken in. */
  readonly proven: readonly { readonly id: string; readonly proves: Bi; readonly material: Bi; readonly state: Required['state']; readonly title: Bi | null; readonly file: string | null }[]
}

/** What a second screen shows. */
export type ScreenView =
  | { readonly state: 'code'; readonly code: string; readonly until: string }
  | { readonly state: 'gone' }
  | {
    readonly state: 'paired'; readonly agency: Bi; readonly clerk: string; readonly ask: { readonly id: string; readonly name: string; readonly idNumber: string } | null
    readonly session: { readonly id: string; readonly until: string; readonly name: string } | null; readonly case: ScreenCase | null
  }
