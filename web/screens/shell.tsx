import './shell.css'
import {
  Bell as BellIcon,
  ChartNoAxesColumn,
  CircleQuestionMark,
  ContactRound,
  Inbox,
  Keyboard,
  type LucideIcon,
  Settings,
} from 'lucide-preact'
import type { ComponentChildren } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { useLocation } from 'preact-iso'
import { readChannels } from '../models/channels.ts'
import { counts, readCounts } from '../models/inbox.ts'
import { readLabels } from '../models/labels.ts'
import { announcement, startLive } from '../models/live.ts'
import { faceColor, initialsOf, loadPhoneFormats } from '../models/person.ts'
import { openPushed } from '../models/place.ts'
import { can, me } from '../models/session.ts'
import { readMembers, readTeams } from '../models/team.ts'
import { readViews } from '../models/views.ts'
import { t } from '../texts/index.ts'
import { Face } from '../ui/face.tsx'
import { later } from '../ui/later.tsx'
import { useAnchor } from '../ui/menu.tsx'
import { shownOverview } from './commands/overview.ts'
import { useCommandKeys } from './commands/use-command-keys.ts'
import { ConnectionBanner } from './connection-banner.tsx'

const ConfirmBanner = later(() => import('./confirm-banner.tsx').then((module) => module.ConfirmBanner))
const FactorBanner = later(() => import('./factor-banner.tsx').then((module) => module.FactorBanner))
const WelcomeBanner = later(() => import('./welcome/welcome-banner.tsx').then((module) => module.WelcomeBanner))
const AccountMenu = later(() => import('./account-menu.tsx').then((module) => module.AccountMenu))
const LeaveDialog = later(() => import('./tenancy/leave-dialog.tsx').then((module) => module.LeaveDialog))
const NoticeList = later(() => import('./notifications/notice-list.tsx').then((module) => module.NoticeList))
const Palette = later(() => import('./commands/palette.tsx').then((module) => module.Palette))
const ShortcutsDialog = later(() => import('./commands/shortcuts-dialog.tsx').then((module) => module.ShortcutsDialog))

/** The phone tables are large and only make numbers prettier: everything else comes first. */
const phoneFormatsAfterMs = 3_000
/** Nobody is to be alerted before the first screen stands. */
const alertsAfterMs = 1_000

/** What surrounds every screen of somebody who is signed in. */
export function Shell({ children }: { children: ComponentChildren }) {
  const { path } = useLocation()
  useEffect(() => {
    const stops = [startLive()]
    void readMembers()
    void readTeams()
    void readChannels()
    void readLabels()
    void readViews()
    void readCounts()
    const timer = setTimeout(() => void loadPhoneFormats(), phoneFormatsAfterMs)
    let isGone = false
    /** Whose code comes beside the first screen, with the commands. */
    const begin = async (load: () => Promise<() => () => void>) => {
      const start = await load()
      if (!isGone) stops.push(start())
    }
    void begin(async () => (await import('../ui/keep-focus.ts')).keepFocus)
    const alertsTimer = setTimeout(() => {
      void begin(async () => (await import('../models/alerts.ts')).startAlerts)
    }, alertsAfterMs)
    navigator.serviceWorker?.addEventListener('message', openPushed)
    return () => {
      isGone = true
      clearTimeout(timer)
      clearTimeout(alertsTimer)
      navigator.serviceWorker?.removeEventListener('message', openPushed)
      for (const stop of stops) stop()
    }
  }, [])
  useCommandKeys()
  return (
    <div class={`shell ${path.startsWith('/c/') ? 'in-thread' : ''}`}>
      <a class="skip" href="#main">
        {t.app.skip}
      </a>
      <Rail path={path} />
      <div class="stage" id="main" tabIndex={-1}>
        <ConnectionBanner />
        {me.value?.factorDueAt && <FactorBanner />}
        {me.value?.emailVerified === false && <ConfirmBanner />}
        {can('manageTenant') && path === '/' && <WelcomeBanner />}
        {children}
      </div>
      <div class="sr-only" aria-live="polite">
        <span key={announcement.value.count}>{announcement.value.text}</span>
      </div>
      {shownOverview.value === 'palette' && <Palette onClose={closeOverview} />}
      {shownOverview.value === 'shortcuts' && <ShortcutsDialog onClose={closeOverview} />}
    </div>
  )
}

function closeOverview(): void {
  shownOverview.value = null
}

function openShortcuts(): void {
  shownOverview.value = 'shortcuts'
}

function Rail({ path }: { path: string }) {
  const [anchor, toggle, close] = useAnchor()
  const [leaving, setLeaving] = useState(false)
  const unread = counts.value?.unread ?? 0
  const person = me.value
  return (
    <nav class="rail" aria-label={t.rail.label}>
      <a class="brand" href="/" aria-label={t.app.name}>
        <img src="/icons/icon.svg" alt="" width="28" height="28" />
      </a>
      <RailLink href="/" label={t.rail.inbox} icon={Inbox} current={path === '/' || path.startsWith('/c/')}>
        {unread > 0 && (
          <span class="badge">
            {unread > 99 ? '99+' : unread}
            <span class="sr-only"> {t.rail.unread(unread)}</span>
          </span>
        )}
      </RailLink>
      {can('readAnalytics') && (
        <RailLink
          href="/analytics"
          label={t.rail.analytics}
          icon={ChartNoAxesColumn}
          current={path.startsWith('/analytics')}
        />
      )}
      <RailLink href="/contacts" label={t.rail.contacts} icon={ContactRound} current={path.startsWith('/contacts')} />
      <RailLink
        href="/settings/channels"
        label={t.rail.settings}
        icon={Settings}
        current={path.startsWith('/settings/')}
      />
      <span class="space" />
      <Bell />
      <RailLink href="/help" label={t.rail.help} icon={CircleQuestionMark} current={path === '/help'} />
      <button
        type="button"
        class="rail-item help"
        aria-label={t.rail.shortcuts}
        title={t.rail.shortcuts}
        onClick={openShortcuts}
      >
        <Keyboard size={18} aria-hidden="true" />
      </button>
      {person && (
        <button
          type="button"
          class="rail-item account"
          aria-label={t.rail.account(person.name)}
          title={t.rail.account(person.name)}
          aria-haspopup="menu"
          aria-expanded={anchor !== null}
          onClick={toggle}
        >
          <Face initials={initialsOf(person.name)} color={faceColor(person.memberId)} />
        </button>
      )}
      {anchor && (
        <AccountMenu
          anchor={anchor}
          onClose={close}
          onLeave={() => {
            close()
            setLeaving(true)
          }}
        />
      )}
      {leaving && <LeaveDialog onClose={() => setLeaving(false)} />}
    </nav>
  )
}

function Bell() {
  const [anchor, toggle, close] = useAnchor()
  const unread = counts.value?.notifications ?? 0
  return (
    <>
      <button
        id="notifications"
        type="button"
        class="rail-item bell"
        title={t.rail.notifications}
        aria-haspopup="dialog"
        aria-expanded={anchor !== null}
        onClick={toggle}
      >
        <BellIcon size={18} aria-hidden="true" />
        <span class="rail-label">{t.rail.alerts}</span>
        {unread > 0 && (
          <span class="badge">
            {unread > 99 ? '99+' : unread}
            <span class="sr-only"> {t.rail.unreadNotifications(unread)}</span>
          </span>
        )}
      </button>
      {anchor && <NoticeList anchor={anchor} onClose={close} />}
    </>
  )
}

interface RailLinkProps {
  href: string
  label: string
  icon: LucideIcon
  current: boolean
  children?: ComponentChildren
}

function RailLink({ href, label, icon: Icon, current, children }: RailLinkProps) {
  return (
    <a class="rail-item" href={href} title={label} aria-current={current ? 'page' : undefined}>
      <Icon size={18} aria-hidden="true" />
      <span class="rail-label">{label}</span>
      {children}
    </a>
  )
}
