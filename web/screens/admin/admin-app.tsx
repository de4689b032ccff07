import '../settings/settings.css'
import './admin.css'
import { useEffect } from 'preact/hooks'
import { Route, Router } from 'preact-iso'
import { loadStaff, staff, staffError } from '../../models/staff.ts'
import { reasonOf, requestIdOf } from '../../models/toasts.ts'
import { t } from '../../texts/admin.ts'
import { Failed } from '../../ui/states.tsx'
import { AdminNav } from './admin-nav.tsx'
import { AuditScreen } from './audit-screen.tsx'
import { BillingScreen } from './billing-screen.tsx'
import { DashboardScreen } from './dashboard-screen.tsx'
import { JobsScreen } from './jobs-screen.tsx'
import { SecurityScreen } from './security-screen.tsx'
import { SettingsScreen } from './settings-screen.tsx'
import { StaffSignIn } from './staff-sign-in.tsx'
import { TenantScreen } from './tenant-screen.tsx'
import { TenantsScreen } from './tenants-screen.tsx'
import { UserScreen } from './user-screen.tsx'
import { UsersScreen } from './users-screen.tsx'
import { WebhooksScreen } from './webhooks-screen.tsx'

/** The screens of the platform's staff, apart from those of tenants: nine areas behind a door of their own. */
export function AdminApp() {
  useEffect(() => void loadStaff(), [])
  if (staffError.value !== null) {
    const error = staffError.value
    return <Failed reason={reasonOf(error)} requestId={requestIdOf(error)} onRetry={() => void loadStaff()} />
  }
  if (staff.value === undefined) return <div class="sr-only">{t.app.loading}</div>
  if (staff.value === null) return <StaffSignIn />
  return (
    <div class="settings admin">
      <a class="skip" href="#main">
        {t.app.skip}
      </a>
      <AdminNav />
      <div class="stage" id="main" tabIndex={-1}>
        <Router>
          <Route path="/admin" component={DashboardScreen} />
          <Route path="/admin/tenants" component={TenantsScreen} />
          <Route path="/admin/tenants/:id" component={TenantScreen} />
          <Route path="/admin/users" component={UsersScreen} />
          <Route path="/admin/users/:id" component={UserScreen} />
          <Route path="/admin/billing" component={BillingScreen} />
          <Route path="/admin/jobs" component={JobsScreen} />
          <Route path="/admin/webhooks" component={WebhooksScreen} />
          <Route path="/admin/security" component={SecurityScreen} />
          <Route path="/admin/audit" component={AuditScreen} />
          <Route path="/admin/settings" component={SettingsScreen} />
          <Route default component={DashboardScreen} />
        </Router>
      </div>
    </div>
  )
}
