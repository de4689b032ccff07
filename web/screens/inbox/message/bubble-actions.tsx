import type { ReadonlySignal } from '@preact/signals'
import { Copy, Ellipsis, History, Reply, SmilePlus } from 'lucide-preact'
import { react } from '../../../models/actions.ts'
import type { ShownMessage } from '../../../models/message-list.ts'
import { quickReactions, quoteMessage, storyAsked, wordsOf } from '../../../models/message-verbs.ts'
import { can } from '../../../models/session.ts'
import { t } from '../../../texts/index.ts'
import { IconButton } from '../../../ui/button.tsx'
import { Popover, useAnchor } from '../../../ui/menu.tsx'

interface BubbleActionsProps {
  message: ShownMessage
  /** Somebody points at the message, or has the focus in it. */
  near: ReadonlySignal<boolean>
}

/**
 * What can be done with one message. A menu stands beside it always; the two that are most used only where somebody is, since
 * a thread that is scrolled fast draws hundreds of messages for nobody.
 */
export function BubbleActions({ message, near }: BubbleActionsProps) {
  const [menu, toggleMenu, closeMenu] = useAnchor()
  if (message.local) return null
  const mayAnswer = can('reply') && message.direction !== 'internal' && message.revokedAt === null
  const quote = () => {
    closeMenu()
    quoteMessage(message)
  }
  return (
    <div class={`bubble-actions ${mayAnswer ? 'answer' : ''} ${menu ? 'open' : ''}`}>
      {mayAnswer && near.value && (
        <>
          <IconButton class="small" label={t.message.reply} onClick={quote}>
            <Reply size={15} aria-hidden="true" />
          </IconButton>
          <ReactButton message={message} />
        </>
      )}
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
            <>
              <div class="emoji-choice">
                <Emoji message={message} onDone={closeMenu} />
              </div>
              <button type="button" role="menuitem" onClick={quote} data-autofocus>
                <Reply size={15} aria-hidden="true" />
                {t.message.reply}
              </button>
            </>
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
        <Popover anchor={anchor} onClose={close} label={t.message.react} class="emoji-choice">
          <Emoji message={message} onDone={close} />
        </Popover>
      )}
    </>
  )
}

function Emoji({ message, onDone }: { message: ShownMessage; onDone: () => void }) {
  const own = message.reactions.find((reaction) => reaction.by === 'business')?.emoji
  return (
    <>
      {quickReactions.map((emoji) => (
        <button
          key={emoji}
          type="button"
          role="menuitemradio"
          aria-checked={own === emoji}
          aria-label={own === emoji ? t.message.takeBack(emoji) : t.message.reactWith(emoji)}
          onClick={() => {
            onDone()
            void react(message, emoji)
          }}
        >
          {emoji}
        </button>
      ))}
    </>
  )
}
