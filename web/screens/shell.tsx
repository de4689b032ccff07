import './shell.css'
import { Activity, Inbox, Keyboard, type LucideIcon, Smartphone, Tag, Users } from 'lucide-preact'
import type { ComponentChildren } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { useLocation } from 'preact-iso'
import { readChannels } from '../models/channels.ts'
import { counts, readCounts } from '../models/inbox.ts'
import { readLabels } from '../models/labels.ts'
import { announcement, startLive } from '../models/live.ts'
import { faceColor, initialsOf, loadPhoneFormats } from '../models/person.ts'
import { me } from '../models/session.ts'
import { readMembers } from '../models/team.ts'
import { readViews } from '../models/views.ts'
import { t } from '../texts/index.ts'
import { Face } from '../ui/face.tsx'
import { isBusy } from '../ui/keys.ts'
import { later } from '../ui/later.tsx'
import { useAnchor } from '../ui/menu.tsx'
import { ConnectionBanner } from './connection-banner.tsx'

const AccountMenu = later(() => import('./account-menu.tsx').then((module) => module.AccountMenu))
const ShortcutsDialog = later(() => import('./shortcuts-dialog.tsx').then((module) => module.ShortcutsDialog))

/** The phone tables are large and only make numbers prettier: everything else comes first. */
const phoneFormatsAfterMs = 3_000

/** What surrounds every screen of somebody who is signed in. */
export function Shell({ children }: { children: ComponentChildren }) {
  const [helpShown, setHelpShown] = useState(false)
  const { path } = useLocation()
  useEffect(() => {
    const stop = startLive()
    void readMembers()
    void readChannels()
    void readLabels()
    void readViews()
    void readCounts()
    const timer = setTimeout(() => void loadPhoneFormats(), phoneFormatsAfterMs)
    return () => {
      clearTimeout(timer)
      stop()
    }
  }, [])
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key === '?' && !isBusy(event)) setHelpShown(true)
    }
    addEventListener('keydown', onKey)
    return () => removeEventListener('keydown', onKey)
  }, [])
  return (
    <div class={`shell ${path.startsWith('/c/') ? 'in-thread' : ''}`}>
      <a class="skip" href="#main">
        {t.app.skip}
      </a>
      <Rail path={path} onHelp={() => setHelpShown(true)} />
      <div class="stage" id="main" tabIndex={-1}>
        <ConnectionBanner />
        {children}
      </div>
      <div class="sr-only" aria-live="polite">
        {announcement.value}
      </div>
      {helpShown && <ShortcutsDialog onClose={() => setHelpShown(false)} />}
    </div>
  )
}

function Rail({ path, onHelp }: { path: string; onHelp: () => void }) {
  const [anchor, toggle, close] = useAnchor()
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
      <RailLink
        href="/settings/channels"
        label={t.rail.channels}
        icon={Smartphone}
        current={path === '/settings/channels'}
      />
      <RailLink href="/settings/team" label={t.rail.team} icon={Users} current={path === '/settings/team'} />
      <RailLink href="/settings/labels" label={t.rail.labels} icon={Tag} current={path === '/settings/labels'} />
      <RailLink href="/settings/health" label={t.rail.health} icon={Activity} current={path === '/settings/health'} />
      <span class="space" />
      <button
        type="button"
        class="rail-item help"
        aria-label={t.rail.shortcuts}
        title={t.rail.shortcuts}
        onClick={onHelp}
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
      {anchor && <AccountMenu anchor={anchor} onClose={close} />}
    </nav>
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
