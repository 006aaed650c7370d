import { createContext, useContext, type ReactNode } from 'react'

import { voiceOf, type Voice } from '../portal/voice.ts'

const Spoken = createContext<Voice>(voiceOf('zh'))

/** Everything inside speaks this language. */
export const Speaking = ({ voice, children }: { readonly voice: Voice; readonly children: ReactNode }) => <Spoken value={voice}>{children}</Spoken>

/** The language of the page at hand. */
export const useVoice = (): Voice => useContext(Spoken)
