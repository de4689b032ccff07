import { Copy, Ellipsis, History, Reply, SmilePlus } from 'lucide-preact'
import { react } from '../../../models/actions.ts'
import type { ShownMessage } from '../../../models/message-list.ts'
import { quickReactions, quoteMessage, storyAsked, wordsOf } from '../../../models/message-verbs.ts'
import { can } from '../../../models/session.ts'
import { t } from '../../../texts/index.ts'
import { IconButton } from '../../../ui/button.tsx'
import { Popover, useAnchor } from '../../../ui/menu.tsx'

/** What can be done with one message; shown beside it on hover and focus. */
export function BubbleActions({ message }: { message: ShownMessage }) {
  const [menu, toggleMenu, closeMenu] = useAnchor()
  if (message.local) return null
  const mayAnswer = can('reply') && message.direction !== 'internal'
  const quote = () => {
    closeMenu()
    quoteMessage(message)
  }
  return (
    <div class={`bubble-actions ${menu ? 'open' : ''}`}>
      {mayAnswer && (
        <IconButton class="small reply" label={t.message.reply} onClick={quote}>
          <Reply size={15} aria-hidden="true" />
        </IconButton>
      )}
      {mayAnswer && <ReactButton message={message} />}
      <IconButton
        class="small"
        label={t.message.actions}
        aria-haspopup="menu"
        aria-expanded={menu !== null}
        onClick={toggleMenu}
      >
        <Ellipsis size={15} aria-hidden="true" />
      </IconButton>
      {menu && (
        <Popover anchor={menu} onClose={closeMenu} label={t.message.actions}>
          {mayAnswer && (
            <button type="button" role="menuitem" onClick={quote}>
              <Reply size={15} aria-hidden="true" />
              {t.message.reply}
            </button>
          )}
          <CopyItem message={message} onDone={closeMenu} />
          {can('readLedger') && (
            <button
              type="button"
              role="menuitem"
              onClick={() => {
                closeMenu()
                storyAsked.value = message.id
              }}
            >
              <History size={15} aria-hidden="true" />
              {t.message.whatHappened}
            </button>
          )}
        </Popover>
      )}
    </div>
  )
}

function CopyItem({ message, onDone }: { message: ShownMessage; onDone: () => void }) {
  const text = wordsOf(message)
  if (!text) return null
  const copy = () => {
    onDone()
    void navigator.clipboard.writeText(text)
  }
  return (
    <button type="button" role="menuitem" onClick={copy}>
      <Copy size={15} aria-hidden="true" />
      {t.message.copy}
    </button>
  )
}

function ReactButton({ message }: { message: ShownMessage }) {
  const [anchor, toggle, close] = useAnchor()
  const own = message.reactions.find((reaction) => reaction.by === 'business')?.emoji
  return (
    <>
      <IconButton
        class="small"
        label={t.message.react}
        aria-haspopup="menu"
        aria-expanded={anchor !== null}
        onClick={toggle}
      >
        <SmilePlus size={15} aria-hidden="true" />
      </IconButton>
      {anchor && (
        <Popover anchor={anchor} onClose={close} label={t.message.react} class="emoji-menu">
          {quickReactions.map((emoji) => (
            <button
              key={emoji}
              type="button"
              role="menuitemradio"
              aria-checked={own === emoji}
              aria-label={own === emoji ? t.message.takeBack(emoji) : t.message.reactWith(emoji)}
              onClick={() => {
                close()
                void react(message, emoji)
              }}
            >
              {emoji}
            </button>
          ))}
        </Popover>
      )}
    </>
  )
}
