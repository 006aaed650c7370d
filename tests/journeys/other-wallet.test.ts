import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'

import { Oauth2Client } from '@openid4vc/oauth2'
import type { Openid4vciClient, IssuerMetadataResult } from '@openid4vc/openid4vci'

import { callerAt } from '#tests/caller'
import { answered, callbacks, shown, takingWallet, toWhom, understood, walletKey } from '#tests/wallet'

import { townWithCompany, withLicence, type Town } from './holder.ts'
import { areSound, isSound } from './sound.ts'
import { beSignedIn, readerWith, signIn, type Reader } from './walk.ts'

let town: Town

const KIND = 'business-licence'
const REDIRECT = 'http://127.0.0.1:49153/wallet'

/** Fetches the credential that a token is for, and gives the names of what it discloses. */
async function fetched(wallet: Openid4vciClient, metadata: IssuerMetadataResult, { token, dpop }: { token: string; dpop: { signer: ReturnType<typeof walletKey> } }): Promise<readonly string[]> {
  const { c_nonce: nonce } = await wallet.requestNonce({ issuerMetadata: metadata })
  const { jwt } = await wallet.createCredentialRequestJwtProof({ issuerMetadata: metadata, credentialConfigurationId: KIND, signer: walletKey(), nonce, issuedAt: new Date() })
  const { credentialResponse } = await wallet.retrieveCredentials({ issuerMetadata: metadata, accessToken: token, dpop, credentialConfigurationId: KIND, proofs: { jwt: [jwt] } })
  const [, ...disclosures] = (credentialResponse.credentials as { credential: string }[])[0]!.credential.split('~')
  return disclosures.slice(0, -1).map((one) => (JSON.parse(Buffer.from(one, 'base64url').toString()) as [string, string, unknown])[1])
}

/** Goes to a page of the holder's certificate, makes the code, and takes it with a wallet of somebody else. */
async function byCode({ page, say }: Reader, path: string): Promise<readonly string[]> {
  await page.goto(`${town.base}${path}`)
  await page.getByRole('link', { name: say('add.open') }).click()
  await page.getByRole('button', { name: say('add.make') }).click()
  const link = await page.getByRole('link', { name: say('add.here') }).getAttribute('href')
  const txCode = (await page.locator('.once__digits strong').innerText()).replaceAll(/\D/g, '')
  const wallet = takingWallet()
  const offer = await wallet.resolveCredentialOffer(link!)
  const metadata = await wallet.resolveIssuerMetadata(offer.credential_issuer)
  const dpop = { signer: walletKey() }
  const { accessTokenResponse } = await wallet.retrievePreAuthorizedCodeAccessTokenFromOffer({ credentialOffer: offer, issuerMetadata: metadata, txCode, dpop })
  return fetched(wallet, metadata, { token: accessTokenResponse.access_token, dpop })
}

/** A wallet that asks for a licence: where it sends its holder, and what it does with the address it is answered at. */
async function asks(): Promise<{ readonly address: string; readonly read: (url: string) => { code?: string | undefined; error?: string | undefined }; readonly redeem: (code: string) => Promise<readonly string[]> }> {
  const wallet = takingWallet('demo-wallet')
  const metadata = await wallet.resolveIssuerMetadata(`${town.base}/certificates`)
  const oauth = new Oauth2Client({ callbacks: callbacks('demo-wallet') })
  const [authorizationServerMetadata] = metadata.authorizationServers as [IssuerMetadataResult['authorizationServers'][number]]
  const dpop = { signer: walletKey() }
  const { authorizationRequestUrl: address, pkce } = await oauth.createAuthorizationRequestUrl({ authorizationServerMetadata, clientId: 'demo-wallet', redirectUri: REDIRECT, scope: KIND, state: 'mine', dpop })
  return {
    address,
    read: (url) => wallet.parseAndVerifyAuthorizationResponseRedirectUrl({ url, authorizationServerMetadata }),
    redeem: async (code) => {
      const { accessTokenResponse } = await oauth.retrieveAuthorizationCodeAccessToken({ authorizationServerMetadata, authorizationCode: code, pkceCodeVerifier: pkce!.codeVerifier, redirectUri: REDIRECT, dpop })
      return fetched(wallet, metadata, { token: accessTokenResponse.access_token, dpop })
    },
  }
}

/** What the holder keeps in a wallet of somebody else: his licence, bound to a key of that wallet. */
async function keptLicence(): Promise<{ readonly text: string; readonly key: ReturnType<typeof walletKey>; readonly name: string }> {
  const founder = await callerAt(town.base, 'founder-jiangmen')
  const { id, holderName } = (await founder.get('/certificates?limit=50')).items.find((one: { type: string }) => one.type === KIND)
  const key = walletKey()
  return { key, name: holderName, text: (await founder.post(`/certificates/${id}/credential`, { jwk: key.publicJwk }, 201)).credential }
}

describe('a certificate into a wallet of somebody else', { timeout: 470_000 }, () => {
  before(async () => { town = await townWithCompany() })
  after(() => town?.close())

  test('by the code on the holder’s page, with scripts and without', async () => {
    const holder = await withLicence(town)
    assert.ok((await byCode(holder, holder.path)).includes('capital'))
    await isSound(holder)
    const plain = await withLicence(town, { language: 'en', width: 1440, scripts: false })
    assert.ok((await byCode(plain, plain.path)).includes('capital'))
    const sound = await withLicence(town, { language: 'en', width: 1440 })
    await sound.page.goto(`${town.base}${sound.path}/add`)
    await isSound(sound)
  })

  test('by signing in and saying yes to the wallet, and not by saying no', async () => {
    const wallet = await asks()
    const person = await readerWith(town.browser, { base: town.base, scripts: false })
    await person.page.goto(wallet.address)
    await beSignedIn(person, 'founder-jiangmen')
    await person.page.getByRole('button', { name: person.say('add.yes') }).click()
    const back = await person.page.getByRole('link', { name: /回到/ }).getAttribute('href')
    assert.ok((await wallet.redeem(wallet.read(back!).code!)).includes('holderName'))
    await person.page.goto(wallet.address)
    assert.match(await person.page.locator('main').innerText(), /已答复或已过期/)

    const second = await asks()
    const reader = await withLicence(town, { language: 'en' })
    await reader.page.goto(second.address)
    assert.match(await reader.page.locator('main').innerText(), /Demo wallet[\s\S]*127\.0\.0\.1:49153/)
    await isSound(reader)
    await reader.page.getByRole('button', { name: reader.say('add.no') }).click()
    const away = await reader.page.getByRole('link', { name: /Go back to/ }).getAttribute('href')
    assert.deepEqual([second.read(away!).error, second.read(away!).code], ['access_denied', undefined])
    await isSound(reader)
  })

  test('a clerk asks a wallet for three things, sees just those, and that they are good; a wallet that gives fewer is not taken', async () => {
    const { name, ...licence } = await keptLicence()
    const clerk = await readerWith(town.browser, { base: town.base, width: 1440 })
    const { page, say } = clerk
    await signIn(clerk, 'window-collector', '/desk/wallet')
    const ask = async (): Promise<string> => {
      await page.getByLabel(say('walletask.kind')).selectOption({ label: '营业执照' })
      for (const field of ['名称', '注册资本', '成立日期']) await page.getByLabel(field, { exact: true }).check()
      await page.getByLabel(say('walletask.purpose')).selectOption({ label: '在窗口办事' })
      await page.getByRole('button', { name: say('walletask.make') }).click()
      return (await page.getByRole('link', { name: new RegExp(say('walletask.other')) }).getAttribute('href'))!
    }
    await page.getByRole('button', { name: say('walletask.make') }).click()
    await page.getByText(say('walletask.lacks')).waitFor()
    await isSound(clerk)
    const question = await understood({ link: await ask() })
    await isSound(clerk)
    assert.equal(await answered(question, { certificate: [await shown(licence, ['name', 'capital', 'establishedOn', 'address'], toWhom(question))] }), 200)
    await page.getByText(say('walletask.forgotten')).waitFor()
    assert.match(await page.locator('main').innerText(), new RegExp(`有效[^]*${name}[^]*¥[\\d,.]+[^]*\\d{4}年[^]*江门市蓬江区市场监督管理局`))
    assert.doesNotMatch(await page.locator('main').innerText(), /住所|侨晖路/)
    await isSound(clerk)
    await page.getByRole('button', { name: say('walletask.again') }).click()
    const second = await understood({ link: await ask() })
    assert.equal(await answered(second, { certificate: [await shown(licence, ['name'], toWhom(second))] }), 200)
    await page.getByText(say('walletask.not_valid')).waitFor()
  })

  test('the holder answers in his wallet here: he reads who asks for what, shows it, and the clerk sees just that; or he says no', async () => {
    const clerk = await readerWith(town.browser, { base: town.base, width: 1440 })
    const { page, say } = clerk
    await signIn(clerk, 'window-collector', '/desk/wallet')
    const ask = async (): Promise<string> => {
      await page.getByLabel(say('walletask.kind')).selectOption({ label: '营业执照' })
      for (const field of ['名称', '法定代表人']) await page.getByLabel(field, { exact: true }).check()
      await page.getByLabel(say('walletask.purpose')).selectOption({ label: '在窗口办事' })
      await page.getByRole('button', { name: say('walletask.make') }).click()
      return (await page.getByRole('link', { name: new RegExp(say('walletask.own')) }).getAttribute('href'))!
    }
    const holder = await readerWith(town.browser, { base: town.base })
    await holder.page.goto(await ask())
    await beSignedIn(holder, 'founder-jiangmen')
    assert.match(await holder.page.locator('main').innerText(), /江门市蓬江区政务服务中心[^]*请您出示证照[^]*营业执照[^]*名称、法定代表人[^]*在窗口办事/)
    await areSound(holder, [new URL(holder.page.url()).pathname])
    await holder.page.getByRole('button', { name: holder.say('asked.yes') }).click()
    await page.getByText(say('walletask.forgotten')).waitFor()
    assert.match(await page.locator('main').innerText(), /有效[^]*软件有限公司[^]*陈晓岚/)
    assert.doesNotMatch(await page.locator('main').innerText(), /注册资本|住所/)
    await holder.page.getByRole('link', { name: holder.say('asked.to_certificate') }).click()
    await holder.page.locator('#shown ~ *').getByText('江门市蓬江区政务服务中心').first().waitFor()

    await page.getByRole('button', { name: say('walletask.again') }).click()
    const plain = await readerWith(town.browser, { base: town.base, scripts: false })
    await plain.page.goto(await ask())
    await beSignedIn(plain, 'founder-jiangmen')
    await plain.page.getByRole('button', { name: plain.say('asked.no') }).click()
    await plain.page.getByRole('heading', { name: plain.say('asked.refused') }).waitFor()
    await page.getByText(say('walletask.declined')).waitFor()
    await plain.page.goBack()
    await plain.page.reload()
    assert.match(await plain.page.locator('main').innerText(), /已答复或已过期/)
  })
})
