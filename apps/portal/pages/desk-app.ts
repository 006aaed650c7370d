import { paths, patterns } from '../../paths.ts'
import type { Route } from '../visit.ts'

const answer: Route['answer'] = async (visit) => (visit.session.signedIn ? { application: 'desk', title: visit.voice.t('desk.title') } : { to: paths.signIn(visit.path) })

/** Every address of the desk gives the same page; which part of the desk is shown, the application itself reads from the address. */
export const deskAppRoutes: readonly Route[] = [{ method: 'GET', path: patterns.desk, answer }, { method: 'GET', path: patterns.deskApp, answer }]
