import { beforeAll, describe, expect, it } from 'vitest'
import type { Page } from '../../../worker/contract/common.ts'
import type { Conversation, ConversationDetail } from '../../../worker/contract/conversation.ts'
import type { Label, LabelDetail, LabelSuggestion } from '../../../worker/contract/label.ts'
import { newId } from '../../../worker/kit/ids.ts'
import { type InhabitedTenant, newInhabitedTenant } from '../../security/inhabited-tenant.ts'
import { auditOf, newMember, newTenant, type Person } from '../../support/factories.ts'

const newLabel = (by: Person, name: string, color = 'blue') => by.call<Label>('POST', '/api/labels', { name, color })
const listLabels = async (by: Person) => (await by.call<Page<Label>>('GET', '/api/labels')).body.data

describe('labels', () => {
  it('are made by agents, once a name, and shown to everybody in that order', async () => {
    const owner = await newTenant()
    const [agent, viewer] = [await newMember(owner, 'agent'), await newMember(owner, 'viewer')]
    const made = await newLabel(agent, 'Delivery')
    expect(made).toMatchObject({ status: 201, body: { name: 'Delivery', color: 'blue' } })
    const second = await newLabel(owner, 'Damaged', 'red')
    expect(await newLabel(owner, 'DELIVERY')).toMatchObject({ status: 409, body: { code: 'ALREADY_EXISTS' } })
    expect(await listLabels(viewer)).toEqual([made.body, second.body])
    expect((await newLabel(viewer, 'Mine')).status).toBe(403)
    expect((await newLabel(owner, 'Loud', 'neon')).status).toBe(400)
    expect((await auditOf(owner)).filter(({ action }) => action === 'label.created')).toMatchObject([
      { memberId: agent.me.memberId, subjectId: made.body.id, details: {} },
      { memberId: owner.me.memberId, subjectId: second.body.id },
    ])
  })

  it('are changed and removed by supervisors', async () => {
    const owner = await newTenant()
    const [supervisor, agent] = [await newMember(owner, 'supervisor'), await newMember(owner, 'agent')]
    const { id } = (await newLabel(owner, 'Delivery')).body
    await newLabel(owner, 'Damaged')
    const path = `/api/labels/${id}`
    expect((await agent.call('PATCH', path, { name: 'Parcels' })).status).toBe(403)
    expect((await agent.call('DELETE', path)).status).toBe(403)
    expect((await supervisor.call('PATCH', path, { name: 'damaged' })).status).toBe(409)
    const changed = await supervisor.call('PATCH', path, { name: 'DELIVERY', color: 'teal' })
    expect(changed).toMatchObject({ status: 200, body: { id, name: 'DELIVERY', color: 'teal' } })
    expect((await supervisor.call('DELETE', path)).status).toBe(204)
    expect((await supervisor.call('DELETE', path)).status).toBe(404)
    expect((await listLabels(agent)).map(({ name }) => name)).toEqual(['Damaged'])
    expect((await auditOf(owner)).map(({ action }) => action).slice(-2)).toEqual(['label.changed', 'label.removed'])
  })

  it('of another tenant are not there', async () => {
    const [owner, stranger] = [await newTenant(), await newTenant()]
    const { id } = (await newLabel(owner, 'Delivery')).body
    for (const [method, body] of [['GET'], ['PATCH', { name: 'Mine' }], ['DELETE']] as const) {
      expect((await stranger.call(method, `/api/labels/${id}`, body)).status, method).toBe(404)
    }
    expect((await newLabel(stranger, 'Delivery')).status).toBe(201)
  })
})

describe('labels on conversations and contacts', () => {
  let shop: InhabitedTenant
  let delivery: Label
  let damaged: Label
  beforeAll(async () => {
    shop = await newInhabitedTenant()
    ;[delivery, damaged] = [(await newLabel(shop.owner, 'Late')).body, (await newLabel(shop.owner, 'Broken')).body]
    await shop.owner.call('PUT', `/api/contacts/${shop.ids.contactId}/labels`, { labelIds: [] })
    await put(shop.owner, [])
  }, 60_000)

  const put = (by: Person, labelIds: string[], conversationId = shop.ids.conversationId) =>
    by.call<Conversation>('PUT', `/api/conversations/${conversationId}/labels`, { labelIds })

  it('stand on a conversation, and doing it again changes nothing', async () => {
    const before = (await auditOf(shop.owner)).length
    const wanted = [delivery.id, damaged.id, delivery.id]
    expect(await put(shop.owner, wanted)).toMatchObject({ status: 200, body: { labelIds: [delivery.id, damaged.id] } })
    await put(shop.owner, wanted)
    expect((await put(shop.owner, [damaged.id])).body.labelIds).toEqual([damaged.id])
    const told = (await auditOf(shop.owner)).slice(before)
    expect(told).toMatchObject([
      { action: 'conversation.labelled', subjectId: shop.ids.conversationId, details: { removed: [] } },
      { action: 'conversation.labelled', details: { added: [], removed: [delivery.id] } },
    ])
    expect(new Set(told[0]?.details.added as string[])).toEqual(new Set([delivery.id, damaged.id]))
  })

  it('narrow the list, and are counted', async () => {
    await put(shop.owner, [damaged.id])
    const listed = async (label: string) =>
      (await shop.owner.call<Page<Conversation>>('GET', `/api/conversations?label=${label}`)).body.data.length
    expect([await listed(damaged.id), await listed(delivery.id)]).toEqual([1, 0])
    const { body } = await shop.owner.call<LabelDetail>('GET', `/api/labels/${damaged.id}`)
    expect(body).toEqual({ ...damaged, conversations: 1, contacts: 0 })
  })

  it('stand on a contact, and are then suggested for its conversations; so is what one used lately', async () => {
    const path = `/api/contacts/${shop.ids.contactId}/labels`
    expect((await shop.owner.call('PUT', path, { labelIds: [delivery.id] })).body).toEqual({ labelIds: [delivery.id] })
    expect((await auditOf(shop.owner)).at(-1)).toMatchObject({
      action: 'contact.labelled',
      subjectId: shop.ids.contactId,
      details: { added: [delivery.id], removed: [] },
    })
    await put(shop.owner, [])
    const conversation = `/api/conversations/${shop.ids.conversationId}`
    const { body } = await shop.owner.call<ConversationDetail>('GET', conversation)
    expect(body).toMatchObject({ labelIds: [], contactLabelIds: [delivery.id] })
    const suggested = await shop.owner.call<{ data: LabelSuggestion[] }>('GET', `${conversation}/label-suggestions`)
    expect(suggested.body.data).toEqual([{ labelId: delivery.id, because: 'customer' }])
  })

  it('are set by agents, with labels and on things of their own tenant', async () => {
    const [viewer, stranger] = [await newMember(shop.owner, 'viewer'), await newTenant()]
    expect((await put(viewer, [])).status).toBe(403)
    expect((await put(stranger, [])).status).toBe(404)
    expect((await put(shop.owner, [], newId())).status).toBe(404)
    const foreign = (await newLabel(stranger, 'Theirs')).body
    expect(await put(shop.owner, [delivery.id, foreign.id])).toMatchObject({
      status: 400,
      body: { errors: [{ path: 'labelIds.1' }] },
    })
    expect((await put(shop.owner, Array.from({ length: 21 }, newId))).status).toBe(400)
    const contact = `/api/contacts/${shop.ids.contactId}/labels`
    expect((await viewer.call('PUT', contact, { labelIds: [] })).status).toBe(403)
    expect((await stranger.call('PUT', contact, { labelIds: [] })).status).toBe(404)
  })

  it('come off everything when they are removed', async () => {
    const { id } = (await newLabel(shop.owner, 'For a moment')).body
    await put(shop.owner, [id])
    await shop.owner.call('DELETE', `/api/labels/${id}`)
    const { body } = await shop.owner.call<Conversation>('GET', `/api/conversations/${shop.ids.conversationId}`)
    expect(body.labelIds).toEqual([])
  })
})
