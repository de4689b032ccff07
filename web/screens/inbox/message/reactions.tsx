import { react } from '../../../models/actions.ts'
import type { ShownMessage } from '../../../models/message-list.ts'
import { can } from '../../../models/session.ts'
import { t } from '../../../texts/index.ts'

/** What was reacted; a click on our own takes it back. */
export function Reactions({ message }: { message: ShownMessage }) {
  if (message.reactions.length === 0) return null
  return (
    <div class="reactions">
      {message.reactions.map(({ emoji, by }) =>
        by === 'business' && can('reply') ? (
          <button
            key={by}
            type="button"
            class="reaction own"
            title={t.message.takeBack(emoji)}
            aria-label={t.message.takeBack(emoji)}
            onClick={() => void react(message, emoji)}
          >
            {emoji}
          </button>
        ) : (
          <span key={by} class="reaction" title={t.message.reactionsBy[by]}>
            {emoji}
            <span class="sr-only"> {t.message.reactionsBy[by]}</span>
          </span>
        ),
      )}
    </div>
  )
}
