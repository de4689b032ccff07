import { expect, it, vi } from 'vitest'
import type { Page } from '../../../worker/contract/common.ts'
import type { Conversation } from '../../../worker/contract/conversation.ts'
import type { Message } from '../../../worker/contract/message.ts'
import { deliverText } from '../../security/inhabited-tenant.ts'
import { newChannel, newTenant } from '../../support/factories.ts'

it('a thread is turned page by page with its own cursor, to its end', async () => {
  const owner = await newTenant()
  const { number } = await newChannel(owner)
  const words = ['first', 'second', 'third']
  for (const each of words) await deliverText(number, '4915112345678', each)
  const read = async <T>(path: string) => (await owner.call<Page<T>>('GET', `/api/conversations${path}`)).body
  const conversationId = await vi.waitFor(async () => {
    const [conversation] = (await read<Conversation>('')).data
    expect(conversation?.unreadCount).toBe(words.length)
    return conversation?.id ?? ''
  }, 10_000)
  const turn = async (cursor = ''): Promise<Message[]> => {
    const { data, nextCursor } = await read<Message>(`/${conversationId}/messages?limit=1${cursor}`)
    return nextCursor === null ? data : [...data, ...(await turn(`&cursor=${nextCursor}`))]
  }
  expect((await turn()).map((message) => 'text' in message && message.text)).toMatchObject(
    words.toReversed().map((body) => ({ body })),
  )
})
