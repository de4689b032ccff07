import type { z } from 'zod'
import type {
  AgentAnalytics,
  AgentSteps,
  ConversationAnalytics,
  Granularity,
  MessageAnalytics,
  Overview,
} from '../../worker/contract/analytics.ts'
import type { BulkInput, BulkResult } from '../../worker/contract/bulk.ts'
import type { CannedResponse, CannedResponseChanges, NewCannedResponse } from '../../worker/contract/canned.ts'
import type {
  Channel,
  ChannelChanges,
  ChannelCheck,
  ChannelHealth,
  ChannelNews,
  NewChannel,
  Template,
  TemplateSyncResult,
} from '../../worker/contract/channel.ts'
import type { Page } from '../../worker/contract/common.ts'
import type {
  Conversation,
  ConversationCounts,
  ConversationDetail,
  NewAssignee,
  NewConversation,
  Queue,
  StartedConversation,
  TypingInput,
} from '../../worker/contract/conversation.ts'
import type { DraftAnswer, DraftKept, DraftSave } from '../../worker/contract/draft.ts'
import type { MfaChallenge } from '../../worker/contract/factors.ts'
import type { Readiness } from '../../worker/contract/health.ts'
import type { BusinessHours, NewBusinessHours } from '../../worker/contract/hours.ts'
import type {
  Label,
  LabelChanges,
  LabelDetail,
  LabelSet,
  LabelSuggestion,
  NewLabel,
} from '../../worker/contract/label.ts'
import type { Ledger, Message } from '../../worker/contract/message.ts'
import type { NewMessage } from '../../worker/contract/new-message.ts'
import type {
  NewNotificationSettings,
  NewPushSubscription,
  Notification,
  NotificationSettings,
} from '../../worker/contract/notification.ts'
import type { ParkedEvent } from '../../worker/contract/parked.ts'
import type { Price, ReplyCost } from '../../worker/contract/price.ts'
import type { Role } from '../../worker/contract/roles.ts'
import type {
  NewScheduledMessage,
  ScheduledMessage,
  ScheduledMessageChanges,
  SendScheduled,
} from '../../worker/contract/scheduled.ts'
import type {
  CreatedInvitation,
  DeviceSession,
  Invitation,
  InvitationPreview,
  Me,
  Member,
  MemberChanges,
  NewTeam,
  SignInFailures,
  SignUp,
  Team,
  TeamChanges,
  Tenant,
  TenantChanges,
} from '../../worker/contract/team.ts'
import type { NewView, View, ViewChanges, ViewCounts } from '../../worker/contract/view.ts'
import type { WebhookEventPage, WebhookEventSearch } from '../../worker/contract/webhook-event.ts'
import { queryOf, request, requestLast, requestReport } from './client.ts'

/** What the analytics are asked about; left out: all. */
export type AnalyticsScope = { memberId?: string; channelId?: string; teamId?: string }
/** One period of the analytics, as the query has it. */
export type AnalyticsPeriod = AnalyticsScope & { from: string; to: string; granularity: Granularity; tz: string }
export type TraceSearch = z.input<typeof WebhookEventSearch>
type Data<T> = { data: T[] }
/** What the screen sends for a conversation list; the server fills in the rest. */
export type ListQuery = {
  status: string
  assignee?: string | undefined
  channel?: string | undefined
  team?: string | undefined
  mentioned?: 'me' | undefined
  unread?: 'true' | undefined
  failed?: 'true' | undefined
  label?: string | undefined
  priority?: string | undefined
  window?: string | undefined
  sort: string
  cursor?: string | undefined
  limit: number
}

const conversation = (id: string) => `/api/conversations/${id}`

const analytics = (name: string, period: AnalyticsPeriod) => `/api/analytics/${name}${queryOf(period)}`

/** Every route the screens use, with the contract's types. All throw ApiError. */
export const api = {
  signIn: (email: string, password: string) =>
    request<Me | MfaChallenge>('POST', '/api/auth/signin', { email, password }),
  signUp: (input: SignUp) => request<Me>('POST', '/api/auth/signup', input),
  signOut: () => requestLast('POST', '/api/auth/signout'),
  forgotPassword: (email: string) => request<void>('POST', '/api/auth/password/forgot', { email }),
  resetPassword: (token: string, password: string) =>
    request<void>('POST', '/api/auth/password/reset', { token, password }),
  changePassword: (current: string, password: string) =>
    request<void>('POST', '/api/auth/password/change', { current, password }),
  verifyEmail: (token: string) => request<void>('POST', '/api/auth/email/verify', { token }),
  resendVerification: () => request<void>('POST', '/api/auth/email/resend'),
  listSessions: () => request<Data<DeviceSession>>('GET', '/api/auth/sessions'),
  signInFailures: () => request<SignInFailures>('GET', '/api/auth/sign-in-failures'),
  endSession: (id: string) => request<void>('DELETE', `/api/auth/sessions/${id}`),
  endSessions: (withThis: boolean) => request<void>('DELETE', `/api/auth/sessions${queryOf({ current: withThis })}`),
  me: () => request<Me>('GET', '/api/me'),
  previewInvitation: (token: string) =>
    request<z.infer<typeof InvitationPreview>>('POST', '/api/auth/invitations/preview', { token }),
  acceptInvitation: (input: { token: string; password?: string; name?: string }) =>
    request<Me | MfaChallenge>('POST', '/api/auth/invitations/accept', input),

  listConversations: (query: ListQuery, signal?: AbortSignal) =>
    request<Page<Conversation>>('GET', `/api/conversations${queryOf(query)}`, undefined, signal),
  readConversations: (ids: string[]) =>
    request<Page<Conversation>>('GET', `/api/conversations${queryOf({ ids: ids.join(','), limit: 100 })}`),
  countConversations: () => request<ConversationCounts>('GET', '/api/conversations/counts'),
  getQueue: () => request<Queue>('GET', '/api/conversations/queue'),
  getConversation: (id: string) => request<ConversationDetail>('GET', conversation(id)),
  startConversation: (input: z.input<typeof NewConversation>) =>
    request<z.infer<typeof StartedConversation>>('POST', '/api/conversations', input),
  assign: (id: string, to: NewAssignee) => request<Conversation>('PUT', `${conversation(id)}/assignee`, to),
  reopen: (id: string) => request<Conversation>('DELETE', `${conversation(id)}/closure`),
  markRead: (id: string) => request<void>('POST', `${conversation(id)}/read`),
  sendTyping: (id: string, input: z.input<typeof TypingInput>) =>
    request<void>('POST', `${conversation(id)}/typing`, input),
  notePresence: (connectionId: string, conversationId: string | null) =>
    request<void>('PUT', '/api/presence', { connectionId, conversationId }),
  changeConversations: (input: BulkInput) => request<BulkResult>('POST', '/api/conversations/bulk', input),
  undoChanges: (bulkId: string) => request<BulkResult>('POST', `/api/conversations/bulk/${bulkId}/undo`),
  setLabels: (id: string, labelIds: string[]) =>
    request<Conversation>('PUT', `${conversation(id)}/labels`, { labelIds }),
  suggestLabels: (id: string) => request<Data<LabelSuggestion>>('GET', `${conversation(id)}/label-suggestions`),
  setContactLabels: (id: string, labelIds: string[]) =>
    request<LabelSet>('PUT', `/api/contacts/${id}/labels`, { labelIds }),
  search: (q: string) => request<Data<Conversation>>('POST', '/api/search', { q }),

  listMessages: (id: string, cursor: string | null, limit: number) =>
    request<Page<Message>>('GET', `${conversation(id)}/messages${queryOf({ cursor, limit })}`),
  readMessages: (ids: string[]) => request<Data<Message>>('GET', `/api/messages${queryOf({ ids: ids.join(',') })}`),
  sendMessage: (id: string, message: NewMessage) => request<Message>('POST', `${conversation(id)}/messages`, message),
  retryMessage: (id: string) => request<Message>('POST', `/api/messages/${id}/retry`),
  getDraft: (id: string, signal: AbortSignal) =>
    request<z.infer<typeof DraftAnswer>>('GET', `${conversation(id)}/draft`, undefined, signal),
  saveDraft: (id: string, draft: DraftSave, signal: AbortSignal) =>
    request<DraftKept>('PUT', `${conversation(id)}/draft`, draft, signal),
  listScheduled: (id: string) => request<Data<ScheduledMessage>>('GET', `${conversation(id)}/scheduled`),
  scheduleMessage: (id: string, input: NewScheduledMessage) =>
    request<ScheduledMessage>('POST', `${conversation(id)}/scheduled`, input),
  changeScheduled: (id: string, changes: ScheduledMessageChanges) =>
    request<ScheduledMessage>('PATCH', `/api/scheduled-messages/${id}`, changes),
  cancelScheduled: (id: string) => request<void>('DELETE', `/api/scheduled-messages/${id}`),
  sendScheduledNow: (id: string, input: SendScheduled) =>
    request<Message>('POST', `/api/scheduled-messages/${id}/send`, input),
  getReplyCost: (id: string) => request<ReplyCost>('GET', `${conversation(id)}/cost`),
  listPrices: () => request<Data<Price>>('GET', '/api/message-prices'),
  replacePrices: (table: Price[]) => request<Data<Price>>('PUT', '/api/message-prices', { prices: table }),
  listCanned: () => request<Data<CannedResponse>>('GET', '/api/canned-responses'),
  createCanned: (input: NewCannedResponse) => request<CannedResponse>('POST', '/api/canned-responses', input),
  changeCanned: (id: string, changes: CannedResponseChanges) =>
    request<CannedResponse>('PATCH', `/api/canned-responses/${id}`, changes),
  removeCanned: (id: string) => request<void>('DELETE', `/api/canned-responses/${id}`),
  getLedger: (id: string) => request<Ledger>('GET', `/api/messages/${id}/ledger`),

  listViews: () => request<Data<View>>('GET', '/api/views'),
  countViews: () => request<ViewCounts>('GET', '/api/views/counts'),
  createView: (input: NewView) => request<View>('POST', '/api/views', input),
  changeView: (id: string, changes: ViewChanges) => request<View>('PATCH', `/api/views/${id}`, changes),
  removeView: (id: string) => request<void>('DELETE', `/api/views/${id}`),

  listLabels: () => request<Data<Label>>('GET', '/api/labels'),
  getLabel: (id: string) => request<LabelDetail>('GET', `/api/labels/${id}`),
  createLabel: (input: NewLabel) => request<Label>('POST', '/api/labels', input),
  changeLabel: (id: string, changes: LabelChanges) => request<Label>('PATCH', `/api/labels/${id}`, changes),
  removeLabel: (id: string) => request<void>('DELETE', `/api/labels/${id}`),

  listChannels: () => request<Data<Channel>>('GET', '/api/channels'),
  addChannel: (input: NewChannel) => request<Channel>('POST', '/api/channels', input),
  checkChannel: (input: NewChannel) => request<ChannelCheck>('POST', '/api/channels/check', input),
  changeChannel: (id: string, changes: ChannelChanges) => request<Channel>('PATCH', `/api/channels/${id}`, changes),
  removeChannel: (id: string) => request<void>('DELETE', `/api/channels/${id}`),
  getChannelHealth: (id: string) => request<ChannelHealth>('GET', `/api/channels/${id}/health`),
  listChannelEvents: (id: string, cursor: string | null) =>
    request<Page<ChannelNews>>('GET', `/api/channels/${id}/events${queryOf({ cursor, limit: 50 })}`),
  listTemplates: (channelId: string) => request<Data<Template>>('GET', `/api/templates${queryOf({ channelId })}`),
  syncTemplates: (channelId: string) =>
    request<z.infer<typeof TemplateSyncResult>>('POST', '/api/templates/sync', { channelId }),

  listMembers: () => request<Data<Member>>('GET', '/api/team/members'),
  changeMember: (id: string, changes: z.infer<typeof MemberChanges>) =>
    request<Member>('PATCH', `/api/team/members/${id}`, changes),
  getHours: () => request<BusinessHours>('GET', '/api/business-hours'),
  setHours: (hours: NewBusinessHours) => request<BusinessHours>('PUT', '/api/business-hours', hours),
  changeTenant: (changes: TenantChanges) => request<Tenant>('PATCH', '/api/tenant', changes),
  listTeams: () => request<Data<Team>>('GET', '/api/teams'),
  createTeam: (team: NewTeam) => request<Team>('POST', '/api/teams', team),
  changeTeam: (id: string, changes: TeamChanges) => request<Team>('PATCH', `/api/teams/${id}`, changes),
  removeTeam: (id: string) => request<void>('DELETE', `/api/teams/${id}`),
  listNotifications: (cursor: string | null, limit: number) =>
    request<Page<Notification>>('GET', `/api/notifications${queryOf({ cursor, limit })}`),
  readNotification: (id: string) => request<void>('POST', `/api/notifications/${id}/read`),
  readAllNotifications: () => request<void>('POST', '/api/notifications/read'),
  getNotificationSettings: () => request<NotificationSettings>('GET', '/api/notification-settings'),
  changeNotificationSettings: (settings: NewNotificationSettings) =>
    request<NotificationSettings>('PUT', '/api/notification-settings', settings),
  subscribePush: (subscription: NewPushSubscription) =>
    request<{ id: string }>('POST', '/api/push-subscriptions', subscription),
  unsubscribePush: (id: string) => request<void>('DELETE', `/api/push-subscriptions/${id}`),
  listInvitations: () => request<Data<Invitation>>('GET', '/api/team/invitations'),
  invite: (email: string, role: Exclude<Role, 'owner'>) =>
    request<z.infer<typeof CreatedInvitation>>('POST', '/api/team/invitations', { email, role }),
  resendInvitation: (id: string) =>
    request<z.infer<typeof CreatedInvitation>>('POST', `/api/team/invitations/${id}/resend`),
  withdrawInvitation: (id: string) => request<void>('DELETE', `/api/team/invitations/${id}`),
  listParkedEvents: () => request<Data<ParkedEvent>>('GET', '/api/parked-events'),
  replayParkedEvent: (id: string) => request<void>('POST', `/api/parked-events/${id}/replay`),
  replayUnroutedEvent: (id: string) => request<void>('POST', `/api/unrouted-events/${id}/replay`),
  searchWebhookEvents: (search: TraceSearch) => request<WebhookEventPage>('POST', '/api/webhook-events/search', search),
  getOverview: (period: AnalyticsPeriod) => request<Overview>('GET', analytics('overview', period)),
  getMessageAnalytics: (period: AnalyticsPeriod) => request<MessageAnalytics>('GET', analytics('messages', period)),
  getConversationAnalytics: (period: AnalyticsPeriod) =>
    request<ConversationAnalytics>('GET', analytics('conversations', period)),
  getAgentAnalytics: (period: AnalyticsPeriod) => request<AgentAnalytics>('GET', analytics('agents', period)),
  getAgentSteps: (period: AnalyticsPeriod) => request<AgentSteps>('GET', analytics('agent-steps', period)),
  readiness: () => requestReport<Readiness>('/readyz'),
}

/** Where the figures of a period are downloaded. */
export function analyticsCsvUrl(
  name: 'overview' | 'messages' | 'conversations' | 'agents' | 'agent-steps',
  period: AnalyticsPeriod,
  per?: 'channel',
): string {
  return `${analytics(name, period)}&format=csv${per ? `&per=${per}` : ''}`
}

/** Where a file's content is read, by media id. */
export function mediaUrl(id: string, download = false): string {
  return `/api/media/${id}${download ? '?download=1' : ''}`
}
