import type { Release } from '#kernel/content'
import { sentence } from '#kernel/language'
import type { Bilingual } from '#kernel/shapes'

import { typeUri } from '../actions/credential.ts'
import { CertificateKinds, type Kind } from '../model/kind.ts'
import { ALGORITHMS, consentAddress, endpoint, issuerName, SIGNED_WITH } from './names.ts'

/** In the languages of wallets (BCP 47). */
const shown = ({ zh, en }: Bilingual): readonly { readonly name: string; readonly locale: string }[] => [{ name: zh, locale: 'zh-CN' }, { name: en, locale: 'en' }]

/** What every certificate says beside the fields of its kind. */
const COMMON: readonly (readonly [string, Bilingual])[] = [
  ['holderName', { zh: '持有人', en: 'Holder' }], ['holderCode', { zh: '持有人代码', en: 'Code of the holder' }],
  ['number', { zh: '编号', en: 'Number' }], ['identifier', { zh: '电子证照标识', en: 'Identifier' }], ['issuerName', { zh: '签发机关', en: 'Issuer' }],
]

const SIGNING = { proof_signing_alg_values_supported: ALGORITHMS }

function configurationOf(id: string, kind: Kind): object {
  const claims = [...COMMON, ...kind.fields.filter((field) => !COMMON.some(([name]) => name === field.id)).map((field) => [field.id, field.label] as const)]
  return {
    format: 'dc+sd-jwt', vct: typeUri(id), scope: id,
    cryptographic_binding_methods_supported: ['jwk'],
    credential_signing_alg_values_supported: SIGNED_WITH,
    proof_types_supported: { jwt: SIGNING, attestation: SIGNING },
    credential_metadata: { display: shown(kind.name), claims: claims.map(([name, label]) => ({ path: [name], display: shown(label) })) },
  }
}

/** What a wallet asks first of whoever issues credentials (OpenID4VCI §12.2): every kind of certificate that stands in the content, as a credential. */
export const issuerDescription = (release: Release): object => ({
  credential_issuer: issuerName(),
  credential_endpoint: endpoint('credential'),
  nonce_endpoint: endpoint('nonce'),
  display: shown({ zh: sentence(release, 'zh', 'certificates.wallet_issuer'), en: sentence(release, 'en', 'certificates.wallet_issuer') }),
  credential_configurations_supported: Object.fromEntries(release.all(CertificateKinds).map(({ id, value }) => [id, configurationOf(id, value)])),
})

/** The grant that an offer brings along (OpenID4VCI §4.1.1). */
export const PRE_AUTHORIZED = 'urn:ietf:params:oauth:grant-type:pre-authorized_code'

/** What a wallet asks of the authorization server (RFC 8414): codes with PKCE and PAR only, tokens bound to a key only (RFC 9449). */
export const serverDescription = (release: Release): object => ({
  issuer: issuerName(),
  authorization_endpoint: consentAddress(),
  pushed_authorization_request_endpoint: endpoint('requests'),
  require_pushed_authorization_requests: true,
  token_endpoint: endpoint('token'),
  token_endpoint_auth_methods_supported: ['none'],
  response_types_supported: ['code'],
  response_modes_supported: ['query'],
  grant_types_supported: ['authorization_code', PRE_AUTHORIZED],
  'pre-authorized_grant_anonymous_access_supported': true,
  scopes_supported: release.all(CertificateKinds).map(({ id }) => id),
  code_challenge_methods_supported: ['S256'],
  dpop_signing_alg_values_supported: ALGORITHMS,
  authorization_response_iss_parameter_supported: true,
})
