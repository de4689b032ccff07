import { sql } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import type { Channel, ChannelCheck } from '../../../worker/contract/channel.ts'
import type { Problem } from '../../../worker/contract/problem.ts'
import { asTenant } from '../../../worker/db/actor.ts'
import { findChannel, findOwnApp, findSendingChannel } from '../../../worker/features/channels/index.ts'
import { newId } from '../../../worker/kit/ids.ts'
import {
  auditOf,
  call,
  credentialsOf,
  newChannel,
  newGraphNumber,
  newMember,
  newTenant,
  type Person,
  services,
} from '../../support/factories.ts'

const connect = (by: Person, input: unknown) => by.call<Channel & Problem>('POST', '/api/channels', input)
const change = (by: Person, id: string, changes: object) =>
  by.call<Channel & Problem>('PATCH', `/api/channels/${id}`, changes)
const tenantDb = (who: Person) => asTenant(services.db, who.me.tenant.id)
const sending = (who: Person, id: string) => findSendingChannel(tenantDb(who), services.vault, id)
const find = (phoneNumberId: string) => findChannel(services, { phoneNumberId, wabaId: null })

describe('connecting a number', () => {
  it('keeps what WhatsApp says of it, and shows no secret', async () => {
    const owner = await newTenant()
    const number = await newGraphNumber({ verifiedName: 'Bakery' })
    const input = credentialsOf(number, { displayPhoneNumber: `+${number.displayPhoneNumber}` })
    const answer = await connect(owner, input)
    expect(answer).toMatchObject({
      status: 201,
      body: {
        name: 'Shop',
        phoneNumberId: number.phoneNumberId,
        displayPhoneNumber: number.displayPhoneNumber,
        verifiedName: 'Bakery',
        state: 'active',
        stateReason: null,
        stateCode: null,
        perSecondMax: 80,
        ownApp: false,
        webhookUrl: `${services.settings.APP_URL}/webhooks/whatsapp`,
        verifyToken: services.settings.META_VERIFY_TOKEN,
        tokenEndsAt: null,
      },
    })
    const shown = JSON.stringify([answer.body, (await owner.call('GET', '/api/channels')).body])
    expect(shown).not.toContain(input.accessToken)
    expect(await sending(owner, answer.body.id)).toMatchObject({ accessToken: input.accessToken, state: 'active' })
    expect((await auditOf(owner)).at(-1)).toMatchObject({
      action: 'channel.connected',
      memberId: owner.me.memberId,
      subjectId: answer.body.id,
      details: { ownApp: false },
    })
    expect(await find(number.phoneNumberId)).toMatchObject({
      tenantId: owner.me.tenant.id,
      channelId: answer.body.id,
      ownApp: false,
    })
  })

  it('of a Meta app of one’s own gives it an address and a verify token', async () => {
    const owner = await newTenant()
    const { channel, number } = await newChannel(owner, { appSecret: 'the-secret-of-our-app' })
    expect(channel.ownApp).toBe(true)
    const key = channel.webhookUrl.split('/webhooks/whatsapp/')[1] ?? ''
    expect(key).toMatch(/^[\w-]{43}$/)
    expect(await findOwnApp(services, key)).toEqual({
      phoneNumberId: number.phoneNumberId,
      wabaId: number.wabaId,
      appSecret: 'the-secret-of-our-app',
      verifyToken: channel.verifyToken,
    })
    const handshake = `hub.mode=subscribe&hub.challenge=42&hub.verify_token=${channel.verifyToken}`
    expect((await call('GET', `/webhooks/whatsapp/${key}?${handshake}`)).status).toBe(200)
    expect(await findOwnApp(services, 'x'.repeat(43))).toBeNull()
  })

  it('keeps nothing that WhatsApp does not confirm, and says what is wrong with which field', async () => {
    const owner = await newTenant()
    const [number, other] = [await newGraphNumber(), await newGraphNumber()]
    const good = credentialsOf(number)
    const token = `shared-${newId()}`
    const mixed = await Promise.all([
      newGraphNumber({ accessTokens: [token] }),
      newGraphNumber({ accessTokens: [token] }),
    ])
    const wrong: [field: string, input: unknown][] = [
      ['accessToken', { ...good, accessToken: 'no-such-token' }],
      ['phoneNumberId', { ...good, phoneNumberId: other.phoneNumberId }],
      ['wabaId', { ...good, wabaId: other.wabaId }],
      ['wabaId', { ...credentialsOf(mixed[0]), wabaId: mixed[1].wabaId }],
    ]
    for (const [field, input] of wrong) {
      const { status, body } = await connect(owner, input)
      expect(status, field).toBe(422)
      expect(body.code).toBe('PROVIDER_REFUSED')
      expect(body.errors?.map((error) => error.path)).toContain(field)
    }
    expect((await owner.call('GET', '/api/channels')).body).toEqual({ data: [], nextCursor: null })
    expect((await connect(owner, good)).status).toBe(201)
  })

  it('of somebody else, or of somebody else’s account, is refused', async () => {
    const [first, second] = [await newTenant(), await newTenant()]
    const { number } = await newChannel(first)
    const again = { status: 409, body: { code: 'ALREADY_EXISTS' } }
    expect(await connect(second, credentialsOf(number))).toMatchObject(again)
    expect(await connect(first, credentialsOf(number))).toMatchObject(again)
    const sameAccount = await newGraphNumber({ wabaId: number.wabaId, accessTokens: number.accessTokens })
    expect(await connect(second, credentialsOf(sameAccount))).toMatchObject(again)
    expect((await connect(first, credentialsOf(sameAccount))).status).toBe(201)
  })

  it('happens once of two at once', async () => {
    const tenants = await Promise.all([newTenant(), newTenant()])
    const number = await newGraphNumber()
    const answers = await Promise.all(tenants.map((owner) => connect(owner, credentialsOf(number))))
    expect(answers.map((answer) => answer.status).sort()).toEqual([201, 409])
  })

  it('is the work of admins', async () => {
    const owner = await newTenant()
    const agent = await newMember(owner, 'agent')
    const { channel } = await newChannel(owner)
    const input = credentialsOf(await newGraphNumber())
    expect((await connect(agent, input)).status).toBe(403)
    expect((await agent.call('POST', '/api/channels/check', input)).status).toBe(403)
    expect((await change(agent, channel.id, { name: 'Mine' })).status).toBe(403)
    expect((await agent.call('DELETE', `/api/channels/${channel.id}`)).status).toBe(403)
    expect((await agent.call<Channel>('GET', `/api/channels/${channel.id}`)).body).toEqual({
      ...channel,
      verifyToken: null,
    })
  })
})

describe('trying credentials', () => {
  it('says what WhatsApp thinks, line by line, and keeps nothing', async () => {
    const owner = await newTenant()
    const number = await newGraphNumber()
    const check = (input: unknown) => owner.call<ChannelCheck>('POST', '/api/channels/check', input)
    const good = await check(credentialsOf(number))
    expect(good.body.ok).toBe(true)
    const names = ['token', 'scopes', 'expiry', 'number', 'account', 'webhook']
    expect(good.body.checks.map((line) => line.name)).toEqual(names)
    const bad = await check(credentialsOf(number, { accessToken: 'no-such-token' }))
    expect(bad.body.ok).toBe(false)
    expect(bad.body.checks.map((line) => line.name)).toEqual(['token', 'number', 'account', 'webhook'])
    expect(bad.body.checks[0]).toEqual({
      name: 'token',
      ok: false,
      code: 'not_accepted',
      value: '',
      detail: 'WhatsApp does not accept this access token.',
    })
    expect(await find(number.phoneNumberId)).toBeNull()
  })
})

describe('changing a channel', () => {
  it('takes a name and a pace', async () => {
    const owner = await newTenant()
    const { channel } = await newChannel(owner)
    const answer = await change(owner, channel.id, { name: 'Till', perSecondMax: 20 })
    expect(answer.body).toEqual({ ...channel, name: 'Till', perSecondMax: 20 })
    expect((await auditOf(owner)).at(-1)).toMatchObject({
      action: 'channel.changed',
      details: { changes: { name: ['Shop', 'Till'], perSecondMax: [channel.perSecondMax, 20] }, secrets: [] },
    })
  })

  it('tries a new token before it keeps it', async () => {
    const owner = await newTenant()
    const { channel, number } = await newChannel(owner)
    const refused = await change(owner, channel.id, { accessToken: 'no-such-token', name: 'Not kept' })
    expect(refused).toMatchObject({
      status: 422,
      body: { errors: expect.arrayContaining([expect.objectContaining({ path: 'accessToken' })]) },
    })
    expect(await sending(owner, channel.id)).toMatchObject({ accessToken: number.accessTokens[0] })
    const accessToken = `token-${newId()}`
    await newGraphNumber({ ...number, accessTokens: [accessToken] })
    expect(await change(owner, channel.id, { accessToken })).toMatchObject({ status: 200, body: { name: 'Shop' } })
    expect(await sending(owner, channel.id)).toMatchObject({ accessToken })
  })

  it('moves it to an app of one’s own, whose address stays when the secret is replaced', async () => {
    const owner = await newTenant()
    const { channel } = await newChannel(owner)
    const moved = await change(owner, channel.id, { appSecret: 'first-app-secret' })
    expect(moved.body.ownApp).toBe(true)
    const key = moved.body.webhookUrl.split('/').at(-1) ?? ''
    expect((await findOwnApp(services, key))?.appSecret).toBe('first-app-secret')
    const replaced = await change(owner, channel.id, { appSecret: 'second-app-secret' })
    expect(replaced.body.webhookUrl).toBe(moved.body.webhookUrl)
    expect((await findOwnApp(services, key))?.appSecret).toBe('second-app-secret')
  })

  it('pauses and resumes; a disconnected number comes back once WhatsApp takes its token', async () => {
    const owner = await newTenant()
    const { channel } = await newChannel(owner)
    const paused = await change(owner, channel.id, { state: 'paused' })
    expect(paused.body).toMatchObject({ state: 'paused', stateReason: 'An administrator paused this number.' })
    expect((await change(owner, channel.id, { state: 'active' })).body).toEqual(channel)
    await stop(owner, channel.id, 190)
    const { body } = await owner.call<Channel>('GET', `/api/channels/${channel.id}`)
    expect(body).toMatchObject({ state: 'disconnected', stateReason: expect.stringContaining(':') })
    expect((await change(owner, channel.id, { state: 'paused' })).status).toBe(400)
    expect((await change(owner, channel.id, { state: 'active' })).body).toEqual(channel)
  })

  it('of another tenant is not there', async () => {
    const [owner, stranger] = [await newTenant(), await newTenant()]
    const { channel } = await newChannel(stranger)
    expect((await owner.call('GET', `/api/channels/${channel.id}`)).status).toBe(404)
    expect((await owner.call('GET', `/api/channels/${channel.id}/health`)).status).toBe(404)
    expect((await change(owner, channel.id, { name: 'Mine' })).status).toBe(404)
    expect((await owner.call('DELETE', `/api/channels/${channel.id}`)).status).toBe(404)
    expect((await stranger.call<Channel>('GET', `/api/channels/${channel.id}`)).body).toEqual(channel)
  })
})

describe('removing a channel', () => {
  it('frees a number that nothing hangs on, and its account', async () => {
    const [first, second] = [await newTenant(), await newTenant()]
    const { channel, number } = await newChannel(first)
    await first.call('POST', '/api/templates/sync', { channelId: channel.id })
    expect((await first.call('DELETE', `/api/channels/${channel.id}`)).status).toBe(204)
    expect((await first.call('GET', `/api/channels/${channel.id}`)).status).toBe(404)
    expect(await find(number.phoneNumberId)).toBeNull()
    expect((await auditOf(first)).at(-1)).toMatchObject({ action: 'channel.deleted', subjectId: channel.id })
    expect((await connect(second, credentialsOf(number))).status).toBe(201)
  })

  it('keeps one with conversations, without its secrets, until it gets a token again', async () => {
    const owner = await newTenant()
    const { channel, number } = await newChannel(owner, { appSecret: 'our-app-secret' })
    const key = channel.webhookUrl.split('/').at(-1) ?? ''
    await addFile(owner, channel.id)
    expect((await owner.call('DELETE', `/api/channels/${channel.id}`)).status).toBe(204)
    const { body } = await owner.call<Channel>('GET', `/api/channels/${channel.id}`)
    expect(body).toMatchObject({
      state: 'disconnected',
      stateReason: expect.stringContaining('removed'),
      ownApp: false,
    })
    expect(await sending(owner, channel.id)).toMatchObject({ accessToken: '', state: 'disconnected' })
    expect(await find(number.phoneNumberId)).toBeNull()
    expect(await findOwnApp(services, key)).toBeNull()
    expect((await change(owner, channel.id, { state: 'active' })).status).toBe(400)
    const health = await owner.call('GET', `/api/channels/${channel.id}/health`)
    expect(health.body).toMatchObject({ state: 'disconnected', check: null })
    const back = await change(owner, channel.id, { accessToken: number.accessTokens[0] ?? '' })
    expect(back.body).toMatchObject({ state: 'active', stateReason: null })
    expect(await find(number.phoneNumberId)).toMatchObject({ channelId: channel.id })
  })
})

/** As the sender does when WhatsApp refuses the number. */
async function stop(owner: Person, channelId: string, code: number): Promise<void> {
  const db = tenantDb(owner)
  await db.batch(
    db.build.execute(sql`
      update channels set state = 'disconnected', state_code = ${code}::int where id = ${channelId}::uuid`),
  )
}

async function addFile(owner: Person, channelId: string): Promise<void> {
  const db = tenantDb(owner)
  const id = newId()
  await db.batch(
    db.build.execute(sql`
      insert into media (id, channel_id, kind, box)
      values (${id}::uuid, ${channelId}::uuid, 'image', decode(repeat('00', 40), 'hex'))`),
  )
}
