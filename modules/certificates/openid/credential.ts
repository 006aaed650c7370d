import { z } from 'zod'

import type { Act } from '#kernel/act'
import { visitor, type Actor } from '#kernel/actor'
import { digestOf } from '#kernel/content'
import { Refusal } from '#kernel/refusal'
import { currentRelease } from '#kernel/releases'

import { credentialOf } from '../actions/credential.ts'
import { CertificateKinds } from '../model/kind.ts'
import { get } from '../store/records.ts'
import { liveToken, spend, type WalletToken } from '../store/wallets.ts'
import { provenKey } from './dpop.ts'
import { holderKeyIn } from './key-proof.ts'
import { endpoint } from './names.ts'
import { isSecret } from './secret.ts'

const proofs = z.array(z.string().max(20_000)).max(20)
/** What a wallet asks for (OpenID4VCI §8.2). */
export const CredentialRequest = z.looseObject({
  credential_configuration_id: z.string().max(100).optional(), credential_identifier: z.unknown().optional(),
  proofs: z.looseObject({ jwt: proofs.optional(), attestation: proofs.optional() }).optional(), credential_response_encryption: z.unknown().optional(),
})

const bad = (): Refusal => new Refusal('unsigned', 'certificates.wallet_token')

async function tokenIn(act: Act, authorization: string | undefined): Promise<WalletToken & { readonly secret: string }> {
  const secret = /^DPoP (\S+)$/i.exec(authorization ?? '')?.[1] ?? ''
  const found = isSecret(secret) ? await liveToken(act.tx, digestOf(secret), act.at) : undefined
  if (found === undefined) throw bad()
  return { ...found, secret }
}

/** Who gave the certificate away to whoever has this token: himself and nobody he acted for, so that his right is asked for again. Refuses `certificates.wallet_token`. */
export const giverIn = async (act: Act, authorization: string | undefined): Promise<Actor> => ({ ...visitor, id: (await tokenIn(act, authorization)).givenBy })

/**
 * Gives a wallet the one certificate that its token is for, bound to the key it proves to have (OpenID4VCI §8): by the same way as the holder
 * takes it himself. The token is used up by it. The act is of who gave it (`giverIn`). Refuses `certificates.wallet_token`,
 * `certificates.openid_dpop`, `certificates.wallet_kind`, `certificates.openid_request`, `certificates.openid_proof`, `certificates.openid_nonce`,
 * and as `takeable`.
 */
export async function credential(act: Act, asked: z.infer<typeof CredentialRequest>, { authorization, proof }: { readonly authorization: string | undefined; readonly proof: string | readonly string[] | undefined }): Promise<object> {
  const found = await tokenIn(act, authorization)
  if ((await provenKey(act, proof, { method: 'POST', url: endpoint('credential'), token: found.secret })) !== found.walletKey) throw bad()
  const { type } = await get(act.tx, found.certificate)
  if (asked.credential_identifier !== undefined || asked.credential_response_encryption !== undefined || asked.credential_configuration_id === undefined) throw new Refusal('unfit', 'certificates.openid_request')
  if (asked.credential_configuration_id !== type) throw new Refusal('unfit', currentRelease().get(CertificateKinds, asked.credential_configuration_id) === undefined ? 'certificates.wallet_kind' : 'certificates.wallet_other_kind')
  const holderKey = await holderKeyIn(act, asked.proofs)
  const text = await credentialOf(act, { id: found.certificate, holderKey })
  if (!(await spend(act.tx, found.tokenDigest, act.at, found.endsAt))) throw bad()
  return { credentials: [{ credential: text }] }
}
