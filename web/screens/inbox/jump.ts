import { signal } from '@preact/signals'
import { loadedThread, readOlder } from '../../models/threads.ts'
import { tell } from '../../models/toasts.ts'
import { t } from '../../texts/index.ts'

const pagesMax = 10
const markedMs = 1_800

/** The message to bring into sight; a new object each time, so that the same one can be asked for again. */
export const jumpTo = signal<{ id: string } | null>(null)

/** Goes to a message of an open thread, reading further back if it is older than what is here. */
export async function jumpToMessage(conversationId: string, messageId: string): Promise<void> {
  const thread = loadedThread(conversationId)
  if (!thread) return
  const isHere = () => thread.messages.peek().some((message) => message.id === messageId)
  for (let page = 0; page < pagesMax && !isHere() && thread.older.peek() === 'more'; page += 1) await readOlder(thread)
  if (!isHere()) {
    tell(t.thread.quoteGone)
    return
  }
  const jump = { id: messageId }
  jumpTo.value = jump
  setTimeout(() => {
    if (jumpTo.peek() === jump) jumpTo.value = null
  }, markedMs)
}
