import type { ReactNode } from 'react'

import { Prose, Words } from './prose.tsx'

/**
 * One subject of a long page: its heading with the answer in a line, and everything about it when opened. So the page
 * can be read closed. `id` is the anchor that others link to.
 */
export function Fold({ id, title, answer, open = false, children }: { readonly id: string; readonly title: ReactNode; readonly answer: ReactNode; readonly open?: boolean; readonly children: ReactNode }) {
  return (
    <details className="subject" id={id} open={open}>
      <summary className="subject__head">
        <h2 className="subject__title"><Words>{title}</Words></h2>
        <span className="subject__answer"><Prose>{answer}</Prose></span>
      </summary>
      <div className="subject__body">{children}</div>
    </details>
  )
}
