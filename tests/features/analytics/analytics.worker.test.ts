import { beforeAll, describe, expect, it } from 'vitest'
import type {
  AgentAnalytics,
  ConversationAnalytics,
  MessageAnalytics,
  Overview,
} from '../../../worker/contract/analytics.ts'
import type { Channel } from '../../../worker/contract/channel.ts'
import type { Page } from '../../../worker/contract/common.ts'
import type { Conversation } from '../../../worker/contract/conversation.ts'
import { newId } from '../../../worker/kit/ids.ts'
import { newChannel, newMember, newTenant, type Person } from '../../support/factories.ts'
import { anyPhone, anyWamid } from '../inbox/events.ts'
import { applied, deliver, textOf } from '../webhooks/trace.ts'

let owner: Person
let agent: Person
let channel: Channel

const hourMs = 3_600_000
const range = (tz = 'UTC') => {
  const query = {
    from: new Date(Date.now() - 47 * hourMs).toISOString(),
    to: new Date(Date.now() + hourMs).toISOString(),
  }
  return new URLSearchParams({ ...query, tz }).toString()
}
const get = async <T>(name: string, by = owner, query = range()) => {
  const { status, body } = await by.call<T>('GET', `/api/analytics/${name}?${query}`)
  if (status !== 200) throw new Error(`answered ${status}`)
  return body
}

/** Two customers wrote, an hour and 25 hours ago; an agent answered the later one now, and closed it. */
beforeAll(async () => {
  owner = await newTenant()
  agent = await newMember(owner, 'agent', '=cmd()')
  const connected = await newChannel(owner)
  channel = connected.channel
  for (const hours of [25, 1]) {
    const value = textOf(anyPhone(), anyWamid())
    const timestamp = String(Math.floor(Date.now() / 1000 - hours * 3600))
    await deliver(connected.number, { ...value, messages: value.messages.map((each) => ({ ...each, timestamp })) })
  }
  await applied(owner)
  const { body } = await agent.call<Page<Conversation>>('GET', '/api/conversations')
  const path = `/api/conversations/${body.data[0]?.id}`
  const reply = { clientMessageId: newId(), type: 'text', text: { body: 'Yes' } }
  await agent.call('POST', `${path}/messages`, reply)
  await agent.call('POST', `${path}/messages`, { clientMessageId: newId(), type: 'note', note: { body: 'Hm' } })
  await agent.call('POST', `${path}/closure`)
})

const anHour = (seconds: number | null | undefined) => Math.round((seconds ?? 0) / 360) / 10

describe('analytics', () => {
  it('count messages and conversations, and measure replies, beside the period before', async () => {
    const { current, previous } = await get<Overview>('overview')
    expect(current).toMatchObject({ inbound: 2, outbound: 1, opened: 2, closed: 1, firstReply: { count: 1 } })
    expect([anHour(current.firstReply.median), anHour(current.resolution.p90)]).toEqual([1, 1])
    const none = { count: 0, median: null, p90: null }
    expect(previous).toEqual({
      ...{ inbound: 0, outbound: 0, failed: 0, opened: 0, closed: 0, firstReply: none, resolution: none },
    })
  })

  it('tell each day where it begins for the person, also an empty one', async () => {
    const { buckets, channels } = await get<MessageAnalytics>('messages', owner, range('Asia/Kolkata'))
    expect(buckets.map(({ at }) => at.slice(11))).toEqual(buckets.map(() => '18:30:00.000Z'))
    expect(buckets.length).toBeGreaterThanOrEqual(3)
    expect(buckets.reduce((sum, { inbound }) => sum + inbound, 0)).toBe(2)
    expect(channels).toMatchObject([{ channelId: channel.id, inbound: 2, outbound: 1 }])
  })

  it('follow conversations per day and number', async () => {
    const { buckets, channels } = await get<ConversationAnalytics>('conversations')
    expect(buckets.filter(({ opened }) => opened > 0)).toHaveLength(2)
    expect(channels).toMatchObject([{ channelId: channel.id, opened: 2, closed: 1, firstReply: { count: 1 } }])
  })

  it('tell what each agent did; notes are no messages', async () => {
    const { agents } = await get<AgentAnalytics>('agents')
    expect(agents).toMatchObject([
      { memberId: agent.me.memberId, sent: 1, firstReply: { count: 1 }, resolution: { count: 1 } },
    ])
  })

  it('come as CSV that no spreadsheet runs', async () => {
    const response = await owner.call('GET', `/api/analytics/agents?${range()}&format=csv`)
    expect(response.headers.get('content-type')).toContain('text/csv')
    expect(response.headers.get('content-disposition')).toContain('agents.csv')
    expect(response.text).toContain("'=cmd()")
    for (const name of ['overview', 'messages', 'conversations']) {
      const { status, text } = await owner.call('GET', `/api/analytics/${name}?${range()}&format=csv`)
      expect(status).toBe(200)
      expect(text.split('\r\n').length).toBeGreaterThan(2)
    }
  })

  it('come as CSV per number, by its name, and by days of the zone', async () => {
    const numbers = await owner.call('GET', `/api/analytics/messages?${range()}&format=csv&per=channel`)
    const [heading, line] = numbers.text.split('\r\n')
    expect(heading).toContain('name,channelId,inbound,outbound')
    expect(line).toMatch(/^[^,]+,[0-9a-f-]{36},\d+,1,/)
    const days = await owner.call('GET', `/api/analytics/messages?${range('America/New_York')}&format=csv`)
    expect(days.text.split('\r\n')[1]).toMatch(/^\d{4}-\d\d-\d\d,/)
  })

  it('are for supervisors and above, and of the own tenant', async () => {
    const [supervisor, stranger] = await Promise.all([newMember(owner, 'supervisor'), newTenant()])
    expect(await get<Overview>('overview', supervisor)).toMatchObject({ current: { inbound: 2 } })
    expect((await agent.call('GET', '/api/analytics/overview')).status).toBe(403)
    expect(await get<AgentAnalytics>('agents', stranger)).toEqual({ agents: [] })
    expect(await get<Overview>('overview', stranger)).toMatchObject({ current: { inbound: 0, opened: 0 } })
  })

  it.each([
    'tz=Mars/Olympus',
    'granularity=minute',
    'from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z',
    'granularity=hour&from=2020-01-01T00:00:00Z&to=2026-01-01T00:00:00Z',
    'format=pdf',
    'from=yesterday',
  ])('refuse %s', async (query) => {
    expect((await owner.call('GET', `/api/analytics/messages?${query}`)).status).toBe(400)
  })
})
