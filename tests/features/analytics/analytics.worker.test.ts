import { beforeAll, describe, expect, it } from 'vitest'
import type {
  AgentAnalytics,
  AgentSteps,
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

/** Two customers wrote, an hour and 25 hours ago; an agent took the later one, answered now, and closed it. */
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
  await agent.call('PUT', `${path}/assignee`, { memberId: agent.me.memberId })
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
      { memberId: agent.me.memberId, inbound: 1, sent: 1, firstReply: { count: 1 }, resolution: { count: 1 } },
    ])
  })

  it('tell what each agent did on each day, and say so as CSV by name', async () => {
    const { steps } = await get<AgentSteps>('agent-steps')
    const day = new Date().toISOString().slice(0, 10)
    expect(steps[0]).toMatchObject({
      ...{ at: `${day}T00:00:00.000Z`, memberId: agent.me.memberId, sent: 1 },
      ...{ firstReply: { count: 1 }, resolution: { count: 1 } },
    })
    expect(steps.reduce((sum, { inbound }) => sum + inbound, 0)).toBe(1)
    const { text, headers } = await owner.call('GET', `/api/analytics/agent-steps?${range()}&format=csv`)
    expect(headers.get('content-disposition')).toContain('agents-by-step.csv')
    const [heading, line] = text.split('\r\n')
    expect(heading).toContain('at,name,memberId,inbound,sent,firstReply.count')
    expect(line).toContain(`${day},'=cmd(),${agent.me.memberId},`)
  })

  it('are of one agent, number or team alone, everywhere', async () => {
    const team = await owner.call<{ id: string }>('POST', '/api/teams', { name: 'Sales', memberIds: [] })
    const { body } = await owner.call<Page<Conversation>>('GET', '/api/conversations?status=open')
    const waiting = `/api/conversations/${body.data[0]?.id}/assignee`
    await owner.call('PUT', waiting, { memberId: null, teamId: team.body.id })
    const of = (scope: Record<string, string>) => `${range()}&${new URLSearchParams(scope)}`
    const total = async (scope: Record<string, string>) => (await get<Overview>('overview', owner, of(scope))).current
    expect(await total({ memberId: agent.me.memberId })).toMatchObject({
      inbound: 1,
      outbound: 1,
      opened: 1,
      closed: 1,
    })
    expect(await total({ memberId: owner.me.memberId })).toMatchObject({
      inbound: 0,
      outbound: 0,
      opened: 0,
      closed: 0,
    })
    expect(await total({ channelId: channel.id })).toMatchObject({ inbound: 2, outbound: 1, opened: 2, closed: 1 })
    expect(await total({ channelId: newId() })).toMatchObject({ inbound: 0, outbound: 0, opened: 0, closed: 0 })
    expect(await total({ teamId: team.body.id })).toMatchObject({ inbound: 1, outbound: 0, opened: 1, closed: 0 })
    expect(await total({ teamId: team.body.id, memberId: agent.me.memberId })).toMatchObject({ inbound: 0, opened: 0 })
    const mine = of({ memberId: agent.me.memberId })
    const [messages, conversations, others] = await Promise.all([
      get<MessageAnalytics>('messages', owner, mine),
      get<ConversationAnalytics>('conversations', owner, mine),
      get<AgentAnalytics>('agents', owner, of({ memberId: owner.me.memberId })),
    ])
    expect(messages.channels).toMatchObject([{ inbound: 1, outbound: 1 }])
    expect(conversations.channels).toMatchObject([{ opened: 1, firstReply: { count: 1 } }])
    expect(others.agents).toEqual([])
  })

  it('come as CSV that no spreadsheet runs', async () => {
    const response = await owner.call('GET', `/api/analytics/agents?${range()}&format=csv`)
    expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8')
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
    for (const name of ['overview', 'agent-steps'])
      expect((await agent.call('GET', `/api/analytics/${name}`)).status).toBe(403)
    expect(await get<AgentSteps>('agent-steps', stranger)).toEqual({ steps: [] })
    expect(await get<AgentAnalytics>('agents', stranger)).toEqual({ agents: [] })
    expect(await get<Overview>('overview', stranger)).toMatchObject({ current: { inbound: 0, opened: 0 } })
  })

  it.each([
    'tz=Mars/Olympus',
    'granularity=minute',
    'from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z',
    'granularity=hour&from=2020-01-01T00:00:00Z&to=2026-01-01T00:00:00Z',
    'format=pdf',
    'memberId=everybody',
    'teamId=',
    'from=yesterday',
  ])('refuse %s', async (query) => {
    expect((await owner.call('GET', `/api/analytics/messages?${query}`)).status).toBe(400)
  })
})
