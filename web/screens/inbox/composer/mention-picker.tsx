import type { Signal } from '@preact/signals'
import type { RefObject } from 'preact'
import { useLayoutEffect, useState } from 'preact/hooks'
import type { Conversation } from '../../../../worker/contract/conversation.ts'
import { matching, mentionable, mentionQuery } from '../../../models/mentions.ts'
import { faceColor, initialsOf } from '../../../models/person.ts'
import { online } from '../../../models/team.ts'
import { t } from '../../../texts/index.ts'
import { Face } from '../../../ui/face.tsx'

interface MentionPickerProps {
  conversation: Signal<Conversation>
  field: RefObject<HTMLTextAreaElement | null>
  text: string
  onPick: (text: string, caret: number) => void
}

/** Colleagues to choose from while an `@` is being written; the keyboard stays in the text box. */
export function MentionPicker({ conversation, field, text, onPick }: MentionPickerProps) {
  const [at, setAt] = useState(0)
  const [dismissed, setDismissed] = useState<string | null>(null)
  const caret = field.current?.selectionEnd ?? text.length
  const asked = mentionQuery(text, caret)
  const people = asked && dismissed !== text ? matching(mentionable(conversation.value), asked.query) : []
  const chosen = Math.min(at, people.length - 1)
  const pick = (name: string) => {
    if (!asked) return
    const before = `${text.slice(0, asked.from)}@${name} `
    const changed = before + text.slice(caret).trimStart()
    // The caret follows after the text: until then it seems to stand in the name.
    setDismissed(changed)
    onPick(changed, before.length)
    field.current?.focus()
  }
  useLayoutEffect(() => {
    const box = field.current
    if (!box || people.length === 0) return
    const onKey = (event: KeyboardEvent) => {
      const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
      const isPick = (event.key === 'Enter' && !event.shiftKey && !event.isComposing) || event.key === 'Tab'
      if (step === 0 && !isPick && event.key !== 'Escape') return
      event.preventDefault()
      event.stopImmediatePropagation()
      // A key that comes before the next drawing must not choose from what stood here.
      if (step === 0) stop()
      if (event.key === 'Escape') setDismissed(text)
      else if (isPick) pick(people[chosen]?.name ?? '')
      else setAt((chosen + step + people.length) % people.length)
    }
    const stop = () => box.removeEventListener('keydown', onKey, { capture: true })
    // Before the text box itself hears the key: Enter would send.
    box.addEventListener('keydown', onKey, { capture: true })
    box.setAttribute('aria-controls', 'mentions')
    box.setAttribute('aria-activedescendant', `mention-${people[chosen]?.id}`)
    return () => {
      stop()
      box.removeAttribute('aria-controls')
      box.removeAttribute('aria-activedescendant')
    }
  })
  if (people.length === 0) return null
  return (
    <div id="mentions" class="mentions" role="listbox" aria-label={t.composer.mention}>
      {people.map((member, index) => (
        // biome-ignore lint/a11y/useKeyWithClickEvents: the text box has the keys
        <div
          key={member.id}
          id={`mention-${member.id}`}
          role="option"
          tabIndex={-1}
          aria-selected={index === chosen}
          onPointerDown={(event) => event.preventDefault()}
          onClick={() => pick(member.name)}
        >
          <Face initials={initialsOf(member.name)} color={faceColor(member.id)} online={online.value.has(member.id)} />
          <span>{member.name}</span>
          <span class="mute">{t.roles[member.role]}</span>
        </div>
      ))}
    </div>
  )
}
