import { actForRoutes } from './pages/act-for.tsx'
import { caseRoutes } from './pages/cases.tsx'
import { addRoutes } from './pages/certificate-add.tsx'
import { certificateRoutes } from './pages/certificate.tsx'
import { printRoutes } from './pages/certificate-print.tsx'
import { showRoutes } from './pages/certificate-show.tsx'
import { walletRoutes } from './pages/wallet.tsx'
import { confirmRoutes } from './pages/confirm.tsx'
import { contestRoutes } from './pages/contest.tsx'
import { dataRoutes } from './pages/my-data/routes.ts'
import { designRoutes } from './pages/design/design.tsx'
import { deskAppRoutes } from './pages/desk-app.ts'
import { formRoutes } from './pages/form.tsx'
import { homeRoutes } from './pages/home.tsx'
import { inboxRoutes } from './pages/inbox.tsx'
import { kindRoutes } from './pages/kinds.tsx'
import { matterRoutes } from './pages/matter.tsx'
import { ratingRoutes } from './pages/rating.tsx'
import { mySettingsRoutes } from './pages/my-settings.tsx'
import { settingRoutes } from './pages/settings.ts'
import { signRoutes } from './pages/sign.tsx'
import { timelineRoutes } from './pages/timeline.tsx'
import { verifyRoutes } from './pages/verify.tsx'
import { askedRoutes } from './pages/wallet-asked.tsx'
import { screenRoutes } from './pages/second-screen.tsx'
import { windowCodeRoutes } from './pages/window-code.tsx'
import type { Route } from './visit.ts'

/** Everything the portal answers to. */
export const routes: readonly Route[] = [
  ...homeRoutes,
  ...matterRoutes,
  ...caseRoutes,
  ...formRoutes,
  ...confirmRoutes,
  ...signRoutes,
  ...timelineRoutes,
  ...walletRoutes,
  ...ratingRoutes,
  ...contestRoutes,
  ...certificateRoutes,
  ...showRoutes,
  ...askedRoutes,
  ...addRoutes,
  ...printRoutes,
  ...verifyRoutes,
  ...kindRoutes,
  ...dataRoutes,
  ...inboxRoutes,
  ...windowCodeRoutes,
  ...screenRoutes,
  ...deskAppRoutes,
  ...settingRoutes,
  ...actForRoutes,
  ...mySettingsRoutes,
  ...designRoutes,
]
