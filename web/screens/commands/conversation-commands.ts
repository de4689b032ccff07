import type { Conversation } from '../../../worker/contract/conversation.ts'
import { assign, isOwn, toggleClosed } from '../../models/actions.ts'
import { conversationSignal } from '../../models/conversations.ts'
import { changeDraft } from '../../models/drafts.ts'
import { selectedId } from '../../models/inbox.ts'
import { go } from '../../models/place.ts'
import { detailsShown } from '../../models/preferences.ts'
import { selection, selectionButton } from '../../models/selection.ts'
import { me } from '../../models/session.ts'
import { t } from '../../texts/contacts.ts'
import { templatesAsked } from '../inbox/composer/asked.ts'
import { type Command, pressing } from './command.ts'

/** The conversation on the screen; none where another screen is. */
export function openConversation(): Conversation | undefined {
  const id = location.pathname.startsWith('/c/') ? selectedId.peek() : null
  return id === null ? undefined : conversationSignal(id)?.peek()
}

const focusSoon = (id: string) => requestAnimationFrame(() => document.getElementById(id)?.focus())

function write(id: string, mode: 'reply' | 'note'): void {
  changeDraft(id, { mode })
  focusSoon('composer')
}

type OnConversation = Omit<Command, 'group' | 'isPossible' | 'run'> & {
  isPossible?: ((conversation: Conversation) => boolean) | undefined
  run?: ((id: string) => void) | undefined
  /** The verb of the bar over the list. */
  onTicked?: 'assign' | 'label' | 'snooze' | 'priority' | 'close'
}

/** A command that needs an open conversation; with `onTicked`, what is ticked in the list comes first. */
function onConversation({ name, isPossible, run, onTicked, ...command }: OnConversation): Command {
  const ticked = () =>
    onTicked && selection.peek().size > 0 ? document.getElementById(selectionButton(onTicked)) : null
  return {
    ...command,
    group: 'conversation',
    name() {
      const verb = ticked()?.getAttribute('aria-label')
      return verb ? t.commands.onTicked(verb) : name()
    },
    isPossible() {
      if (ticked()) return true
      const conversation = openConversation()
      return conversation !== undefined && (isPossible?.(conversation) ?? true)
    },
    run() {
      const button = ticked()
      if (button) return button.click()
      const conversation = openConversation()
      if (conversation) run?.(conversation.id)
    },
  }
}

function closeName(): string {
  const status = openConversation()?.status
  if (status === undefined) return t.commands.closeOrReopen
  return status === 'closed' ? t.commands.reopen : t.commands.close
}

export const conversationCommands: readonly Command[] = [
  onConversation({
    id: 'reply',
    name: () => t.commands.reply,
    keys: 'r',
    needs: 'reply',
    run: (id) => write(id, 'reply'),
  }),
  onConversation({
    id: 'note',
    name: () => t.commands.note,
    keys: 'n',
    needs: 'reply',
    run: (id) => write(id, 'note'),
  }),
  onConversation({
    id: 'assign',
    name: () => t.commands.assign,
    keys: 'a',
    needs: 'assign',
    onTicked: 'assign',
    ...pressing('assign'),
  }),
  onConversation({
    id: 'label',
    name: () => t.labels.title,
    keys: 'l',
    needs: 'label',
    onTicked: 'label',
    ...pressing('label'),
  }),
  onConversation({
    id: 'snooze',
    name: () => t.thread.snooze,
    keys: 's',
    needs: 'snooze',
    onTicked: 'snooze',
    isPossible: ({ status }) => status !== 'closed',
    run: () => document.getElementById('snooze')?.click(),
  }),
  onConversation({
    id: 'priority',
    name: () => t.priority.title,
    keys: 'p',
    needs: 'setPriority',
    onTicked: 'priority',
    run: () => document.getElementById('priority')?.click(),
  }),
  onConversation({
    id: 'take',
    name: () => t.commands.take,
    needs: 'assign',
    isPossible: ({ assigneeId }) => !isOwn(assigneeId),
    run: (id) => void assign(id, { memberId: me.peek()?.memberId ?? null }),
  }),
  onConversation({
    id: 'unassign',
    name: () => t.commands.unassign,
    needs: 'assign',
    isPossible: ({ assigneeId }) => assigneeId !== null,
    run: (id) => void assign(id, { memberId: null }),
  }),
  onConversation({ id: 'close', name: closeName, keys: 'e', needs: 'close', onTicked: 'close', run: toggleClosed }),
  onConversation({
    id: 'template',
    name: () => t.commands.template,
    needs: 'reply',
    run: (id) => {
      templatesAsked.value = id
    },
  }),
  onConversation({ id: 'add', name: () => t.composer.add, needs: 'reply', ...pressing('add') }),
  onConversation({ id: 'emoji', name: () => t.composer.emoji, needs: 'reply', ...pressing('emoji') }),
  onConversation({ id: 'voice', name: () => t.composer.voice, needs: 'reply', ...pressing('voice') }),
  onConversation({ id: 'later', name: () => t.scheduled.later, needs: 'reply', ...pressing('later') }),
  onConversation({
    id: 'details',
    name: () => t.commands.details,
    run: () => {
      detailsShown.value = !detailsShown.peek()
    },
  }),
  onConversation({
    id: 'customer',
    name: () => t.customer.open,
    run: (id) => go(`/contacts/${conversationSignal(id)?.peek().contact.id}`),
  }),
]
