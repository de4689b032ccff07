import './canned-picker.css'
import { Paperclip, RectangleEllipsis } from 'lucide-preact'
import type { RefObject } from 'preact'
import { useEffect, useLayoutEffect, useState } from 'preact/hooks'
import type { CannedResponse } from '../../../../worker/contract/canned.ts'
import { canned, cannedText, readCanned, searchCanned } from '../../../models/canned.ts'
import { reasonOf } from '../../../models/toasts.ts'
import { t } from '../../../texts/composer.ts'

/** Gets the keys of the text box first; says whether it used one. */
export type KeyTaker = (event: KeyboardEvent) => boolean

interface CannedPickerProps {
  conversationId: string
  query: string
  keys: RefObject<KeyTaker | null>
  /** The element id of the choice that Enter takes. */
  onChosen: (elementId: string | undefined) => void
  onPick: (reply: CannedResponse) => void
  onClose: () => void
}

/** Canned replies that match what was typed after the slash. The caret stays in the text. */
export function CannedPicker({ conversationId, query, keys, onChosen, onPick, onClose }: CannedPickerProps) {
  const [chosen, setChosen] = useState(0)
  const { state, value, error } = canned.value
  const found = searchCanned(value ?? [], query)
  useEffect(() => void readCanned(), [])
  useLayoutEffect(() => setChosen(0), [query])
  const chosenId = found[chosen] && `canned-${chosen}`
  useEffect(() => onChosen(chosenId), [chosenId])
  useEffect(() => () => onChosen(undefined), [])
  // Before the next key can come: it must not choose from what stood here.
  useLayoutEffect(() => {
    keys.current = (event) => {
      const reply = found[chosen]
      if (event.key === 'Escape') onClose()
      else if (event.key === 'ArrowDown' && found.length > 0) setChosen((chosen + 1) % found.length)
      else if (event.key === 'ArrowUp' && found.length > 0) setChosen((chosen + found.length - 1) % found.length)
      else if ((event.key === 'Enter' || event.key === 'Tab') && !event.shiftKey && reply) onPick(reply)
      else return false
      return true
    }
    return () => {
      keys.current = null
    }
  })
  return (
    <div class="canned-picker">
      {found.length > 0 && (
        <div id="canned-list" role="listbox" aria-label={t.canned.list}>
          {found.map((reply, index) => (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are those of the text box, which keeps the focus
            // biome-ignore lint/a11y/useFocusableInteractive: named to the text box by aria-activedescendant
            <div
              key={reply.id}
              id={`canned-${index}`}
              role="option"
              aria-selected={index === chosen}
              onMouseDown={(event) => event.preventDefault()}
              onMouseMove={() => index !== chosen && setChosen(index)}
              onClick={() => onPick(reply)}
            >
              <strong>/{reply.shortcut}</strong>
              <span class="canned-text">{cannedText(conversationId, reply)}</span>
              {reply.buttons.length > 0 && <RectangleEllipsis size={14} aria-label={t.canned.withButtons} />}
              {reply.files.length > 0 && <Paperclip size={14} aria-label={t.canned.withFiles} />}
            </div>
          ))}
        </div>
      )}
      {found.length === 0 && (
        <p class="mute" role="status">
          {state === 'failed' ? reasonOf(error) : state === 'loading' ? t.canned.loading : t.canned.nothing}
        </p>
      )}
    </div>
  )
}
