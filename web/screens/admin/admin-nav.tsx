import {
  Activity,
  Building2,
  Coins,
  LayoutDashboard,
  LogOut,
  type LucideIcon,
  ScrollText,
  Settings,
  ShieldCheck,
  Users,
  Webhook,
} from 'lucide-preact'
import { useLocation } from 'preact-iso'
import { signOutStaff, staff } from '../../models/staff.ts'
import { t } from '../../texts/admin.ts'
import { Button } from '../../ui/button.tsx'

const areas: readonly { href: string; name: keyof typeof t.admin.areas; icon: LucideIcon }[] = [
  { href: '/admin', name: 'dashboard', icon: LayoutDashboard },
  { href: '/admin/tenants', name: 'tenants', icon: Building2 },
  { href: '/admin/users', name: 'users', icon: Users },
  { href: '/admin/billing', name: 'billing', icon: Coins },
  { href: '/admin/jobs', name: 'jobs', icon: Activity },
  { href: '/admin/webhooks', name: 'webhooks', icon: Webhook },
  { href: '/admin/security', name: 'security', icon: ShieldCheck },
  { href: '/admin/audit', name: 'audit', icon: ScrollText },
  { href: '/admin/settings', name: 'settings', icon: Settings },
]

const isCurrent = (path: string, href: string) =>
  href === '/admin' ? path === '/admin' : path === href || path.startsWith(`${href}/`)

const showCurrent = (link: HTMLAnchorElement | null) => link?.scrollIntoView({ block: 'nearest', inline: 'center' })

/** The nine areas, who is signed in, and the way out. */
export function AdminNav() {
  const { path } = useLocation()
  return (
    <nav class="settings-nav" aria-label={t.admin.title}>
      <h2>{t.admin.title}</h2>
      <ul>
        {areas.map(({ href, name, icon: Icon }) => (
          <li key={href}>
            <a
              href={href}
              aria-current={isCurrent(path, href) ? 'page' : undefined}
              ref={isCurrent(path, href) ? showCurrent : null}
            >
              <Icon size={16} aria-hidden="true" />
              {t.admin.areas[name]}
            </a>
          </li>
        ))}
      </ul>
      <div class="admin-self">
        <span class="mute">{staff.value?.name}</span>
        <Button kind="quiet" class="small" onClick={() => void signOutStaff()}>
          <LogOut size={14} aria-hidden="true" />
          {t.admin.signOut}
        </Button>
      </div>
    </nav>
  )
}
