import { useQuery } from '@tanstack/react-query'

import { paths } from '../paths.ts'
import type { Session } from '../portal/api.ts'
import { get } from './asking.ts'

/** Somebody who is signed in. */
export type Officer = Extract<Session, { signedIn: true }>

/** Who sits at this desk; undefined until the server has said so. A session that is over leads to the sign-in and back. */
export function useOfficer(): Officer | undefined {
  const { data } = useQuery({ queryKey: ['session'], queryFn: ({ signal }) => get<Session>('/identity/session', signal), staleTime: 300_000 })
  if (data?.signedIn === false) toSignIn()
  return data?.signedIn === true ? data : undefined
}

/** Signs in again and comes back to where one was. */
export const toSignIn = (): void => window.location.assign(paths.signIn(`${window.location.pathname}${window.location.search}`))

/** Whether one may do what needs one of these powers; everybody may do what needs none. */
export const mayUse = (officer: Officer | undefined, powers: readonly string[]): boolean => powers.length === 0 || powers.some((power) => officer?.powers.includes(power) === true)
