import type { ReactNode } from 'react'

import { Icon } from './icon.tsx'

/** One thing in a list of `rows`: what it is, and beside it how it stands. `light`: what stands beside it is only a day or a word. */
export const Row = ({ id, children, side, light = false }: { readonly id?: string; readonly children: ReactNode; readonly side?: ReactNode; readonly light?: boolean }) => (
  <li className="rows__one" id={id}>
    <div className="rows__main">{children}</div>
    {side === undefined || side === null ? null : <div className={light ? 'rows__side rows__due' : 'rows__side'}>{side}</div>}
  </li>
)

/** One thing that belongs to the reader, in a list of `own`: a picture of it, its name, and what can be done with it. */
export const Own = ({ icon, name, children }: { readonly icon: Parameters<typeof Icon>[0]['name']; readonly name: ReactNode; readonly children: ReactNode }) => (
  <li className="own__one">
    <Icon name={icon} />
    <div className="own__words">
      <h3 className="own__name">{name}</h3>
      {children}
    </div>
  </li>
)
