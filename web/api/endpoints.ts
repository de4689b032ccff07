import type { z } from 'zod'
import type { BulkInput, BulkResult } from '../../worker/contract/bulk.ts'
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
import type { Readiness } from '../../worker/contract/health.ts'
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
import type { ParkedEvent } from '../../worker/contract/parked.ts'
import type { Role } from '../../worker/contract/roles.ts'
import type {
  CreatedInvitation,
  Invitation,
  InvitationPreview,
  Me,
  Member,
  MemberChanges,
  SignUp,
} from '../../worker/contract/team.ts'
import type { NewView, View, ViewChanges, ViewCounts } from '../../worker/contract/view.ts'
import { queryOf, request, requestReport } from './client.ts'

type Data<T> = { data: T[] }
/** What the screen sends for a conversation list; the server fills in the rest. */
export type ListQuery = {
  status: string
  assignee?: string | undefined
  channel?: string | undefined
  unread?: 'true' | undefined
  label?: string | undefined
  priority?: string | undefined
  window?: string | undefined
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
