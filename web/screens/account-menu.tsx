import { Building2, Check, DoorOpen, Languages, LogOut, type LucideIcon, Monitor, Moon, Sun } from 'lucide-preact'
import { switchTo } from '../models/organizations.ts'
import { type Theme, theme, themes } from '../models/preferences.ts'
import { me, signOut } from '../models/session.ts'
import { inSentence } from '../texts/direction.ts'
import { chooseLanguage, language, languageNames, languages } from '../texts/language.ts'
import { t } from '../texts/tenancy.ts'
import { Popover } from '../ui/menu.tsx'

const themeIcons: Record<Theme, LucideIcon> = { system: Monitor, light: Sun, dark: Moon }

interface AccountMenuProps {
  anchor: HTMLElement
  onClose: () => void
  /** The dialog outlives the menu. */
  onLeave: () => void
}

export function AccountMenu({ anchor, onClose, onLeave }: AccountMenuProps) {
  const person = me.value
  if (!person) return null
  return (
    <Popover anchor={anchor} onClose={onClose} label={t.rail.account(person.name)} class="tall">
      <div class="head">
        <strong>{person.name}</strong>
        <div>{t.rail.signedInAs(inSentence(person.tenant.name), t.roles[person.role])}</div>
        <div>{person.email}</div>
      </div>
      {person.organizations.length > 1 && (
        <>
          <hr />
          {person.organizations.map(({ tenantId, name, state }) => (
            <Choice
              key={tenantId}
              icon={Building2}
              isChosen={tenantId === person.tenant.id}
              note={state === 'active' ? '' : t.tenancy.states[state]}
              onChoose={() => tenantId !== person.tenant.id && void switchTo(tenantId)}
            >
              {name}
            </Choice>
          ))}
        </>
      )}
      <hr />
      {themes.map((value) => (
        <Choice
          key={value}
          icon={themeIcons[value]}
          isChosen={theme.value === value}
          onChoose={() => {
            theme.value = value
          }}
        >
          {t.rail.themes[value]}
        </Choice>
      ))}
      <hr />
      {languages.map((value) => (
        <Choice
          key={value}
          icon={Languages}
          isChosen={language === value}
          lang={value}
          onChoose={() => chooseLanguage(value)}
        >
          {languageNames[value]}
        </Choice>
      ))}
      <div class="foot">
        <button type="button" role="menuitem" onClick={onLeave}>
          <DoorOpen size={15} aria-hidden="true" />
          {t.tenancy.leave}
        </button>
        <button type="button" role="menuitem" onClick={() => void signOut()}>
          <LogOut size={15} aria-hidden="true" />
          {t.rail.signOut}
        </button>
      </div>
    </Popover>
  )
}

interface ChoiceProps {
  icon: LucideIcon
  isChosen: boolean
  /** The language of the words, where it is not the page's. */
  lang?: string
  /** Beside the words. */
  note?: string
  onChoose: () => void
  children: string
}

function Choice({ icon: Icon, isChosen, lang, note = '', onChoose, children }: ChoiceProps) {
  return (
    <button type="button" role="menuitemradio" aria-checked={isChosen} onClick={onChoose}>
      <Icon size={15} aria-hidden="true" />
      <span class="grow" lang={lang}>
        {children}
      </span>
      {note && <span class="tag">{note}</span>}
      {isChosen && <Check size={15} aria-hidden="true" />}
    </button>
  )
}
