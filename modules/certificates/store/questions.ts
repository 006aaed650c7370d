import { json, type Transaction } from '#kernel/database'

/** What an officer asks of whoever holds a wallet. */
export type Question<Query> = {
  readonly id: string; readonly agency: string; readonly askedBy: string; readonly purpose: string; readonly query: Query
  readonly mode: 'direct_post' | 'direct_post.jwt'; readonly signed: boolean; readonly askedAt: Date; readonly endsAt: Date
}

export async function addQuestion<Query>(tx: Transaction, one: Question<Query>): Promise<void> {
  await tx`
    insert into certificates.questions (id, agency, asked_by, purpose, query, mode, signed, asked_at, ends_at)
    values (${one.id}, ${one.agency}, ${one.askedBy}, ${one.purpose}, ${json(one.query)}, ${one.mode}, ${one.signed}, ${one.askedAt}, ${one.endsAt})`
}

/** The question with this id, if there is one. */
export async function findQuestion<Query>(tx: Transaction, id: string): Promise<Question<Query> | undefined> {
  const [row] = await tx<Question<Query>>`select id, agency, asked_by, purpose, query, mode, signed, asked_at, ends_at from certificates.questions where id = ${id}`
  return row
}

/** As `findQuestion`, and nobody else answers or reads it until this act ends. */
export async function holdQuestion<Query>(tx: Transaction, id: string): Promise<Question<Query> | undefined> {
  await tx`select from certificates.questions where id = ${id} for update`
  return findQuestion<Query>(tx, id)
}

/** What an answer was worth, and when it was read. */
export type QuestionAnswer = { readonly question: string; readonly code: string; readonly place: string; readonly answeredAt: Date; readonly readAt: Date | null }

/** The answer to a question, if any came. */
export async function answerTo(tx: Transaction, question: string): Promise<QuestionAnswer | undefined> {
  const [row] = await tx<QuestionAnswer>`
    select a.question, a.code, a.place, a.answered_at, r.read_at from certificates.question_answers a
    left join certificates.question_readings r on r.question = a.question where a.question = ${question}`
  return row
}

export async function addAnswer(tx: Transaction, one: Omit<QuestionAnswer, 'readAt'>): Promise<void> {
  await tx`insert into certificates.question_answers (question, code, place, answered_at) values (${one.question}, ${one.code}, ${one.place}, ${one.answeredAt})`
}

/** Keeps what was disclosed until it is read. */
export async function keepClaims(tx: Transaction, question: string, claims: unknown, endsAt: Date): Promise<void> {
  await tx`insert into certificates.question_claims (question, claims, ends_at) values (${question}, ${json(claims)}, ${endsAt})`
}

/** Hands out what was disclosed and forgets it. */
export async function takeClaims<Claims>(tx: Transaction, question: string): Promise<Claims | undefined> {
  const [row] = await tx<{ claims: Claims }>`delete from certificates.question_claims where question = ${question} returning claims`
  return row?.claims
}

/** Forgets what nobody read in time. */
export async function forgetClaims(tx: Transaction, at: Date): Promise<void> {
  await tx`
    delete from certificates.question_claims
    where question in (select question from certificates.question_claims where ends_at < ${at} order by ends_at limit 20 for update skip locked)`
}

export async function addReading(tx: Transaction, question: string, readBy: string, readAt: Date): Promise<void> {
  await tx`insert into certificates.question_readings (question, read_by, read_at) values (${question}, ${readBy}, ${readAt})`
}
