/** A way from the top of the desk to one of its pages, for those who hold one of the powers. */
export type Way = { readonly to: string; readonly text: string; readonly powers: readonly string[] }

/** The ways from the top of the desk, in order. */
export const WAYS: readonly Way[] = [
  { to: '/', text: 'desk.queue', powers: ['services.queue'] },
  { to: '/window', text: 'counter.way', powers: ['services.collect'] },
  { to: '/objections', text: 'answering.way', powers: ['exchange.correct', 'grants.explain'] },
  { to: '/operations', text: 'watch.way', powers: ['operations.read'] },
  { to: '/ratings', text: 'desk.ratings', powers: ['services.answer-ratings'] },
  { to: '/tables', text: 'studio.title', powers: ['content.author', 'content.publish'] },
  { to: '/halts', text: 'studio.halts', powers: ['decisions.halt', 'decisions.resume', 'decisions.review'] },
  { to: '/samples', text: 'sampling.way', powers: ['decisions.review'] },
  { to: '/certificates', text: 'keep.way', powers: ['certificates.suspend', 'certificates.revoke'] },
  { to: '/wallet', text: 'walletask.way', powers: ['certificates.ask'] },
  { to: '/alarms', text: 'alarm.way', powers: ['grants.audit'] },
  { to: '/in-name', text: 'inname.way', powers: ['operations.read', 'ledger.audit', 'certificates.suspend', 'certificates.revoke'] },
  { to: '/keys', text: 'desk.way_keys', powers: [] },
]
