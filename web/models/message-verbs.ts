import { signal } from '@preact/signals'
import { changeDraft } from './drafts.ts'
import { selectedId } from './inbox.ts'
import type { ShownMessage } from './message-list.ts'

/** The message whose story is shown, from wherever it was asked. */
export const storyAsked = signal<string | null>(null)

export const quickReactions = ['👍', '❤️', '😂', '😮', '😢', '🙏'] as const

/** Begins an answer that quotes the message, in the open conversation. */
export function quoteMessage(message: ShownMessage): void {
  const id = selectedId.peek()
  if (id === null) return
  changeDraft(id, { mode: 'reply', quote: message })
  requestAnimationFrame(() => document.getElementById('composer')?.focus())
}

/** The words of a message; undefined where it has none. */
export function wordsOf(message: ShownMessage): string | undefined {
  const media = message.image ?? message.video ?? message.document
  return message.text?.body ?? message.note?.body ?? media?.caption ?? message.template?.preview?.body
}

const helpedByRetry = ['retry', 'wait', 'reconnect-channel', 'fix-media']

/** Whether sending a failed message once more can help. */
export const retryHelps = ({ failure }: ShownMessage): boolean => helpedByRetry.includes(failure?.action ?? 'retry')
