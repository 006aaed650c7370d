import { holds, isOfficer, type Actor, type Officer } from '#kernel/actor'

import type { Certificate } from './model/certificate.ts'

/** A certificate follows from a decision: the house issues it when it decides by itself, or an officer of the issuer. */
export const mayIssue = (actor: Actor, issuer: string): boolean => actor.kind === 'house' || (isOfficer(actor) && actor.agency === issuer)

/** The powers that this module asks for; each stands in content. */
export const powers = { revoke: 'certificates.revoke', suspend: 'certificates.suspend', print: 'certificates.print', ask: 'certificates.ask' } as const

/** Only the agency that spoke may take its words back for good; the house does where the decision itself falls. */
export const mayRevoke = (actor: Actor, certificate: Pick<Certificate, 'issuer'>): boolean => actor.kind === 'house' || speaksAsIssuer(actor, certificate, powers.revoke)

/** The same for a while: who may suspend may also resume. */
export const maySuspend = (actor: Actor, certificate: Pick<Certificate, 'issuer'>): boolean => actor.kind === 'house' || speaksAsIssuer(actor, certificate, powers.suspend)

/** Who looks after what his agency issued: finds it, opens it, lets it rest. */
export const mayKeep = (actor: Actor): actor is Officer => isOfficer(actor) && (holds(actor, powers.suspend) || holds(actor, powers.revoke))

/** Any counter or kiosk prints for whoever shows his code; the agency stays the issuer's. */
export const mayPrint = (actor: Actor): actor is Officer => holds(actor, powers.print) && isOfficer(actor)

/** Who asks holders of wallets for their credentials does so in the name of his agency. */
export const mayAsk = (actor: Actor): actor is Officer => holds(actor, powers.ask) && isOfficer(actor)

/** The issuer may look at what it issued. */
export const mayReadAsIssuer = (actor: Actor, certificate: Pick<Certificate, 'issuer'>): actor is Officer => mayKeep(actor) && actor.agency === certificate.issuer

const speaksAsIssuer = (actor: Actor, certificate: Pick<Certificate, 'issuer'>, power: string): boolean => holds(actor, power) && isOfficer(actor) && actor.agency === certificate.issuer
