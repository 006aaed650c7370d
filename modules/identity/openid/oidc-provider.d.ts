/** The part of oidc-provider 9 that this module uses; the package brings no types of its own. */
declare module 'oidc-provider' {
  import type { IncomingMessage, ServerResponse } from 'node:http'

  export type Payload = Readonly<Record<string, unknown>> & {
    readonly grantId?: string; readonly uid?: string; readonly userCode?: string
    readonly sessionUid?: string; readonly expiresWithSession?: boolean
  }
  export type Adapter = {
    upsert(id: string, payload: Payload, expiresIn?: number): Promise<void>
    find(id: string): Promise<object | undefined>
    findByUid(uid: string): Promise<object | undefined>
    findByUserCode(userCode: string): Promise<object | undefined>
    consume(id: string): Promise<void>
    destroy(id: string): Promise<void>
    revokeByGrantId(grantId: string): Promise<void>
  }
  export type Client = { readonly clientId: string; grantTypeAllowed(type: string): boolean }
  export type Token = { readonly accountId?: string; readonly clientId?: string; readonly kind: string; readonly sessionUid?: string; extra?: Readonly<Record<string, unknown>> }
  export type Grant = { readonly jti: string; addOIDCScope(scope: string): void; save(): Promise<string> }
  export type Context = {
    readonly req: IncomingMessage; readonly res: ServerResponse
    readonly oidc: { readonly client: Client; readonly provider: Provider; readonly session: { readonly accountId: string; grantIdFor(client: string): string | undefined }; readonly params: { readonly scope?: string; readonly ui_locales?: string } }
    body: string
    set(name: string, value: string): void
  }
  export type Interaction = { readonly uid: string; readonly params: Readonly<Record<string, unknown>>; readonly prompt: { readonly name: string } }

  export class Provider {
    constructor(issuer: string, configuration: object)
    readonly issuer: string
    proxy: boolean
    readonly Client: { find(id: string): Promise<Client | undefined> }
    readonly Grant: { new (init: { accountId: string; clientId: string }): Grant; find(id: string): Promise<Grant | undefined> }
    readonly AccessToken: {
      new (init: { accountId: string; client: Client; grantId: string; scope: string; expiresIn: number; extra: Readonly<Record<string, unknown>>; gty: string }): { save(): Promise<string> }
      find(value: string): Promise<Token | undefined>
    }
    callback(): (request: IncomingMessage, response: ServerResponse) => Promise<void>
    on(event: 'server_error', listener: (context: Context, error: Error) => void): this
    on(event: 'error', listener: (error: Error) => void): this
    interactionDetails(request: IncomingMessage, response: ServerResponse): Promise<Interaction>
    interactionResult(request: IncomingMessage, response: ServerResponse, result: object, options?: { mergeWithLastSubmission: boolean }): Promise<string>
  }
  type Policy = { remove(name: string): void }
  export const interactionPolicy: { base(): Policy }
  export const errors: { readonly InvalidGrant: new (detail: string) => Error; readonly SessionNotFound: new () => Error }
}
