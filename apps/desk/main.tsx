import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { I18nProvider } from 'react-aria-components'
import { createRoot } from 'react-dom/client'

import { voiceOf } from '../portal/voice.ts'
import { Speaking } from '../ui/voice.tsx'
import { Refused } from './asking.ts'
import { router } from './router.tsx'
import { toSignIn } from './session.ts'

const TRIES = 2

/** Whether asking once more can help: the network, or a server that is busy or down; never a refusal. */
const mayPass = (error: unknown): boolean => error instanceof Refused && (error.status === 0 || error.status === 429 || error.status >= 500)

const client = new QueryClient({
  defaultOptions: {
    queries: {
      retry: (failures, error) => failures < TRIES && mayPass(error),
      staleTime: 5000,
      throwOnError: (error) => { noticeEnd(error); return false },
    },
  },
})

// Whom a power is refused that he had may be nobody any more: then the session is over, and the frame of the desk sees to it.
function noticeEnd(error: unknown): void {
  if (!(error instanceof Refused)) return
  if (error.status === 401) toSignIn()
  if (error.status === 403) void client.invalidateQueries({ queryKey: ['session'] })
}

// The page comes from the server with the language its reader chose; the desk speaks the same.
const voice = voiceOf(document.documentElement.lang === 'en' ? 'en' : 'zh')

createRoot(document.getElementById('desk')!).render(
  <StrictMode>
    <I18nProvider locale={voice.tag}>
      <Speaking voice={voice}>
        <QueryClientProvider client={client}><RouterProvider router={router} /></QueryClientProvider>
      </Speaking>
    </I18nProvider>
  </StrictMode>,
)
