import { z } from 'zod'

import { moveClock, now, perform } from '#kernel/act'
import { house } from '#kernel/actor'
import type { Server } from '#kernel/http'
import { wakeWorkers } from '#kernel/jobs'
import { port } from '#kernel/ports'
import { Refusal } from '#kernel/refusal'
import { id, text } from '#kernel/shapes'

import { otherPerson, personMeant, postForToken } from '../actions/demo.ts'
import { provider } from '../openid/provider.ts'
import { demoPeople } from '../store/demo.ts'

/** The client in whose name a demo gives tokens. */
const CLIENT = 'demo-script'
/** A demo's token outlives a whole demonstration. */
const TOKEN_SECONDS = 8 * 3600

/** Answers at `/demo/*`, which do not exist outside a demo. */
export function demoDoors(server: Server): void {
  server.addHook('onRequest', async (request) => {
    if (!port().demo) throw new Refusal('absent', 'kernel.path_absent', { path: request.url.slice(0, 200) })
  })
  server.get('/demo/people', { schema: { summary: 'The people of the demo' } }, () => perform(house('identity'), (act) => demoPeople(act.tx)))
  server.post('/demo/token', { schema: { summary: 'A token for a person of the demo, by key, citizen id or party id', body: TokenWish } }, (request) => giveToken(request.body))
  server.post('/demo/clock', { schema: { summary: 'Sets the time of the demo, or gives the machine\'s time back (null)', body: z.strictObject({ at: z.iso.datetime({ offset: true }).nullable() }) } },
    (request) => setClock(request.body.at))
}

const TokenWish = z.strictObject({
  person: id,
  /** With a citizen id nobody knows yet: the name to write down. */
  name: text(60).optional(),
  post: id.nullable().optional(),
})

async function giveToken(wish: z.infer<typeof TokenWish>) {
  const { party, post } = await perform(house('identity'), async (act) => {
    const person = wish.name === undefined ? await personMeant(act, wish.person) : await otherPerson(act, { idNumber: wish.person, name: wish.name })
    const post = await postForToken(act, person.id, wish.post)
    await act.record({ type: 'identity.demo_token_given', subject: person.id, data: { post } })
    return { party: person.id, post }
  })
  return { access_token: await mint(party, post), token_type: 'Bearer', expires_in: TOKEN_SECONDS, party, post }
}

async function mint(person: string, post: string | null): Promise<string> {
  const { AccessToken, Client, Grant } = await provider()
  const client = await Client.find(CLIENT)
  if (client === undefined) throw new Refusal('absent', 'identity.client_absent', { client: CLIENT })
  const grant = new Grant({ accountId: person, clientId: CLIENT })
  grant.addOIDCScope('openid profile')
  const grantId = await grant.save()
  return new AccessToken({ accountId: person, client, grantId, scope: 'openid profile', expiresIn: TOKEN_SECONDS, extra: { post }, gty: 'demo' }).save()
}

/** Everything that falls due by the new time is done at once. Sign-in keeps the machine's time, so nobody is signed out. */
async function setClock(at: string | null) {
  moveClock(at === null ? null : new Date(at))
  await perform(house('identity'), (act) => act.record({ type: 'identity.clock_moved', subject: 'clock', data: { moved: at !== null } }))
  wakeWorkers()
  return { at: now().toISOString(), moved: at !== null }
}
