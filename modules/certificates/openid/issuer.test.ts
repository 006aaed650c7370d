import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'

import { Openid4vciWalletProvider } from '@openid4vc/openid4vci'

import { now } from '#kernel/act'
import { visitor, type Actor } from '#kernel/actor'
import { dayOf } from '#kernel/calendar'
import { currentRelease } from '#kernel/releases'
import { relate } from '#modules/parties'
import { callbacks, PROVIDER, providerKey, signed, takingWallet, walletKey } from '#tests/wallet'

import { allowanceFor, at, decider, keeper, someone } from '../cast.test.ts'
import { CertificateKinds, issue, revoke } from '../index.ts'
import { asked, begin, consented, end, here, holding, house, offered, proofFor, refusedAs, said, take, tokenFor } from './taking.test.ts'

describe('certificates into wallets of others', () => {
  before(begin)
  after(end)

  test('every kind of certificate is offered as a credential, with its names in both languages', async () => {
    const metadata = await takingWallet().resolveIssuerMetadata(`${here.base}/certificates`)
    const { credential_configurations_supported: kinds } = metadata.credentialIssuer
    assert.deepEqual(Object.keys(kinds).toSorted(), currentRelease().all(CertificateKinds).map(({ id }) => id).toSorted())
    assert.equal(Object.keys(metadata.knownCredentialConfigurations).length, Object.keys(kinds).length, 'the library understands each')
    const licence = kinds['business-licence'] as unknown as { vct: string; credential_metadata: { display: { name: string }[]; claims: { path: string[] }[] } }
    assert.deepEqual([licence.vct, licence.credential_metadata.display.map(({ name }) => name)], ['urn:tongban:certificate:business-licence', ['营业执照', 'Business licence']])
    assert.equal(new Set(licence.credential_metadata.claims.map(({ path }) => path.join())).size, licence.credential_metadata.claims.length, 'no claim is described twice')
    const [server] = metadata.authorizationServers
    assert.deepEqual([server?.require_pushed_authorization_requests, server?.code_challenge_methods_supported, server?.issuer], [true, ['S256'], `${here.base}/certificates`])
  })

  test('a wallet takes a certificate by the code of an offer, read from a picture or carried along, bound to its own key', async () => {
    for (const by of ['link', 'whole'] as const) {
      const firm = await holding()
      const offer = await offered(firm)
      const taking = await tokenFor(offer, offer[by])
      const { key, jwt } = await proofFor(taking)
      const claims = await said(await take(taking, { jwt: [jwt] }))
      assert.deepEqual([claims['vct'], claims['holderName'], claims['capital'], claims['cnf']], ['urn:tongban:certificate:business-licence', firm.firm.name, 100_000_000, { jwk: key.publicJwk }])
    }
  })

  test('a wallet takes a certificate that its holder consents to at our own page, by code, PKCE, PAR and a bound token', async () => {
    const { firm, taking, sent } = await consented()
    const claims = await said(await take(taking, { jwt: [(await proofFor(taking)).jwt] }))
    assert.equal(claims['holderName'], firm.firm.name)
    const again = await here.ask(firm.holder, 'GET', `/certificates/openid/consents?${new URLSearchParams(sent)}`)
    assert.deepEqual([again.status, again.body['code']], [410, 'certificates.wallet_request_gone'])
  })

  test('a holder who says no sends the wallet away without a code', async () => {
    const { firm, sent, client, metadata } = await asked()
    const { body } = await here.ask(firm.holder, 'POST', '/certificates/openid/consents', { ...sent, certificate: null })
    const answer = client.parseAndVerifyAuthorizationResponseRedirectUrl({ url: body['to'] as string, authorizationServerMetadata: metadata.authorizationServers[0]! })
    assert.deepEqual([answer.error, answer.state, answer.code], ['access_denied', 'a word of the wallet', undefined])
  })

  test('nobody gives away what is another’s, of another kind, or no longer good', async () => {
    const { firm, sent } = await asked()
    const other = await holding()
    const stranger = at(await house.act(decider, someone))
    const give = async (actor: Actor, certificate: string): Promise<unknown> => (await here.ask(actor, 'POST', '/certificates/openid/consents', { ...sent, certificate })).body['code']
    assert.equal(await give(firm.holder, other.licence.id), 'not_permitted')
    assert.equal(await give(stranger, firm.licence.id), 'not_permitted')
    assert.equal(await give(visitor, firm.licence.id), 'identity.sign_in_first')
    const allowance = await house.act(decider, (act) => issue(act, allowanceFor(act, firm.chief)))
    assert.equal(await give(at(firm.chief), allowance.id), 'certificates.wallet_scope')
    await house.act(keeper(), (act) => revoke(act, { id: firm.licence.id, reason: '骗取', law: '试行办法' }))
    assert.equal(await give(firm.holder, firm.licence.id), 'certificates.not_takeable')
    assert.equal((await here.ask(firm.holder, 'POST', `/certificates/${firm.licence.id}/wallet-offers`)).body['code'], 'certificates.not_takeable')
    assert.equal((await here.ask(stranger, 'POST', `/certificates/${other.licence.id}/wallet-offers`)).body['code'], 'not_permitted')
  })

  test('a key is taken where the wallet’s provider vouches for it, with a proof of the key or instead of one', async () => {
    const provider = new Openid4vciWalletProvider({ callbacks: callbacks() })
    const expiresAt = new Date(now().getTime() + 600_000)
    const first = await tokenFor(await offered(await holding()))
    const key = walletKey()
    const { c_nonce: nonce } = await first.wallet.requestNonce({ issuerMetadata: first.metadata })
    const alone = await provider.createKeyAttestationJwt({ signer: providerKey(), attestedKeys: [key.publicJwk], nonce, use: 'proof_type.attestation', issuedAt: now() })
    assert.deepEqual((await said(await take(first, { attestation: [alone] })))['cnf'], { jwk: key.publicJwk })

    const second = await tokenFor(await offered(await holding()))
    const proved = await second.wallet.createCredentialRequestJwtProof({
      issuerMetadata: second.metadata, credentialConfigurationId: 'business-licence', signer: key, issuedAt: now(), nonce: (await second.wallet.requestNonce({ issuerMetadata: second.metadata })).c_nonce,
      keyAttestationJwt: signed(PROVIDER, { typ: 'key-attestation+jwt', alg: 'ES256', kid: PROVIDER }, { iat: Math.floor(now().getTime() / 1000), exp: Math.floor(expiresAt.getTime() / 1000), attested_keys: [key.publicJwk], key_storage: ['iso_18045_high'] }),
    })
    assert.deepEqual((await said(await take(second, { jwt: [proved.jwt] })))['cnf'], { jwk: key.publicJwk })

    const bad = await tokenFor(await offered(await holding()))
    const fresh = async (): Promise<string> => (await bad.wallet.requestNonce({ issuerMetadata: bad.metadata })).c_nonce
    const iat = Math.floor(now().getTime() / 1000)
    const stranger = walletKey()
    for (const attestation of [
      signed(stranger.publicJwk, { typ: 'key-attestation+jwt', alg: 'ES256', kid: PROVIDER }, { iat, attested_keys: [key.publicJwk], nonce: await fresh() }),
      signed(stranger.publicJwk, { typ: 'key-attestation+jwt', alg: 'ES256', jwk: stranger.publicJwk }, { iat, attested_keys: [key.publicJwk], nonce: await fresh() }),
      signed(PROVIDER, { typ: 'key-attestation+jwt', alg: 'ES256', kid: PROVIDER }, { iat, attested_keys: [key.publicJwk] }),
      signed(PROVIDER, { typ: 'key-attestation+jwt', alg: 'ES256', kid: PROVIDER }, { iat, exp: iat - 1, attested_keys: [key.publicJwk], nonce: await fresh() }),
      signed(PROVIDER, { typ: 'jwt', alg: 'ES256', kid: PROVIDER }, { iat, attested_keys: [key.publicJwk], nonce: await fresh() }),
    ]) await assert.rejects(take(bad, { attestation: [attestation] }), refusedAs('invalid_proof'))
    const elsewhere = signed(key.publicJwk, {
      typ: 'openid4vci-proof+jwt', alg: 'ES256', jwk: key.publicJwk,
      key_attestation: signed(PROVIDER, { typ: 'key-attestation+jwt', alg: 'ES256', kid: PROVIDER }, { iat, exp: iat + 60, attested_keys: [stranger.publicJwk] }),
    }, { aud: `${here.base}/certificates`, iat, nonce: await fresh() })
    await assert.rejects(take(bad, { jwt: [elsewhere] }), refusedAs('invalid_proof'))
  })

test('who offered it must still have the right when it is taken', async () => {
    const firm = await holding()
    const taking = await tokenFor(await offered(firm))
    await house.act(decider, async (act) => relate(act, { from: (await someone(act)).id, to: firm.firm.id, kind: 'legal-representative', since: dayOf(act.at), source: 'test' }))
    await assert.rejects(take(taking, { jwt: [(await proofFor(taking)).jwt] }), refusedAs('credential_request_denied'))
  })
})
