import { port } from '#kernel/ports'
import { Refusal } from '#kernel/refusal'

import { softwareVault, type Vault } from '../signer/vault.ts'
import { SignerAway } from '../signer/wire.ts'

/** Where no signer runs beside (in tests, and in commands that only read), this process keeps keys itself, sealed under the master key. */
const own = softwareVault(() => [port().masterKey()])
let beside: Vault | undefined

/** Whoever signs for this house. Refuses `ledger.signer_away` while he does not answer. */
export function vault(): Vault {
  const keeper = beside ?? own
  return {
    make: (algorithm) => answered(keeper.make(algorithm)),
    sign: (key, algorithm, bytes) => answered(keeper.sign(key, algorithm, bytes)),
    publicOf: (key, algorithm) => answered(keeper.publicOf(key, algorithm)),
  }
}

async function answered<T>(asked: Promise<T>): Promise<T> {
  // A signer that is away comes back: whoever asked is told to try again.
  try {
    return await asked
  } catch (error) {
    throw error instanceof SignerAway ? new Refusal('busy', 'ledger.signer_away') : error
  }
}

/** From now on this vault signs; undefined gives back our own. */
export function useVault(other: Vault | undefined): void {
  beside = other
}
