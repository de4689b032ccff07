import type { Operation } from '../../../worker/contract/role-table.ts'
import { go } from '../../models/place.ts'
import { theme, themes } from '../../models/preferences.ts'
import { signOut } from '../../models/session.ts'
import { t } from '../../texts/index.ts'
import { chooseLanguage, language, languageNames, languages } from '../../texts/language.ts'
import { type SettingsSection, settingsSections } from '../settings/sections.ts'
import { type Command, pressing } from './command.ts'
import { shownOverview } from './overview.ts'

const sections: readonly SettingsSection[] = settingsSections

const screen = (path: string, name: () => string, needs?: Operation): Command => ({
  id: `go${path}`,
  group: 'go',
  name,
  ...(needs && { needs }),
  isPossible: () => location.pathname !== path,
  run: () => go(path),
})

export const screenCommands: readonly Command[] = [
  screen('/', () => t.rail.inbox),
  screen('/contacts', () => t.rail.contacts),
  screen('/analytics', () => t.rail.analytics, 'readAnalytics'),
  screen('/help', () => t.rail.help),
  ...sections.map(({ href, name, needs }) => screen(href, () => t.commands.pair(t.rail.settings, name()), needs)),
]

export const appCommands: readonly Command[] = [
  {
    id: 'palette',
    group: 'app',
    name: () => t.commands.palette,
    keys: 'Mod+k',
    worksWhileTyping: true,
    // Whoever reads the palette has it open.
    isPossible: () => shownOverview.peek() !== 'palette',
    run: () => {
      shownOverview.value = 'palette'
    },
  },
  {
    id: 'shortcuts',
    group: 'app',
    name: () => t.shortcuts.title,
    keys: '?',
    run: () => {
      shownOverview.value = 'shortcuts'
    },
  },
  { id: 'notifications', group: 'app', name: () => t.rail.notifications, ...pressing('notifications') },
  ...themes.map(
    (value): Command => ({
      id: `theme-${value}`,
      group: 'app',
      name: () => t.commands.pair(t.rail.theme, t.rail.themes[value]),
      isPossible: () => theme.peek() !== value,
      run: () => {
        theme.value = value
      },
    }),
  ),
  ...languages.map(
    (value): Command => ({
      id: `language-${value}`,
      group: 'app',
      name: () => t.commands.pair(t.rail.language, languageNames[value]),
      isPossible: () => language !== value,
      run: () => chooseLanguage(value),
    }),
  ),
  { id: 'sign-out', group: 'app', name: () => t.rail.signOut, run: () => void signOut() },
]
