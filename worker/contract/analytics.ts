import { z } from 'zod'
import { Timestamp, Uuid } from './common.ts'

export const granularities = ['hour', 'day', 'week', 'month'] as const
export type Granularity = (typeof granularities)[number]

/** More buckets than this are no chart, and no answer either. */
export const BUCKETS_MAX = 800

export const AnalyticsQuery = z.strictObject({
  from: Timestamp.optional().describe('Left out: four weeks before the end'),
  to: Timestamp.optional().describe('Not included; left out: now'),
  granularity: z.enum(granularities).default('day'),
  tz: z
    .string()
    .max(64)
    .regex(/^[A-Za-z0-9_+/-]+$/)
    .default('UTC')
    .describe('An IANA time zone: where days begin'),
  memberId: Uuid.optional().describe(
    'What this member wrote, answered first and closed, and what customers write and open in conversations they have now',
  ),
  channelId: Uuid.optional().describe('Only this number'),
  teamId: Uuid.optional().describe('Only conversations that belong to this team now'),
  format: z
    .enum(['json', 'csv'])
    .default('json')
    .describe('As CSV, durations are whole seconds, in columns such as `firstReply.medianSeconds`'),
  per: z.enum(['step', 'channel']).default('step').describe('Of messages as CSV: what a row is'),
})
export type AnalyticsQuery = z.infer<typeof AnalyticsQuery>

/** Seconds until half of them, and nine in ten of them, were done; null: none was. */
export const Durations = z.object({
  count: z.number().int(),
  median: z.number().nullable(),
  p90: z.number().nullable(),
})
export type Durations = z.infer<typeof Durations>

const messageCounts = {
  inbound: z.number().int().describe('From customers, reactions and edits left out'),
  outbound: z.number().int().describe('To customers'),
  failed: z.number().int(),
}
const conversationCounts = {
  opened: z.number().int(),
  closed: z.number().int(),
  firstReply: Durations.describe('From the customer’s first words to our first answer, by when we answered'),
  resolution: Durations.describe('From opening to closing, by when it was closed'),
}

export const MessageFigures = z.object(messageCounts)
export const ConversationFigures = z.object(conversationCounts)
export const OverviewFigures = z.object({ ...messageCounts, ...conversationCounts })
export type OverviewFigures = z.infer<typeof OverviewFigures>

/** When a bucket begins. */
const at = Timestamp
export const Overview = z.object({ current: OverviewFigures, previous: OverviewFigures })
export type Overview = z.infer<typeof Overview>

export const MessageAnalytics = z.object({
  buckets: z.array(MessageFigures.extend({ at })),
  channels: z.array(MessageFigures.extend({ channelId: Uuid })),
})
export type MessageAnalytics = z.infer<typeof MessageAnalytics>

export const ConversationAnalytics = z.object({
  buckets: z.array(ConversationFigures.extend({ at })),
  channels: z.array(ConversationFigures.extend({ channelId: Uuid })),
})
export type ConversationAnalytics = z.infer<typeof ConversationAnalytics>

export const AgentFigures = z.object({
  memberId: Uuid,
  inbound: z.number().int().describe('From customers, in conversations that the member has now'),
  sent: z.number().int(),
  firstReply: Durations,
  resolution: Durations,
})
export type AgentFigures = z.infer<typeof AgentFigures>
export const AgentAnalytics = z.object({ agents: z.array(AgentFigures) })
export type AgentAnalytics = z.infer<typeof AgentAnalytics>

/** More steps of agents than this are no table: a longer step, a shorter time or one agent are. */
export const AGENT_STEPS_MAX = 20_000
export const AgentSteps = z.object({ steps: z.array(AgentFigures.extend({ at })) })
export type AgentSteps = z.infer<typeof AgentSteps>
