import type { KnownIds } from './samples.ts'

/** Where the demo's things are listed, by the name that requests have for the id of one. */
const LISTS: readonly [name: string, path: string][] = [
  ['conversationId', '/conversations?window=open&limit=1'],
  ['channelId', '/channels'],
  ['labelId', '/labels'],
  ['contactId', '/contacts'],
  ['cannedResponseId', '/canned-responses'],
  ['attributeId', '/attributes'],
  ['segmentId', '/segments'],
  ['viewId', '/views'],
  ['teamId', '/teams'],
  ['notificationId', '/notifications'],
  ['tenantId', '/admin/tenants'],
  ['userId', '/admin/users'],
]

type Ask = <T>(path: string, body?: object) => Promise<T>
/** What a list has, as far as it is looked at. */
export interface Listed {
  data: { id?: string; tenantId?: string; userId?: string }[]
}

/** Ids of what the demo has, so that requests come as far as a person's would. @param doorUrl Signs them in. */
export async function listThings(doorUrl: string): Promise<KnownIds> {
  const ask: Ask = async (path, body) => {
    const answer = await fetch(`${doorUrl}/api${path}`, body && { method: 'POST', body: JSON.stringify(body) })
    if (!answer.ok) throw new Error(`${path} was answered ${answer.status} ${await answer.text()}`)
    return answer.json() as Promise<never>
  }
  const name = () => `Audit ${Date.now()}`
  await ask('/attributes', { name: name(), key: 'audit', kind: 'text' })
  await ask('/segments', { name: name(), filters: {} })
  await ask('/views', { name: name(), filters: {} })
  await ask('/teams', { name: name(), memberIds: [] })
  const found = await Promise.all(
    LISTS.map(async ([id, path]): Promise<[string, string | undefined]> => {
      const one = (await ask<Listed>(path)).data.at(-1)
      return [id, one?.id ?? one?.tenantId ?? one?.userId]
    }),
  )
  const things = Object.fromEntries(found.flatMap(([id, value]) => (value === undefined ? [] : [[id, value]])))
  const thread = await ask<Listed>(`/conversations/${things.conversationId}/messages`)
  const message = { clientMessageId: crypto.randomUUID(), type: 'text', text: { body: 'Later' } }
  const sendAt = new Date(Date.now() + 3_600_000).toISOString()
  const scheduled = await ask<{ id: string }>(`/conversations/${things.conversationId}/scheduled`, { sendAt, message })
  const { memberId } = await ask<{ memberId: string }>('/me')
  return { ...things, memberId, scheduledId: scheduled.id, messageId: thread.data[0]?.id ?? '' }
}
