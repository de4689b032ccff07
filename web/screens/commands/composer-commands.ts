import type { Conversation } from '../../../worker/contract/conversation.ts'
import type { ScheduledMessage } from '../../../worker/contract/scheduled.ts'
import { now } from '../../models/clock.ts'
import { previewOf } from '../../models/outbox.ts'
import { acceptsFreeReply } from '../../models/reply-window.ts'
import { cancelScheduled, scheduledOf, sendScheduledNow } from '../../models/scheduled.ts'
import { tellError } from '../../models/toasts.ts'
import { t } from '../../texts/desk.ts'
import { type Addition, additionAsked, changeAsked, writingAsked } from '../inbox/composer/asked.ts'
import { type Command, pressing } from './command.ts'
import { shortly } from './shortly.ts'
import { writingKeys } from './writing-commands.ts'

const additions: readonly Addition[] = ['question', 'location', 'contacts', 'file', 'sticker']

/** Each thing that the composer's plus opens. */
export const additionCommands: readonly Command[] = additions.map((what) => ({
  id: `add-${what}`,
  group: 'conversation',
  name: () => t.commands.pair(t.composer.add, t.composer.addMenu[what]),
  needs: 'reply',
  ...pressing('add'),
  run: () => {
    additionAsked.value = what
  },
}))

const mark = (what: 'bold' | 'italic'): Command => ({
  id: `mark-${what}`,
  group: 'writing',
  name: () => t.commands[what],
  keys: writingKeys[what],
  needs: 'reply',
  ...pressing('emoji'),
  run: () => {
    writingAsked.value = what
  },
})

/** What the keys of the text box do beside its own, from anywhere. */
export const markCommands: readonly Command[] = [
  mark('bold'),
  mark('italic'),
  {
    id: 'choose-canned',
    group: 'writing',
    name: () => t.commands.canned,
    needs: 'reply',
    ...pressing('add'),
    run: () => {
      writingAsked.value = 'canned'
    },
  },
]

async function askChange(message: ScheduledMessage): Promise<void> {
  changeAsked.value = message
}

/** What waits to be sent in the open conversation: shown, sent now, or cancelled. */
export function scheduledCommands({ id, windowClosesAt }: Conversation): Command[] {
  const waiting = scheduledOf(id)
    .peek()
    .filter(({ state }) => state !== 'sending')
  if (waiting.length === 0) return []
  const isOpen = acceptsFreeReply(windowClosesAt, now.peek())
  const isChangeable = ({ type }: ScheduledMessage) => isOpen || type === 'template'
  const base = { group: 'conversation', needs: 'reply' } as const
  const one = (
    verb: string,
    message: ScheduledMessage,
    name: (text: string) => string,
    run: (message: ScheduledMessage) => Promise<void>,
  ): Command => ({
    ...base,
    id: `${verb}-${message.id}`,
    name: () => name(shortly(previewOf({ ...message.content, type: message.type }))),
    run: () => void run(message).catch((error: unknown) => tellError(t.scheduled.failed, error)),
  })
  return [
    {
      ...base,
      id: 'scheduled',
      name: () => t.palette.showScheduled,
      run: () => document.querySelector<HTMLElement>('#scheduled button')?.focus(),
    },
    ...waiting.flatMap((message) => [
      ...(isChangeable(message) ? [one('change', message, t.palette.changeScheduled, askChange)] : []),
      one('cancel', message, t.palette.cancelScheduled, cancelScheduled),
      ...(isChangeable(message) ? [one('send', message, t.palette.sendScheduled, sendScheduledNow)] : []),
    ]),
  ]
}
