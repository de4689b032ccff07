import { X } from 'lucide-preact'
import { changeDraft } from '../../../models/drafts.ts'
import { t } from '../../../texts/index.ts'

/** Reply buttons that go with the text; each can be taken away. */
export function DraftButtons({ conversationId, buttons }: { conversationId: string; buttons: readonly string[] }) {
  if (buttons.length === 0) return null
  const remove = (title: string) => changeDraft(conversationId, { buttons: buttons.filter((one) => one !== title) })
  return (
    <ul class="draft-buttons" aria-label={t.message.interactive.buttons}>
      {buttons.map((title) => (
        <li key={title}>
          <button type="button" class="chip" aria-label={t.composer.removeButton(title)} onClick={() => remove(title)}>
            {title}
            <X size={13} aria-hidden="true" />
          </button>
        </li>
      ))}
    </ul>
  )
}
