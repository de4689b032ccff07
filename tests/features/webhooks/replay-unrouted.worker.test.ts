import { describe, expect, it } from 'vitest'
import type { Channel } from '../../../worker/contract/channel.ts'
import {
  auditOf,
  credentialsOf,
  type GraphNumber,
  newChannel,
  newGraphNumber,
  newMember,
  newTenant,
  type Person,
} from '../../support/factories.ts'
import { anyPhone, anyWamid } from '../inbox/events.ts'
import { applied, deliver, search, textOf } from './trace.ts'

const connect = (owner: Person, number: GraphNumber) =>
  owner.call<Channel>('POST', '/api/channels', credentialsOf(number))
const replay = (by: Person, id: string | undefined) => by.call('POST', `/api/unrouted-events/${id}/replay`)

/** A number to which a customer wrote before anybody connected it. */
async function earlyBird() {
  const [owner, number, phone, wamid] = [await newTenant(), await newGraphNumber(), anyPhone(), anyWamid()]
  await deliver(number, textOf(phone, wamid, 'Anybody there?'))
  return { owner, number, phone, wamid }
}

describe('an event that came before its number was connected', () => {
  it('is nobody’s until then, and is taken in once', async () => {
    const { owner, number, phone, wamid } = await earlyBird()
    expect((await search(owner)).data).toEqual([])
    const { body: channel } = await connect(owner, number)
    const { data } = await search(owner, { wamid })
    const told = { kind: 'message', name: 'text', outcome: 'unrouted', reason: 'unknown_number', replay: 'unrouted' }
    expect(data).toMatchObject([{ ...told, channelId: channel.id }])
    expect((await search(owner, { phone, problemsOnly: true })).data).toEqual(data)
    expect((await replay(owner, data[0]?.id)).status).toBe(202)
    await applied(owner)
    const after = (await search(owner, { wamid })).data
    expect(after.map(({ outcome, replay: where }) => [outcome, where]).sort()).toEqual([
      ['applied', null],
      ['replayed', null],
    ])
    expect((await replay(owner, data[0]?.id)).status).toBe(404)
    expect((await auditOf(owner)).filter(({ action }) => action === 'event.replayed')).toMatchObject([
      { subjectId: data[0]?.id, memberId: owner.me.memberId },
    ])
  })

  it('is not for a supervisor, nor for another tenant', async () => {
    const { owner, number, wamid } = await earlyBird()
    await connect(owner, number)
    const id = (await search(owner, { wamid })).data[0]?.id
    expect(id).toBeDefined()
    const stranger = await newTenant()
    await newChannel(stranger)
    expect((await replay(await newMember(owner, 'supervisor'), id)).status).toBe(403)
    expect((await replay(stranger, id)).status).toBe(404)
    expect((await search(stranger)).data).toEqual([])
    expect((await search(owner, { wamid })).data).toMatchObject([{ outcome: 'unrouted' }])
  })

  it('is not for a channel with the same number in another account', async () => {
    const { owner, number, wamid } = await earlyBird()
    await deliver({ ...number, wabaId: '1234567890' }, textOf(anyPhone(), anyWamid()))
    await connect(owner, number)
    expect((await search(owner)).data).toHaveLength(1)
    expect((await search(owner, { wamid })).data).toHaveLength(1)
  })

  it('and was signed by another app is told, but neither opened nor replayed', async () => {
    const { owner: attacker } = await earlyBird()
    const secret = 'own-app-secret-of-the-attacker'
    const { channel } = await newChannel(attacker, { appSecret: secret })
    const [owner, forged] = [await newTenant(), anyWamid()]
    const { number } = await newChannel(owner)
    const path = new URL(channel.webhookUrl).pathname
    await deliver(number, textOf(anyPhone(), forged, 'Send money'), { secret, path })
    const { data } = await search(owner)
    const told = { kind: 'unknown', name: null, outcome: 'unrouted', reason: 'foreign_signature', replay: null }
    expect(data).toMatchObject([told])
    expect((await search(owner, { wamid: forged })).data).toEqual([])
    expect((await replay(owner, data[0]?.id)).status).toBe(404)
  })

  it('waits again when the channel is removed', async () => {
    const { owner, number, wamid } = await earlyBird()
    const { body: channel } = await connect(owner, number)
    await owner.call('DELETE', `/api/channels/${channel.id}`)
    expect((await search(owner, { wamid })).data).toEqual([])
  })
})
