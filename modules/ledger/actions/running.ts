import { startAsking } from './cosign.ts'
import { startFollowing } from './monitor.ts'
import { startSequencer } from './sequence.ts'

/** What the ledger does by itself until `stop`: it gives entries their places, asks witnesses, and reads the logs that it follows. */
export function startLedger(): { stop(): Promise<void> } {
  const all = [startSequencer(), startAsking(), startFollowing()]
  return { stop: async () => { await Promise.all(all.map((one) => one.stop())) } }
}
