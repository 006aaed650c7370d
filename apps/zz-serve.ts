import cookie from '@fastify/cookie'
import fastify from 'fastify'
import { visitor } from '#kernel/actor'
import { languageOf } from '#kernel/language'
import { mountApps } from '/work/main/apps/mount.ts'
import { fixtureApi } from '/work/main/apps/fixtures/api.ts'
export async function start(portNumber: number) {
  const server = fastify()
  await server.register(cookie)
  server.decorateRequest('reader', null as never)
  server.addHook('onRequest', async (request) => {
    const query = request.query as { lang?: string }
    request.reader = { actor: visitor, by: 'nothing', language: languageOf(query.lang ?? request.cookies['tongban_language'], request.headers['accept-language']) }
  })
  for (const prefix of ['services', 'identity', 'grants', 'messages', 'certificates', 'exchange']) server.all(`/${prefix}/*`, api)
  for (const path of ['/grants', '/messages', '/certificates']) server.all(path, api)
  async function api(request: any, reply: any) {
    const { status, text } = await fixtureApi(request.cookies['tongban_session'] ?? 'person')(request.method, request.url, request.body)
    return reply.code(status).type('application/json').send(text)
  }
  await mountApps(server as never, () => `http://127.0.0.1:${portNumber}`)
  await server.listen({ port: portNumber })
  return server
}
