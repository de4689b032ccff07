import { beforeAll, describe, expect, it } from 'vitest'
import type { CannedResponse } from '../../../worker/contract/canned.ts'
import { newId } from '../../../worker/kit/ids.ts'
import { uploadPicture } from '../../security/inhabited-tenant.ts'
import { auditOf, newChannel, newMember, newTenant, type Person } from '../../support/factories.ts'

const path = '/api/canned-responses'
let owner: Person
let supervisor: Person
let agent: Person
let colleague: Person
let stranger: Person
beforeAll(async () => {
  ;[owner, stranger] = await Promise.all([newTenant(), newTenant()])
  ;[supervisor, agent, colleague] = await Promise.all([
    newMember(owner, 'supervisor'),
    newMember(owner, 'agent'),
    newMember(owner, 'agent'),
  ])
}, 60_000)

const input = (more: object = {}) => ({ shared: false, shortcut: 'hours', body: 'Open from *9 to 5*', ...more })
const create = (by: Person, more: object = {}) => by.call<CannedResponse>('POST', path, input(more))
const list = async (by: Person) => (await by.call<{ data: CannedResponse[] }>('GET', path)).body.data
const shortcuts = async (by: Person) => (await list(by)).map((reply) => reply.shortcut)

describe('canned replies', () => {
  it('are the team’s, from supervisor up, and one’s own', async () => {
    const team = await create(supervisor, { shared: true, shortcut: 'Prices', buttons: ['Yes', 'No'] })
    expect(team).toMatchObject({
      status: 201,
      body: { shared: true, shortcut: 'prices', buttons: ['Yes', 'No'], files: [] },
    })
    const own = await create(agent, { shortcut: 'bye' })
    expect(own.status).toBe(201)
    expect((await create(agent, { shared: true })).status).toBe(403)
    expect(await shortcuts(agent)).toEqual(['bye', 'prices'])
    expect(await shortcuts(colleague)).toEqual(['prices'])
    expect(await shortcuts(stranger)).toEqual([])
    const created = { action: 'canned_response.created', memberId: agent.me.memberId, subjectId: own.body.id }
    expect(await auditOf(owner)).toContainEqual(expect.objectContaining({ ...created, details: { shared: false } }))
  })

  it('say which variable there is none of, and which braces are none', async () => {
    const refused = (message: string) => ({
      status: 400,
      body: { code: 'INVALID_REQUEST', errors: [{ path: 'body', message: expect.stringContaining(message) }] },
    })
    expect(await create(agent, { body: 'Hi {{contact.iban|you}}' })).toMatchObject(refused('“contact.iban”'))
    expect(await create(agent, { body: 'Hi {{naam}}' })).toMatchObject(refused('There is no variable “naam”'))
    expect(await create(agent, { body: 'Hi {{contact.name|a}b}}' })).toMatchObject(refused('is no variable'))
    const { status, body } = await create(agent, { shortcut: 'hi', body: 'Hi {{contact.first_name|there}}' })
    expect(status).toBe(201)
    const change = { body: 'Hi {{contact.name|there' }
    expect(await agent.call('PATCH', `${path}/${body.id}`, change)).toMatchObject(refused('{{contact.name|there'))
    expect((await agent.call('DELETE', `${path}/${body.id}`)).status).toBe(204)
  })

  it('have a shortcut of their own, within the team’s and within a person’s', async () => {
    const taken = { status: 409, body: { code: 'ALREADY_EXISTS' } }
    expect((await create(supervisor, { shared: true, shortcut: 'twice' })).status).toBe(201)
    expect(await create(supervisor, { shared: true, shortcut: 'TWICE' })).toMatchObject(taken)
    const own = await create(supervisor, { shortcut: 'twice' })
    expect(own.status).toBe(201)
    expect(await create(supervisor, { shortcut: 'twice' })).toMatchObject(taken)
    const at = `${path}/${own.body.id}`
    expect(await supervisor.call('PATCH', at, { shared: true })).toMatchObject(taken)
    expect((await supervisor.call('PATCH', at, { body: 'Other words' })).status).toBe(200)
  })

  it('are changed and removed by those who may', async () => {
    const { body: team } = await create(owner, { shared: true, shortcut: 'change-me' })
    const at = `${path}/${team.id}`
    expect((await agent.call('PATCH', at, { body: 'Mine' })).status).toBe(403)
    expect((await agent.call('DELETE', at)).status).toBe(403)
    const changed = await supervisor.call<CannedResponse>('PATCH', at, { body: 'Closed today' })
    expect(changed).toMatchObject({ status: 200, body: { shortcut: 'change-me', body: 'Closed today', shared: true } })
    expect(await agent.call('GET', at)).toMatchObject({ status: 200, body: { body: 'Closed today' } })
    expect((await supervisor.call('DELETE', at)).status).toBe(204)
    expect((await supervisor.call('DELETE', at)).status).toBe(404)
    const told = (await auditOf(owner)).filter((row) => row.subjectId === team.id).map((row) => row.action)
    expect(told).toEqual(['canned_response.created', 'canned_response.changed', 'canned_response.removed'])
  })

  it('of a colleague or another tenant are not there', async () => {
    const { body: own } = await create(agent, { shortcut: 'private' })
    for (const other of [colleague, owner, stranger]) {
      expect((await other.call('GET', `${path}/${own.id}`)).status).toBe(404)
      expect((await other.call('PATCH', `${path}/${own.id}`, { body: 'Mine' })).status).toBe(404)
      expect((await other.call('DELETE', `${path}/${own.id}`)).status).toBe(404)
    }
    expect((await agent.call('GET', `${path}/${newId()}`)).status).toBe(404)
  })

  it('carry files that were uploaded', async () => {
    const { channel } = await newChannel(owner)
    const mediaId = await uploadPicture(owner, channel.id)
    const { status, body } = await create(owner, { shortcut: 'map', fileIds: [mediaId] })
    expect(status).toBe(201)
    expect(body.files).toMatchObject([{ id: mediaId, filename: 'picture.png', mimeType: 'image/png' }])
    expect((await create(owner, { fileIds: [newId()] })).status).toBe(400)
    expect((await stranger.call('POST', path, input({ fileIds: [mediaId] }))).status).toBe(400)
  })

  it.each([
    ['two words behind the slash', { shortcut: 'two words' }],
    ['nothing to say', { body: '  ' }],
    ['four buttons', { buttons: ['1', '2', '3', '4'] }],
    ['a long text with buttons', { body: 'x'.repeat(1025), buttons: ['Yes'] }],
    ['something else', { colour: 'red' }],
  ])('with %s are refused', async (_, more) => {
    expect((await create(agent, more)).status).toBe(400)
  })

  it('are not for viewers', async () => {
    const viewer = await newMember(owner, 'viewer')
    expect((await viewer.call('GET', path)).status).toBe(403)
    expect((await create(viewer)).status).toBe(403)
  })
})
