import { beforeAll, expect, it } from 'vitest'
import { type InhabitedTenant, newInhabitedTenant } from '../../security/inhabited-tenant.ts'
import { auditOf, newMember, type Person } from '../../support/factories.ts'

let shop: InhabitedTenant
let supervisor: Person

beforeAll(async () => {
  shop = await newInhabitedTenant()
  supervisor = await newMember(shop.owner, 'supervisor')
}, 60_000)

const rowsOf = async (action: string) =>
  (await auditOf(shop.owner))
    .filter((row) => row.action === action)
    .map(({ memberId, subjectId }) => [memberId, subjectId])
const open = (who: Person, query = '') =>
  who.call<{ nextCursor: string | null }>('GET', `/api/conversations/${shop.ids.conversationId}/messages${query}`)
const assign = (memberId: string | null) =>
  shop.owner.call('PUT', `/api/conversations/${shop.ids.conversationId}/assignee`, { memberId })

it('opening what a colleague has leaves a row an hour, where agents see only their own', async () => {
  await assign(shop.ids.memberId)
  await open(supervisor)
  expect(await rowsOf('conversation.opened'), 'not where everybody sees all').toEqual([])
  await shop.owner.call('PATCH', '/api/tenant', { agentsSeeOwnOnly: true })
  const first = await open(supervisor, '?limit=1')
  await open(supervisor)
  await open(supervisor, `?limit=1&cursor=${first.body.nextCursor}`)
  const mine = [supervisor.me.memberId, shop.ids.conversationId]
  expect(await rowsOf('conversation.opened')).toEqual([mine])
  await open(shop.owner)
  expect(await rowsOf('conversation.opened')).toEqual([mine, [shop.owner.me.memberId, shop.ids.conversationId]])
  await open(shop.member)
  await assign(null)
  const other = await newMember(shop.owner, 'admin')
  await open(other)
  expect(await rowsOf('conversation.opened'), 'one’s own, and what nobody has').toHaveLength(2)
  await shop.owner.call('PATCH', '/api/tenant', { agentsSeeOwnOnly: false })
})

it('the story of a message and of events leaves a row, without what was looked for', async () => {
  await shop.owner.call('GET', `/api/messages/${shop.ids.messageId}/ledger`)
  expect(await rowsOf('message.traced')).toEqual([[shop.owner.me.memberId, shop.ids.messageId]])
  await shop.owner.call('POST', '/api/webhook-events/search', { phone: shop.phone, limit: 1 })
  const rows = (await auditOf(shop.owner)).filter(({ action }) => action === 'event.traced')
  expect(rows).toMatchObject([{ memberId: shop.owner.me.memberId, details: { by: 'phone' } }])
  expect(JSON.stringify(rows)).not.toContain(shop.phone)
})

it('a file of figures leaves a row, figures on the screen none', async () => {
  await supervisor.call('GET', '/api/analytics/agents')
  expect(await rowsOf('analytics.exported')).toEqual([])
  expect((await supervisor.call('GET', '/api/analytics/agents?format=csv')).status).toBe(200)
  expect(await rowsOf('analytics.exported')).toEqual([[supervisor.me.memberId, null]])
})
