import type { Operation } from '../../../worker/contract/role-table.ts'
import { channels } from '../../models/channels.ts'
import { go } from '../../models/place.ts'
import { t as canned } from '../../texts/canned.ts'
import { t as contacts } from '../../texts/contacts.ts'
import { t as desk } from '../../texts/desk.ts'
import { t as deskSettings } from '../../texts/desk-settings.ts'
import { t } from '../../texts/settings.ts'
import { isShown } from '../../ui/focus-place.ts'
import type { Command } from './command.ts'

/** A screen's code and what it shows may take this long to come. */
const patienceMs = 10_000

/** What a screen's main button opens, from wherever one is: the way there, and then that button. */
const opening = (id: string, path: string, name: () => string, needs: Operation): Command => ({
  id,
  group: 'app',
  name,
  needs,
  run: () => press(id, path),
})

/** What can be made anew, and what lies below a settings screen. */
export function openingCommands(): Command[] {
  return [
    opening('new-contact', '/contacts', () => contacts.contacts.add, 'editContacts'),
    opening('new-segment', '/contacts', () => contacts.segments.add, 'manageSegments'),
    opening('new-label', '/settings/labels', () => desk.labelSettings.add, 'createLabels'),
    opening('new-canned', '/settings/canned-replies', () => canned.cannedScreen.add, 'useCanned'),
    opening('new-team', '/settings/desk', () => deskSettings.desk.teams.add, 'manageTeams'),
    opening('new-channel', '/settings/channels', () => t.channels.add, 'manageChannels'),
    opening('invite', '/settings/team', () => t.team.invite, 'inviteMembers'),
    opening('new-attribute', '/settings/attributes', () => contacts.attributes.add, 'manageAttributes'),
    opening('new-price', '/settings/prices', () => canned.prices.add, 'managePrices'),
    below('/settings/health/events', () => t.commands.pair(t.rail.health, t.health.trace), 'traceEvents'),
    ...(channels.peek().value ?? []).map(({ id, name }) =>
      below(`/settings/channels/${id}/history`, () => t.commands.pair(name, t.channels.history)),
    ),
  ]
}

const below = (path: string, name: () => string, needs?: Operation): Command => ({
  id: `go${path}`,
  group: 'go',
  name,
  ...(needs && { needs }),
  isPossible: () => location.pathname !== path,
  run: () => go(path),
})

function press(id: string, path: string): void {
  const isPressed = () => {
    const button = document.querySelector<HTMLElement>(`#${id}:not(:disabled)`)
    if (!button || !isShown(button)) return false
    button.focus()
    button.click()
    return true
  }
  if (isPressed()) return
  go(path)
  if (isPressed()) return
  const end = () => {
    observer.disconnect()
    clearTimeout(timer)
  }
  // Whoever goes elsewhere meanwhile does not want it any more.
  const observer = new MutationObserver(() => (location.pathname !== path || isPressed()) && end())
  const timer = setTimeout(end, patienceMs)
  observer.observe(document.body, { childList: true, subtree: true, attributeFilter: ['disabled'] })
}
