import { env } from 'cloudflare:workers'
import { describe, expect, it, vi } from 'vitest'
import type { ChannelNews } from '../../../worker/contract/channel.ts'
import type { Page } from '../../../worker/contract/common.ts'
import type { Bindings } from '../../../worker/env.ts'
import { inboxPort } from '../../../worker/objects.ts'
import { newChannel, newMember, newTenant, type Person } from '../../support/factories.ts'

const bindings = env as unknown as Bindings
const history = (by: Person, id: string, query = '') =>
  by.call<Page<ChannelNews>>('GET', `/api/channels/${id}/events${query}`)

/** A channel about which Meta said five things within one second. */
async function talkedAbout() {
  const owner = await newTenant()
  const { channel, number } = await newChannel(owner)
  const events = [...'abcde'].map((name) => ({
    channelId: channel.id,
    event: {
      ...{
        kind: 'channel' as const,
        phoneNumberId: null,
        wabaId: number.wabaId,
        subject: name,
        atMs: 1_790_000_000_000,
      },
      field: 'message_template_status_update',
      value: { event: 'APPROVED', message_template_name: name },
    },
  }))
  await inboxPort(bindings, { tenantId: owner.me.tenant.id, jurisdiction: 'default' }).receive(events)
  await vi.waitFor(async () => expect((await history(owner, channel.id)).body.data).toHaveLength(5), { timeout: 5_000 })
  return { owner, channel }
}

describe('the history of a channel', () => {
  it('is what Meta said, in words, page by page', async () => {
    const { owner, channel } = await talkedAbout()
    const viewer = await newMember(owner, 'viewer')
    const told: string[] = []
    let query = '?limit=2'
    for (let page = 0; page < 3; page++) {
      const { body } = await history(viewer, channel.id, query)
      told.push(...body.data.map(({ summary }) => summary))
      expect(body.data.every(({ topic }) => topic === 'template')).toBe(true)
      query = `?limit=2&cursor=${body.nextCursor}`
      expect(body.nextCursor === null).toBe(page === 2)
    }
    expect(told.sort()).toEqual([...'abcde'].map((name) => `The template ${name} is approved.`))
  })

  it('is empty for a new one, and not there for another tenant', async () => {
    const { channel } = await talkedAbout()
    const stranger = await newTenant()
    const { channel: own } = await newChannel(stranger)
    expect((await history(stranger, own.id)).body).toEqual({ data: [], nextCursor: null })
    expect((await history(stranger, channel.id)).status).toBe(404)
    expect((await history(stranger, own.id, '?cursor=x')).status).toBe(400)
  })
})
