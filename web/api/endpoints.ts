import type { z } from 'zod'
import type { CannedResponse, CannedResponseChanges, NewCannedResponse } from '../../worker/contract/canned.ts'
import type {
  Channel,
  ChannelChanges,
  ChannelCheck,
  ChannelHealth,
  NewChannel,
  Template,
  TemplateSyncResult,
} from '../../worker/contract/channel.ts'
import type { Page } from '../../worker/contract/common.ts'
import type {
  Conversation,
  ConversationCounts,
  ConversationDetail,
  NewConversation,
  StartedConversation,
} from '../../worker/contract/conversation.ts'
import type { DraftAnswer, DraftInput } from '../../worker/contract/draft.ts'
import type { Readiness } from '../../worker/contract/health.ts'
import type { Ledger, Message } from '../../worker/contract/message.ts'
import type { NewMessage } from '../../worker/contract/new-message.ts'
import type { ParkedEvent } from '../../worker/contract/parked.ts'
import type { Price, ReplyCost } from '../../worker/contract/price.ts'
import type { Role } from '../../worker/contract/roles.ts'
import type { NewScheduledMessage, ScheduledMessage, ScheduledMessageChanges } from '../../worker/contract/scheduled.ts'
import type {
  CreatedInvitation,
  Invitation,
  InvitationPreview,
  Me,
  Member,
  MemberChanges,
  SignUp,
} from '../../worker/contract/team.ts'
import { queryOf, request, requestReport } from './client.ts'

type Data<T> = { data: T[] }
/** What the screen sends for a conversation list; the server fills in the rest. */
export type ListQuery = {
  status: string
  assignee?: string | undefined
  channel?: string | undefined
  unread?: 'true' | undefined
  sort: string
  cursor?: string | undefined
  limit: number
}

const conversation = (id: string) => `/api/conversations/${id}`

/** Every route the screens use, with the contract's types. All throw ApiError. */
export const api = {
  signIn: (email: string, password: string) => request<Me>('POST', '/api/auth/signin', { email, password }),
  signUp: (input: SignUp) => request<Me>('POST', '/api/auth/signup', input),
  signOut: () => request<void>('POST', '/api/auth/signout'),
  me: () => request<Me>('GET', '/api/me'),
  previewInvitation: (token: string) =>
    request<z.infer<typeof InvitationPreview>>('POST', '/api/auth/invitations/preview', { token }),
  acceptInvitation: (input: { token: string; password?: string; name?: string }) =>
    request<Me>('POST', '/api/auth/invitations/accept', input),

  listConversations: (query: ListQuery, signal?: AbortSignal) =>
    request<Page<Conversation>>('GET', `/api/conversations${queryOf(query)}`, undefined, signal),
  readConversations: (ids: string[]) =>
    request<Page<Conversation>>('GET', `/api/conversations${queryOf({ ids: ids.join(','), limit: 100 })}`),
  countConversations: () => request<ConversationCounts>('GET', '/api/conversations/counts'),
  getConversation: (id: string) => request<ConversationDetail>('GET', conversation(id)),
  startConversation: (input: z.input<typeof NewConversation>) =>
    request<z.infer<typeof StartedConversation>>('POST', '/api/conversations', input),
  assign: (id: string, memberId: string | null) =>
    request<Conversation>('PUT', `${conversation(id)}/assignee`, { memberId }),
  close: (id: string) => request<Conversation>('POST', `${conversation(id)}/closure`),
  reopen: (id: string) => request<Conversation>('DELETE', `${conversation(id)}/closure`),
  markRead: (id: string) => request<void>('POST', `${conversation(id)}/read`),
  sendTyping: (id: string, typing: boolean) => request<void>('POST', `${conversation(id)}/typing`, { typing }),
  search: (q: string) => request<Data<Conversation>>('POST', '/api/search', { q }),

  listMessages: (id: string, cursor: string | null, limit: number) =>
    request<Page<Message>>('GET', `${conversation(id)}/messages${queryOf({ cursor, limit })}`),
  readMessages: (ids: string[]) => request<Data<Message>>('GET', `/api/messages${queryOf({ ids: ids.join(',') })}`),
  sendMessage: (id: string, message: NewMessage) => request<Message>('POST', `${conversation(id)}/messages`, message),
  retryMessage: (id: string) => request<Message>('POST', `/api/messages/${id}/retry`),
  getDraft: (id: string) => request<z.infer<typeof DraftAnswer>>('GET', `${conversation(id)}/draft`),
  saveDraft: (id: string, draft: DraftInput) => request<void>('PUT', `${conversation(id)}/draft`, draft),
  listScheduled: (id: string) => request<Data<ScheduledMessage>>('GET', `${conversation(id)}/scheduled`),
  scheduleMessage: (id: string, input: NewScheduledMessage) =>
    request<ScheduledMessage>('POST', `${conversation(id)}/scheduled`, input),
  changeScheduled: (id: string, changes: ScheduledMessageChanges) =>
    request<ScheduledMessage>('PATCH', `/api/scheduled-messages/${id}`, changes),
  cancelScheduled: (id: string) => request<void>('DELETE', `/api/scheduled-messages/${id}`),
  sendScheduledNow: (id: string) => request<Message>('POST', `/api/scheduled-messages/${id}/send`),
  getReplyCost: (id: string) => request<ReplyCost>('GET', `${conversation(id)}/cost`),
  listPrices: () => request<Data<Price>>('GET', '/api/message-prices'),
  replacePrices: (table: Price[]) => request<Data<Price>>('PUT', '/api/message-prices', { prices: table }),
  listCanned: () => request<Data<CannedResponse>>('GET', '/api/canned-responses'),
  createCanned: (input: NewCannedResponse) => request<CannedResponse>('POST', '/api/canned-responses', input),
  changeCanned: (id: string, changes: CannedResponseChanges) =>
    request<CannedResponse>('PATCH', `/api/canned-responses/${id}`, changes),
  removeCanned: (id: string) => request<void>('DELETE', `/api/canned-responses/${id}`),
  getLedger: (id: string) => request<Ledger>('GET', `/api/messages/${id}/ledger`),

  listChannels: () => request<Data<Channel>>('GET', '/api/channels'),
  addChannel: (input: NewChannel) => request<Channel>('POST', '/api/channels', input),
  checkChannel: (input: NewChannel) => request<ChannelCheck>('POST', '/api/channels/check', input),
  changeChannel: (id: string, changes: ChannelChanges) => request<Channel>('PATCH', `/api/channels/${id}`, changes),
  removeChannel: (id: string) => request<void>('DELETE', `/api/channels/${id}`),
  getChannelHealth: (id: string) => request<ChannelHealth>('GET', `/api/channels/${id}/health`),
  listTemplates: (channelId: string) => request<Data<Template>>('GET', `/api/templates${queryOf({ channelId })}`),
  syncTemplates: (channelId: string) =>
    request<z.infer<typeof TemplateSyncResult>>('POST', '/api/templates/sync', { channelId }),

  listMembers: () => request<Data<Member>>('GET', '/api/team/members'),
  changeMember: (id: string, changes: z.infer<typeof MemberChanges>) =>
    request<Member>('PATCH', `/api/team/members/${id}`, changes),
  listInvitations: () => request<Data<Invitation>>('GET', '/api/team/invitations'),
  invite: (email: string, role: Exclude<Role, 'owner'>) =>
    request<z.infer<typeof CreatedInvitation>>('POST', '/api/team/invitations', { email, role }),
  withdrawInvitation: (id: string) => request<void>('DELETE', `/api/team/invitations/${id}`),
  listParkedEvents: () => request<Data<ParkedEvent>>('GET', '/api/parked-events'),
  replayParkedEvent: (id: string) => request<void>('POST', `/api/parked-events/${id}/replay`),
  readiness: () => requestReport<Readiness>('/readyz'),
}

/** Where a file's content is read, by media id. */
export function mediaUrl(id: string, download = false): string {
  return `/api/media/${id}${download ? '?download=1' : ''}`
}
