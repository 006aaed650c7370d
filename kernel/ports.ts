/**
 * The seams to the world outside. The house sets them at start; a test may set its own.
 * A port is an interface with a real driver and a simulator; no module knows which one it has.
 */
export type Ports = {
  /** Where an outside system answers, e.g. `population` → `http://127.0.0.1:4001/population`. No trailing slash. */
  readonly addressOf: (system: string) => string
  /** The key that wraps every private key at rest; 32 bytes. */
  readonly masterKey: () => Buffer
  /** The public address of this node, for links, issuer names and redirects. No trailing slash. */
  readonly publicAddress: string
  readonly node: string
  readonly demo: boolean
}

let ports: Ports | undefined

/** Sets the ports of this process. */
export function setPorts(made: Ports): void {
  ports = made
}

/** The ports of this process. */
export function port(): Ports {
  if (ports === undefined) throw new Error('the ports are not set')
  return ports
}
