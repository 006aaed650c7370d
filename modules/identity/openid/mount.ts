import type { FastifyInstance } from 'fastify'
import type { Provider } from 'oidc-provider'

import type { Server } from '#kernel/http'

import { issuer, MOUNT, provider } from './provider.ts'

type Answer = ReturnType<Provider['callback']>

/**
 * Puts the OpenID provider at `/oidc`: discovery at `/oidc/.well-known/openid-configuration`, and from there on what the
 * standards name. Whatever address a request came by, the answers name the public one: a host that the caller
 * made up must not come to stand in a link.
 */
export function mountProvider(server: Server): void {
  void server.register(async (part: FastifyInstance) => {
    part.removeAllContentTypeParsers()
    part.addContentTypeParser('*', (_request, _body, done) => done(null)) // The provider reads the body itself.
    part.all(`${MOUNT}/*`, { schema: { hide: true } }, async (request, reply) => {
      const answer = answerOf(await provider())
      reply.hijack()
      const { protocol, host } = new URL(issuer())
      const raw = Object.assign(request.raw, { originalUrl: request.raw.url, url: request.raw.url!.slice(MOUNT.length) })
      delete raw.headers['x-forwarded-for']
      Object.assign(raw.headers, { 'x-forwarded-host': host, 'x-forwarded-proto': protocol.slice(0, -1) })
      await answer(raw, reply.raw)
    })
  })
}

const answers = new WeakMap<Provider, Answer>()

/** The way into a provider, composed once. */
function answerOf(provider: Provider): Answer {
  const known = answers.get(provider) ?? provider.callback()
  answers.set(provider, known)
  return known
}
