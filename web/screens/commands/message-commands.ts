import type { Conversation } from '../../../worker/contract/conversation.ts'
import { react, retryMessage } from '../../models/actions.ts'
import { now } from '../../models/clock.ts'
import type { ShownMessage } from '../../models/message-list.ts'
import { quickReactions, quoteMessage, retryHelps, storyAsked, wordsOf } from '../../models/message-verbs.ts'
import { previewOf } from '../../models/outbox.ts'
import { acceptsFreeReply } from '../../models/reply-window.ts'
import { me } from '../../models/session.ts'
import { loadedThread } from '../../models/threads.ts'
import { t } from '../../texts/desk.ts'
import type { Command } from './command.ts'
import { shortly } from './shortly.ts'

/** The verbs of the message that the focus is on, else of the customer's last; and of what was not sent. */
export function messageCommands(conversation: Conversation): Command[] {
  const messages = (loadedThread(conversation.id)?.messages.peek() ?? []).filter(({ local }) => !local)
  const focusedId = document.activeElement?.closest<HTMLElement>('[data-message]')?.dataset.message
  const focused = messages.find(({ id }) => id === focusedId)
  const message = focused ?? messages.findLast(({ direction }) => direction === 'inbound')
  const failed = focused && isFailed(focused) ? focused : messages.findLast(isFailed)
  const told = focused ?? failed ?? message
  return [
    ...(message && !message.revokedAt ? verbsOf(message, isAnswerable(conversation)) : []),
    ...(told ? [storyOf(told)] : []),
    ...(failed
      ? [
          {
            ...base('retry', failed),
            name: () => t.palette.retry(shortly(previewOf(failed))),
            needs: 'retryMessage' as const,
            run: () => void retryMessage(failed),
          },
        ]
      : []),
  ]
}

const base = (verb: string, { id }: ShownMessage) => ({ id: `${verb}-${id}`, group: 'message' as const })

const storyOf = (message: ShownMessage): Command => ({
  ...base('story', message),
  name: () => t.commands.pair(t.message.whatHappened, shortly(previewOf(message))),
  needs: 'readLedger',
  run: () => {
    storyAsked.value = message.id
  },
})

const isFailed = (message: ShownMessage): boolean =>
  message.direction === 'outbound' &&
  (message.status === 'failed' ? retryHelps(message) : message.status === 'queued' && message.failure !== null)

function isAnswerable({ windowClosesAt, assigneeId }: Conversation): boolean {
  const isForeign = me.peek()?.tenant.desk.onlyAssigneeSends && assigneeId !== me.peek()?.memberId
  return acceptsFreeReply(windowClosesAt, now.peek()) && !isForeign
}

function verbsOf(message: ShownMessage, isAnswerable: boolean): Command[] {
  const said = shortly(previewOf(message))
  const words = wordsOf(message)
  const own = message.reactions.find(({ by }) => by === 'business')?.emoji
  const answers: Command[] = [
    { ...base('quote', message), name: () => t.palette.quote(said), needs: 'reply', run: () => quoteMessage(message) },
    ...quickReactions.map(
      (emoji): Command => ({
        ...base(`react-${emoji}`, message),
        name: () => (own === emoji ? t.palette.takeBack(emoji, said) : t.palette.react(emoji, said)),
        needs: 'reply',
        run: () => void react(message, emoji),
      }),
    ),
  ]
  return [
    ...(isAnswerable && message.direction !== 'internal' ? answers : []),
    ...(words
      ? [
          {
            ...base('copy', message),
            name: () => t.palette.copy(said),
            run: () => void navigator.clipboard.writeText(words),
          },
        ]
      : []),
  ]
}
