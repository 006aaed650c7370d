import type { CDPSession } from 'playwright-core'

import type { Reader } from './walk.ts'

/** Gives a reader's browser a device that keeps passkeys and recognises him at once (WebAuthn Level 3 §11, in Chromium's own protocol). */
export async function withDevice({ page }: Reader): Promise<{ cdp: CDPSession; id: string }> {
  const cdp = await page.context().newCDPSession(page)
  await cdp.send('WebAuthn.enable')
  const { authenticatorId } = await cdp.send('WebAuthn.addVirtualAuthenticator', { options: { protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true } })
  return { cdp, id: authenticatorId }
}
