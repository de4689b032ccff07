import { describe, expect, it } from 'vitest'
import type { Label } from '../../../worker/contract/label.ts'
import type { View, ViewCounts } from '../../../worker/contract/view.ts'
import { newId } from '../../../worker/kit/ids.ts'
import { newInhabitedTenant } from '../../security/inhabited-tenant.ts'
import { auditOf, newMember, newTenant, type Person } from '../../support/factories.ts'

const create = (by: Person, name: string, shared = false, filters: object = {}) =>
  by.call<View>('POST', '/api/views', { name, shared, filters })
const namesOf = async (by: Person) =>
  (await by.call<{ data: View[] }>('GET', '/api/views')).body.data.map(({ name }) => name)

describe('views', { timeout: 20_000 }, () => {
  it('are one’s own, or shared by a supervisor', async () => {
    const owner = await newTenant()
    const [agent, viewer] = await Promise.all([newMember(owner, 'agent'), newMember(owner, 'viewer')])
    const own = await create(agent, 'My late ones', false, { window: 'closing', sort: 'window-closes' })
    expect(own).toMatchObject({
      status: 201,
      body: {
        name: 'My late ones',
        shared: false,
        own: true,
        filters: { status: 'open', window: 'closing', unread: false },
      },
    })
    expect((await create(agent, 'For all', true)).status).toBe(403)
    const shared = await create(owner, 'For all', true)
    expect(await namesOf(agent)).toEqual(['My late ones', 'For all'])
    expect(await namesOf(viewer)).toEqual(['For all'])
    expect((await viewer.call<View>('GET', `/api/views/${shared.body.id}`)).body.own).toBe(false)
    expect((await owner.call('GET', `/api/views/${own.body.id}`)).status).toBe(404)
    expect((await auditOf(owner)).filter(({ action }) => action === 'view.created')).toMatchObject([
      { memberId: agent.me.memberId, subjectId: own.body.id, details: { shared: false } },
      { memberId: owner.me.memberId, subjectId: shared.body.id, details: { shared: true } },
    ])
  })

  it('are changed and removed by who may', async () => {
    const owner = await newTenant()
    const [agent, supervisor] = await Promise.all([newMember(owner, 'agent'), newMember(owner, 'supervisor')])
    const path = `/api/views/${(await create(owner, 'For all', true)).body.id}`
    expect((await agent.call('PATCH', path, { name: 'Mine' })).status).toBe(403)
    expect((await agent.call('DELETE', path)).status).toBe(403)
    expect((await supervisor.call('PATCH', path, { shared: false })).status).toBe(403)
    const changed = await supervisor.call<View>('PATCH', path, { name: 'Urgent', filters: { priority: 'urgent' } })
    expect(changed).toMatchObject({
      status: 200,
      body: { name: 'Urgent', own: false, filters: { priority: 'urgent' } },
    })
    expect(
      (await supervisor.call('PATCH', path, { filters: { window: 'closed', sort: 'window-closes' } })).status,
    ).toBe(400)
    expect((await owner.call('PATCH', path, { shared: false })).status).toBe(200)
    expect((await supervisor.call('GET', path)).status).toBe(404)
    expect((await owner.call('DELETE', path)).status).toBe(204)
    expect((await owner.call('DELETE', path)).status).toBe(404)
    expect((await auditOf(owner)).map(({ action }) => action).slice(-3)).toEqual([
      'view.changed',
      'view.changed',
      'view.removed',
    ])
  })

  it('of another tenant are not there, and name only what is there', async () => {
    const [owner, stranger] = await Promise.all([newTenant(), newTenant()])
    const path = `/api/views/${(await create(owner, 'For all', true)).body.id}`
    for (const [method, body] of [['GET'], ['PATCH', { name: 'Mine' }], ['DELETE']] as const) {
      expect((await stranger.call(method, path, body)).status, method).toBe(404)
    }
    for (const filters of [{ label: newId() }, { assignee: newId() }, { channel: newId() }]) {
      expect((await create(owner, 'Nowhere', false, filters)).status).toBe(400)
    }
  })

  it('are counted as the person sees them', async () => {
    const { owner, ids } = await newInhabitedTenant()
    const empty = (await owner.call<Label>('POST', '/api/labels', { name: 'Empty', color: 'grey' })).body
    const made = [
      await create(owner, 'Unassigned', false, { assignee: 'none' }),
      await create(owner, 'Mine', false, { assignee: 'me' }),
      await create(owner, 'Labelled', true, { label: ids.labelId, status: 'any', sort: 'priority' }),
      await create(owner, 'Nothing', true, { label: empty.id }),
    ]
    const { body } = await owner.call<ViewCounts>('GET', '/api/views/counts')
    // The tenant came with a view of its own.
    expect(body.data.slice(1)).toEqual(made.map(({ body: { id } }, index) => ({ id, count: [1, 0, 1, 0][index] })))
    const stranger = await newTenant()
    expect((await stranger.call<ViewCounts>('GET', '/api/views/counts')).body.data).toEqual([])
  })
})
