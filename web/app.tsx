import { useEffect, useLayoutEffect } from 'preact/hooks'
import { LocationProvider, Route, Router, useLocation } from 'preact-iso'
import { isTenantOff } from './api/problem.ts'
import { nextPath } from './models/place.ts'
import { loadSession, me, mustEnroll, sessionError } from './models/session.ts'
import { proofAsked } from './models/step-up.ts'
import { reasonOf, requestIdOf } from './models/toasts.ts'
import { forRole } from './screens/for-role.tsx'
import { Shell } from './screens/shell.tsx'
import { Toasts } from './screens/toast-list.tsx'
import { t } from './texts/index.ts'
import { later } from './ui/later.tsx'
import { Failed } from './ui/states.tsx'

const Inbox = later(() => import('./screens/inbox/inbox-screen.tsx').then((module) => module.InboxScreen))
const SignIn = later(() => import('./screens/sign-in/sign-in-screen.tsx').then((module) => module.SignInScreen))
const SsoFinish = later(() => import('./screens/sso/finish-screen.tsx').then((module) => module.FinishScreen))
const SignUp = later(() => import('./screens/sign-up/sign-up-screen.tsx').then((module) => module.SignUpScreen))
const Invitation = later(() =>
  import('./screens/invitation/invitation-screen.tsx').then((module) => module.InvitationScreen),
)
const Forgot = later(() => import('./screens/sign-in/forgot-screen.tsx').then((module) => module.ForgotScreen))
const Reset = later(() => import('./screens/sign-in/reset-screen.tsx').then((module) => module.ResetScreen))
const Verify = later(() => import('./screens/sign-in/verify-screen.tsx').then((module) => module.VerifyScreen))
const Contacts = later(() => import('./screens/contacts/contacts-screen.tsx').then((module) => module.ContactsScreen))
const Attributes = later(() =>
  import('./screens/settings/attributes-screen.tsx').then((module) => module.AttributesScreen),
)
const Channels = later(() => import('./screens/settings/channels-screen.tsx').then((module) => module.ChannelsScreen))
const Labels = later(() => import('./screens/settings/labels-screen.tsx').then((module) => module.LabelsScreen))
const Team = later(() => import('./screens/settings/team-screen.tsx').then((module) => module.TeamScreen))
const Desk = later(() => import('./screens/settings/desk/desk-screen.tsx').then((module) => module.DeskScreen))
const Notifications = later(() =>
  import('./screens/notifications/settings-screen.tsx').then((module) => module.NotificationsScreen),
)
const Hours = later(() => import('./screens/settings/hours/hours-screen.tsx').then((module) => module.HoursScreen))
const Canned = forRole(
  'useCanned',
  later(() => import('./screens/settings/canned-screen.tsx').then((module) => module.CannedScreen)),
)
const Prices = forRole(
  'managePrices',
  later(() => import('./screens/settings/prices-screen.tsx').then((module) => module.PricesScreen)),
)
const Security = later(() => import('./screens/settings/security-screen.tsx').then((module) => module.SecurityScreen))
const Enrolment = later(() =>
  import('./screens/settings/factors/enrolment-screen.tsx').then((module) => module.EnrolmentScreen),
)
const StepUp = later(() => import('./screens/step-up-dialog.tsx').then((module) => module.StepUpDialog))
const Health = later(() => import('./screens/settings/health-screen.tsx').then((module) => module.HealthScreen))

const ApiTokens = forRole(
  'manageTokens',
  later(() => import('./screens/settings/api-tokens/api-tokens-screen.tsx').then((module) => module.ApiTokensScreen)),
)
const Welcome = forRole(
  'manageTenant',
  later(() => import('./screens/welcome/welcome-screen.tsx').then((module) => module.WelcomeScreen)),
)
const Help = later(() => import('./screens/help/help-screen.tsx').then((module) => module.HelpScreen))

const Admin = later(() => import('./screens/admin/admin-app.tsx').then((module) => module.AdminApp))
const TenantOff = later(() => import('./screens/tenancy/tenant-off.tsx').then((module) => module.TenantOff))

const isForStrangers = (path: string) => /^\/(signin|signup|signin\/sso(\/[^/]+)?)$/.test(path)
/** For everybody, signed in or not: where mailed links lead. */
const forAll = ['/invitation', '/forgot-password', '/reset-password', '/verify-email']
const isPublic = (path: string) => isForStrangers(path) || forAll.includes(path)
/** The platform's staff have a door and a session of their own. */
const isForStaff = (path: string) => path === '/admin' || path.startsWith('/admin/')
const Analytics = forRole(
  'readAnalytics',
  later(() => import('./screens/analytics/analytics-screen.tsx').then((module) => module.AnalyticsScreen)),
)
const Traces = forRole(
  'traceEvents',
  later(() => import('./screens/settings/traces-screen.tsx').then((module) => module.TracesScreen)),
)
const AuditLog = forRole(
  'readAudit',
  later(() => import('./screens/settings/audit/audit-screen.tsx').then((module) => module.AuditScreen)),
)
const History = later(() => import('./screens/settings/history-screen.tsx').then((module) => module.HistoryScreen))

const NotThere = later(() => import('./screens/no-screen.tsx').then((module) => module.NotThere))

// The inbox is where nearly everybody goes: its code comes while the session is being read.
if (!isPublic(location.pathname) && !isForStaff(location.pathname)) void Inbox.preload()

export function App() {
  return (
    <LocationProvider>
      <Screens />
      {proofAsked.value && <StepUp onClose={() => proofAsked.value?.(false)} />}
      <Toasts />
    </LocationProvider>
  )
}

/** Sends strangers to sign in and brings them back to where they wanted to go. */
function useDoor(): boolean {
  const { path, url, route } = useLocation()
  const person = me.value
  const toSignIn = person === null && !isPublic(path) && !isForStaff(path)
  const toInbox = Boolean(person) && isForStrangers(path)
  useLayoutEffect(() => {
    if (toSignIn) route(url === '/' ? '/signin' : `/signin?next=${encodeURIComponent(url)}`, true)
    if (toInbox) route(path === '/signup' ? '/welcome' : nextPath(), true)
  }, [toSignIn, toInbox, url, path, route])
  return !toSignIn && !toInbox
}

function Screens() {
  const { path } = useLocation()
  const mayEnter = useDoor()
  useEffect(() => {
    document.documentElement.dataset.screen = isPublic(path) ? 'public' : 'inside'
  }, [path])
  if (isForStaff(path)) return <Admin />
  if (isPublic(path)) {
    return mayEnter ? (
      <Router>
        <Route path="/signin" component={SignIn} />
        <Route path="/signin/sso/:tenantId?" component={SsoFinish} />
        <Route path="/signup" component={SignUp} />
        <Route path="/invitation" component={Invitation} />
        <Route path="/forgot-password" component={Forgot} />
        <Route path="/reset-password" component={Reset} />
        <Route path="/verify-email" component={Verify} />
      </Router>
    ) : null
  }
  if (sessionError.value !== null) {
    const error = sessionError.value
    if (isTenantOff(error)) return <TenantOff />
    return <Failed reason={reasonOf(error)} requestId={requestIdOf(error)} onRetry={() => void loadSession()} />
  }
  if (!me.value || !mayEnter) return <div class="sr-only">{t.app.loading}</div>
  if (mustEnroll.value) return <Enrolment />
  return (
    <Shell>
      <Router>
        <Route path="/" component={Inbox} />
        <Route path="/c/:id" component={Inbox} />
        <Route path="/analytics" component={Analytics} />
        <Route path="/contacts" component={Contacts} />
        <Route path="/contacts/:id" component={Contacts} />
        <Route path="/settings/attributes" component={Attributes} />
        <Route path="/settings/channels" component={Channels} />
        <Route path="/settings/labels" component={Labels} />
        <Route path="/settings/team" component={Team} />
        <Route path="/settings/notifications" component={Notifications} />
        <Route path="/settings/desk" component={Desk} />
        <Route path="/settings/hours" component={Hours} />
        <Route path="/settings/canned-replies" component={Canned} />
        <Route path="/settings/prices" component={Prices} />
        <Route path="/settings/security" component={Security} />
        <Route path="/settings/api-tokens" component={ApiTokens} />
        <Route path="/settings/health" component={Health} />
        <Route path="/settings/health/events" component={Traces} />
        <Route path="/settings/audit-log" component={AuditLog} />
        <Route path="/settings/channels/:id/history" component={History} />
        <Route path="/welcome" component={Welcome} />
        <Route path="/help" component={Help} />
        <Route default component={NotThere} />
      </Router>
    </Shell>
  )
}
