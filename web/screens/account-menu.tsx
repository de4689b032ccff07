import { Check, LogOut, Monitor, Moon, Sun } from 'lucide-preact'
import { type Theme, theme } from '../models/preferences.ts'
import { me, signOut } from '../models/session.ts'
import { t } from '../texts/index.ts'
import { Popover } from '../ui/menu.tsx'

const themes: { value: Theme; icon: typeof Sun }[] = [
  { value: 'system', icon: Monitor },
  { value: 'light', icon: Sun },
  { value: 'dark', icon: Moon },
]

export function AccountMenu({ anchor, onClose }: { anchor: HTMLElement; onClose: () => void }) {
  const person = me.value
  if (!person) return null
  return (
    <Popover anchor={anchor} onClose={onClose} label={t.rail.account(person.name)}>
      <div class="head">
        <strong>{person.name}</strong>
        <div>{t.rail.signedInAs(person.tenant.name, t.roles[person.role])}</div>
        <div>{person.email}</div>
      </div>
      <hr />
      {themes.map(({ value, icon: Icon }) => (
        <button
          key={value}
          type="button"
          role="menuitemradio"
          aria-checked={theme.value === value}
          onClick={() => {
            theme.value = value
          }}
        >
          <Icon size={15} aria-hidden="true" />
          <span class="grow">{t.rail.themes[value]}</span>
          {theme.value === value && <Check size={15} aria-hidden="true" />}
        </button>
      ))}
      <hr />
      <button type="button" role="menuitem" onClick={() => void signOut()}>
        <LogOut size={15} aria-hidden="true" />
        {t.rail.signOut}
      </button>
    </Popover>
  )
}
