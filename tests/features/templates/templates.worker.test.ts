import { describe, expect, it } from 'vitest'
import type { Template } from '../../../worker/contract/channel.ts'
import { auditOf, newChannel, newMember, newTenant, type Person, services } from '../../support/factories.ts'

const graph = services.settings.GRAPH_API_URL
const list = async (by: Person, channelId: string) =>
  (await by.call<{ data: Template[] }>('GET', `/api/templates?channelId=${channelId}`)).body.data
const sync = (by: Person, channelId: string) =>
  by.call<{ count: number; removed: number }>('POST', '/api/templates/sync', { channelId })

describe('templates', () => {
  it('are what WhatsApp lists, and keep their ids', async () => {
    const owner = await newTenant()
    const { channel } = await newChannel(owner)
    expect(await list(owner, channel.id)).toEqual([])
    const first = await sync(owner, channel.id)
    expect(first.status).toBe(200)
    expect(first.body.count).toBeGreaterThan(0)
    const before = await list(owner, channel.id)
    expect(before).toHaveLength(first.body.count)
    expect(await sync(owner, channel.id)).toMatchObject({ body: { count: first.body.count, removed: 0 } })
    const ids = (templates: Template[]) => templates.map((template) => template.id)
    expect(ids(await list(owner, channel.id))).toEqual(ids(before))
    expect((await auditOf(owner)).at(-1)).toMatchObject({
      action: 'templates.synced',
      subjectId: channel.id,
      details: { count: first.body.count },
    })
  })

  it('say why one cannot be sent, and go when WhatsApp has deleted them', async () => {
    const owner = await newTenant()
    const { channel, number } = await newChannel(owner)
    const authorization = `Bearer ${number.accessTokens[0]}`
    const account = `${graph}/${services.settings.GRAPH_API_VERSION}/${number.wabaId}/message_templates`
    const name = 'soon_deleted'
    await fetch(account, {
      method: 'POST',
      headers: { authorization, 'content-type': 'application/json' },
      body: JSON.stringify({
        name,
        language: 'en',
        category: 'UTILITY',
        components: [{ type: 'BODY', text: 'Hello' }],
      }),
    })
    await sync(owner, channel.id)
    const templates = await list(owner, channel.id)
    expect(templates.some((template) => template.sendable && template.notSendableReason === null)).toBe(true)
    expect(templates.map((template) => template.name)).toContain(name)
    expect(templates.find((template) => template.status === 'PAUSED')).toMatchObject({
      sendable: false,
      notSendableReason: 'WhatsApp paused it, because customers rated it low.',
    })
    await fetch(`${account}?name=${name}`, { method: 'DELETE', headers: { authorization } })
    expect((await sync(owner, channel.id)).body.removed).toBe(1)
    expect((await list(owner, channel.id)).map((template) => template.name)).not.toContain(name)
  })

  it('are synced by supervisors and above, read by everybody', async () => {
    const owner = await newTenant()
    const { channel } = await newChannel(owner)
    const [agent, supervisor] = [await newMember(owner, 'agent'), await newMember(owner, 'supervisor')]
    expect((await sync(agent, channel.id)).status).toBe(403)
    expect((await sync(supervisor, channel.id)).status).toBe(200)
    expect((await list(agent, channel.id)).length).toBeGreaterThan(0)
    const all = await agent.call<{ data: Template[] }>('GET', '/api/templates')
    expect(all.body.data).toEqual(await list(agent, channel.id))
  })

  it('of another tenant are not there', async () => {
    const [owner, stranger] = [await newTenant(), await newTenant()]
    const { channel } = await newChannel(stranger)
    await sync(stranger, channel.id)
    expect((await owner.call('GET', `/api/templates?channelId=${channel.id}`)).status).toBe(404)
    expect((await sync(owner, channel.id)).status).toBe(404)
    expect((await owner.call('GET', '/api/templates')).body).toEqual({ data: [], nextCursor: null })
  })

  it('stay as they are when WhatsApp refuses the token', async () => {
    const owner = await newTenant()
    const { channel, number } = await newChannel(owner)
    const { body } = await sync(owner, channel.id)
    await fetch(`${graph}/__accounts`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ...number, accessTokens: ['another-token'] }),
    })
    expect(await sync(owner, channel.id)).toMatchObject({ status: 422, body: { code: 'PROVIDER_REFUSED' } })
    expect(await list(owner, channel.id)).toHaveLength(body.count)
  })
})
