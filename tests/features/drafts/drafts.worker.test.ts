import { beforeAll, describe, expect, it, vi } from 'vitest'
import type { DraftKept, SavedDraft } from '../../../worker/contract/draft.ts'
import { newId } from '../../../worker/kit/ids.ts'
import { type InhabitedTenant, newInhabitedTenant, postPicture } from '../../security/inhabited-tenant.ts'
import { newMember, newTenant, type Person, signIn } from '../../support/factories.ts'
import { openWindow } from '../../support/sockets.ts'

let shop: InhabitedTenant
let agent: Person
beforeAll(async () => {
  shop = await newInhabitedTenant()
  agent = await newMember(shop.owner, 'agent')
}, 60_000)

const draft = (more: object = {}) => ({ mode: 'reply', text: 'We are', note: '', buttons: [], ...more })
const at = () => `/api/conversations/${shop.ids.conversationId}/draft`
const read = async (by: Person) => (await by.call<{ draft: SavedDraft | null }>('GET', at())).body.draft
const save = (by: Person, more: object = {}) => by.call<DraftKept & { code?: string }>('PUT', at(), draft(more))

describe('a draft', () => {
  it('is there on another device, and only for who wrote it', async () => {
    expect((await save(agent, { text: 'We are open', buttons: ['Good'] })).status).toBe(200)
    const otherDevice = await signIn(agent.me.email)
    expect(await read(otherDevice)).toMatchObject({ text: 'We are open', buttons: ['Good'], mode: 'reply' })
    const colleague = await newMember(shop.owner, 'agent')
    expect(await read(colleague)).toBeNull()
  })

  it('is the last one that was saved, and gone when it is empty', async () => {
    await save(agent, { text: 'First' })
    await save(agent, { text: 'Second', note: 'and a note', mode: 'note' })
    expect(await read(agent)).toMatchObject({ text: 'Second', note: 'and a note', mode: 'note' })
    expect((await save(agent, { text: '' })).status).toBe(200)
    expect((await save(agent, { text: '' })).status).toBe(200)
    expect(await read(agent)).toBeNull()
  })

  it('that was changed elsewhere since is not overwritten by who names what they go on from', async () => {
    const desk = agent
    const phone = await signIn(agent.me.email)
    await save(desk, { text: '' })
    const first = (await save(desk, { text: 'desk words', basedOn: null })).body.updatedAt
    expect((await read(phone))?.updatedAt).toBe(first)
    const second = (await save(phone, { text: 'desk words, and the phone’s', basedOn: first })).body.updatedAt
    expect(second).not.toBe(first)
    const refused = { status: 409, body: { code: 'DRAFT_CHANGED' } }
    for (const text of ['desk words!', '']) {
      for (const basedOn of [first, null]) expect(await save(desk, { text, basedOn })).toMatchObject(refused)
    }
    expect(await read(desk)).toMatchObject({ text: 'desk words, and the phone’s', updatedAt: second })
    expect(await save(phone, { text: '', basedOn: second })).toMatchObject({ status: 200, body: { updatedAt: null } })
    expect(await save(desk, { text: 'desk words!', basedOn: second })).toMatchObject(refused)
    expect(await save(desk, { text: '', basedOn: second })).toMatchObject({ status: 200 })
    expect(await read(desk)).toBeNull()
    const both = await Promise.all(['one', 'other'].map((text) => save(desk, { text, basedOn: null })))
    expect(both.map(({ status }) => status).toSorted()).toEqual([200, 409])
  })

  it('is told to the windows of its writer, without its words, whenever it changed', async () => {
    const colleague = await newMember(shop.owner, 'agent')
    await save(agent, { text: '' })
    const [mine, theirs] = await Promise.all([agent, colleague].map(openWindow))
    const told = (said: string[] = []) => said.filter((text) => text.includes('draft.updated'))
    const { updatedAt } = (await save(agent, { text: 'secret words' })).body
    await save(agent, { text: 'other words', basedOn: null })
    await save(agent, { text: '', basedOn: updatedAt })
    await save(agent, { text: '' })
    await vi.waitFor(() => expect(told(mine?.said)).toHaveLength(2))
    const data = (at: string | null) => ({ conversationId: shop.ids.conversationId, updatedAt: at })
    expect(told(mine?.said).map((text) => JSON.parse(text))).toMatchObject([
      { type: 'draft.updated', data: data(updatedAt) },
      { type: 'draft.updated', data: data(null) },
    ])
    expect(mine?.said.join()).not.toContain('words')
    expect(told(theirs?.said)).toEqual([])
    mine?.close()
    theirs?.close()
  })

  it('has its quote and its files along, and leaves out what cannot be sent any more', async () => {
    const { owner, ids } = shop
    const messages = `/api/conversations/${ids.conversationId}/messages`
    const { body } = await agent.call<{ data: { id: string }[] }>('GET', messages)
    const quoteId = body.data[0]?.id
    const upload = async (by: Person) => (await (await postPicture(by, ids.channelId)).json()) as { id: string }
    const [mine, theirs] = [await upload(agent), await upload(owner)]
    const file = (mediaId: string) => ({ mediaId, filename: 'shop.png', as: 'file' })
    const files = [file(mine.id), file(theirs.id), file(newId())]
    expect((await save(agent, { text: '', quoteId, files })).status).toBe(200)
    const present = { ...file(mine.id), kind: 'image', mimeType: 'image/png', bytes: expect.any(Number) }
    expect(await read(agent)).toMatchObject({ quoteId, files: [present], filesGone: 2 })
    const image = { clientMessageId: newId(), type: 'image', image: { id: mine.id } }
    expect((await agent.call('POST', messages, image)).status).toBe(202)
    expect(await read(agent)).toMatchObject({ quoteId, files: [], filesGone: 3 })
    const eleven = Array.from({ length: 11 }, () => file(newId()))
    expect((await save(agent, { files: eleven })).status).toBe(400)
    expect((await save(agent, { text: '' })).status).toBe(200)
    expect(await read(agent)).toBeNull()
  })

  it('of a conversation that is out of sight is not there', async () => {
    const { owner, ids } = shop
    expect((await (await newTenant()).call('GET', at())).status).toBe(404)
    expect((await agent.call('GET', `/api/conversations/${newId()}/draft`)).status).toBe(404)
    await save(agent, { text: 'Mine for now' })
    await owner.call('PATCH', '/api/tenant', { agentsSeeOwnOnly: true })
    await owner.call('PUT', `/api/conversations/${ids.conversationId}/assignee`, { memberId: owner.me.memberId })
    expect((await agent.call('GET', at())).status).toBe(404)
    expect((await save(agent)).status).toBe(404)
  })

  it('is not for viewers, and no longer than can be shown', async () => {
    const viewer = await newMember(shop.owner, 'viewer')
    expect((await save(viewer)).status).toBe(403)
    expect((await viewer.call('GET', at())).status).toBe(403)
    expect((await save(shop.owner, { text: 'x'.repeat(8001) })).status).toBe(400)
  })
})
