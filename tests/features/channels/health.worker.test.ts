import { env } from 'cloudflare:workers'
import { describe, expect, it, vi } from 'vitest'
import type { ChannelHealth } from '../../../worker/contract/channel.ts'
import type { JournalEvent } from '../../../worker/contract/events.ts'
import type { Bindings } from '../../../worker/env.ts'
import { inboxPort } from '../../../worker/objects.ts'
import { newChannel, newMember, newTenant, type Person } from '../../support/factories.ts'

const bindings = env as unknown as Bindings
const health = async (by: Person, id: string) =>
  (await by.call<ChannelHealth>('GET', `/api/channels/${id}/health`)).body

describe('a channel’s health', () => {
  it('shows what Meta thinks of the number, and that nothing waits', async () => {
    const owner = await newTenant()
    const viewer = await newMember(owner, 'viewer')
    const { channel } = await newChannel(owner)
    expect(await health(viewer, channel.id)).toMatchObject({
      channelId: channel.id,
      state: 'active',
      qualityRating: 'GREEN',
      throughput: 'STANDARD',
      queued: 0,
      sendLagMs: 0,
      unappliedEvents: 0,
      parkedEvents: 0,
      check: { ok: true },
      events: [],
    })
  })

  it('tells Meta’s news in our words, newest first', async () => {
    const owner = await newTenant()
    const { channel, number } = await newChannel(owner)
    const about = { kind: 'channel', phoneNumberId: null, wabaId: number.wabaId, subject: null } as const
    const events: JournalEvent[] = [
      { field: 'phone_number_quality_update', value: { event: 'FLAGGED', current_limit: 'TIER_1K' }, atMs: 1_000 },
      {
        field: 'message_template_status_update',
        value: {
          event: 'REJECTED',
          reason: 'INVALID_FORMAT',
          message_template_name: 'spring',
          message_template_language: 'en',
        },
        atMs: 2_000,
      },
      { field: 'something_new', value: { event: 'X' }, atMs: 3_000 },
    ].map((each) => ({ channelId: channel.id, event: { ...about, ...each } }))
    const { id: tenantId } = owner.me.tenant
    await inboxPort(bindings, { tenantId, jurisdiction: 'default' }).receive(events)
    await vi.waitFor(async () => expect((await health(owner, channel.id)).events).toHaveLength(3), { timeout: 5_000 })
    const { events: told, lastWebhookAt } = await health(owner, channel.id)
    expect(told.map((event) => event.summary)).toEqual([
      'Meta sent a notice that ADSapp does not know yet: something_new.',
      'The template spring (en) is rejected (invalid format).',
      'Customers rate the number low: it is flagged: tier 1k.',
    ])
    expect(told.map((event) => event.notice.code)).toEqual(['unknown', 'template_status', 'number_event'])
    expect(lastWebhookAt).not.toBeNull()
  })
})
