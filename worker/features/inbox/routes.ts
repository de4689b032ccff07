import { z } from '@hono/zod-openapi'
import { BulkInput, BulkResult } from '../../contract/bulk.ts'
import { pageOf, Uuid } from '../../contract/common.ts'
import {
  Conversation,
  ConversationCounts,
  ConversationDetail,
  ConversationQuery,
  MessageQuery,
  MessagesByIdQuery,
  NewAssignee,
  NewConversation,
  NewPriority,
  NewSnooze,
  PresenceInput,
  Queue,
  SearchInput,
  SearchResult,
  StartedConversation,
  TypingInput,
} from '../../contract/conversation.ts'
import { LabelSet, LabelSuggestion } from '../../contract/label.ts'
import { Ledger, Message } from '../../contract/message.ts'
import { NewMessage } from '../../contract/new-message.ts'
import { ParkedEvent } from '../../contract/parked.ts'
import { defineRoute, json, jsonBody, newRouter, problemResponses } from '../../http/router.ts'
import { suggestLabels } from './label-commands.ts'
import { listParked, replayParked } from './parked-events.ts'
import { noteTyping, noteViewing } from './presence.ts'
import {
  getConversation,
  getCounts,
  getLedger,
  getQueue,
  listConversations,
  listMessages,
  readMessages,
  searchConversations,
} from './reads.ts'

const ConversationParams = z.object({ conversationId: Uuid })
const MessageParams = z.object({ messageId: Uuid })
const done = { 204: { description: 'Done.' } }

const listConversationsRoute = defineRoute({
  method: 'get',
  path: '/conversations',
  operationId: 'listConversations',
  operation: 'readInbox',
  description: 'A page of conversations; closed ones only when asked for.',
  request: { query: ConversationQuery },
  responses: { 200: json(pageOf(Conversation), 'A page.'), ...problemResponses },
})

const countsRoute = defineRoute({
  method: 'get',
  path: '/conversations/counts',
  operationId: 'countConversations',
  operation: 'readInbox',
  description: 'How many conversations each tab has.',
  responses: { 200: json(ConversationCounts, 'Counts of what is not closed.'), ...problemResponses },
})

const queueRoute = defineRoute({
  method: 'get',
  path: '/conversations/queue',
  operationId: 'getQueue',
  operation: 'readQueue',
  description: 'How the queue does: who waits and for how long, who has what, what closes soon, what failed.',
  responses: { 200: json(Queue, 'Of what is not closed.'), ...problemResponses },
})

const getConversationRoute = defineRoute({
  method: 'get',
  path: '/conversations/{conversationId}',
  operationId: 'getConversation',
  operation: 'readInbox',
  description: 'A conversation with its customer.',
  request: { params: ConversationParams },
  responses: { 200: json(ConversationDetail, 'The conversation.'), ...problemResponses },
})

const startConversationRoute = defineRoute({
  method: 'post',
  path: '/conversations',
  operationId: 'startConversation',
  operation: 'startConversation',
  description: 'Writes to a customer first, with a template.',
  request: { body: jsonBody(NewConversation) },
  responses: { 201: json(StartedConversation, 'Queued; its status arrives as events.'), ...problemResponses },
})

const assignRoute = defineRoute({
  method: 'put',
  path: '/conversations/{conversationId}/assignee',
  operationId: 'assignConversation',
  operation: 'assign',
  description:
    'Gives the conversation to a member or to nobody, and to a team. Where the tenant assigns by itself, a team finds somebody.',
  request: { params: ConversationParams, body: jsonBody(NewAssignee) },
  responses: { 200: json(Conversation, 'The conversation.'), ...problemResponses },
})

const closeRoute = defineRoute({
  method: 'post',
  path: '/conversations/{conversationId}/closure',
  operationId: 'closeConversation',
  operation: 'close',
  description: 'Closes the conversation; a new message of the customer reopens it.',
  request: { params: ConversationParams },
  responses: { 200: json(Conversation, 'The conversation.'), ...problemResponses },
})

const reopenRoute = defineRoute({
  method: 'delete',
  path: '/conversations/{conversationId}/closure',
  operationId: 'reopenConversation',
  operation: 'close',
  description: 'Opens a closed conversation again.',
  request: { params: ConversationParams },
  responses: { 200: json(Conversation, 'The conversation.'), ...problemResponses },
})

const snoozeRoute = defineRoute({
  method: 'put',
  path: '/conversations/{conversationId}/snooze',
  operationId: 'snoozeConversation',
  operation: 'snooze',
  description: 'Puts the conversation out of sight until a time or the customer’s next message; reopening ends it.',
  request: { params: ConversationParams, body: jsonBody(NewSnooze) },
  responses: { 200: json(Conversation, 'The conversation.'), ...problemResponses },
})

const priorityRoute = defineRoute({
  method: 'put',
  path: '/conversations/{conversationId}/priority',
  operationId: 'setPriority',
  operation: 'setPriority',
  description: 'Says how much the conversation matters.',
  request: { params: ConversationParams, body: jsonBody(NewPriority) },
  responses: { 200: json(Conversation, 'The conversation.'), ...problemResponses },
})

const bulkRoute = defineRoute({
  method: 'post',
  path: '/conversations/bulk',
  operationId: 'changeConversations',
  operation: 'bulkChange',
  description: 'Does one thing to at most 100 conversations; each has its own outcome.',
  request: { body: jsonBody(BulkInput) },
  responses: { 200: json(BulkResult, 'What became of each.'), ...problemResponses },
})

const undoBulkRoute = defineRoute({
  method: 'post',
  path: '/conversations/bulk/{bulkId}/undo',
  operationId: 'undoChanges',
  operation: 'bulkChange',
  description:
    'Brings back what one’s own bulk change of the last minute changed, where nobody changed it since. Once.',
  request: { params: z.object({ bulkId: Uuid }) },
  responses: { 200: json(BulkResult, 'What became of each.'), ...problemResponses },
})

const labelRoute = defineRoute({
  method: 'put',
  path: '/conversations/{conversationId}/labels',
  operationId: 'setConversationLabels',
  operation: 'label',
  description: 'Makes these the labels of the conversation.',
  request: { params: ConversationParams, body: jsonBody(LabelSet) },
  responses: { 200: json(Conversation, 'The conversation.'), ...problemResponses },
})

const suggestLabelsRoute = defineRoute({
  method: 'get',
  path: '/conversations/{conversationId}/label-suggestions',
  operationId: 'suggestLabels',
  operation: 'label',
  description: 'Up to five labels worth offering: what the customer has elsewhere, then what the member gave lately.',
  request: { params: ConversationParams },
  responses: { 200: json(z.object({ data: z.array(LabelSuggestion) }), 'Best first.'), ...problemResponses },
})

const labelContactRoute = defineRoute({
  method: 'put',
  path: '/contacts/{contactId}/labels',
  operationId: 'setContactLabels',
  operation: 'label',
  description: 'Makes these the labels of the contact.',
  request: { params: z.object({ contactId: Uuid }), body: jsonBody(LabelSet) },
  responses: { 200: json(LabelSet, 'The labels.'), ...problemResponses },
})

const readRoute = defineRoute({
  method: 'post',
  path: '/conversations/{conversationId}/read',
  operationId: 'markRead',
  operation: 'markRead',
  description: 'Nothing of the conversation is unread any more.',
  request: { params: ConversationParams },
  responses: { ...done, ...problemResponses },
})

const typingRoute = defineRoute({
  method: 'post',
  path: '/conversations/{conversationId}/typing',
  operationId: 'noteTyping',
  operation: 'reply',
  description:
    'Tells colleagues who is writing and, where the tenant shares drafts, what; the customer too where the tenant wants it. Say it again every four seconds. Nothing is stored.',
  request: { params: ConversationParams, body: jsonBody(TypingInput) },
  responses: { ...done, ...problemResponses },
})

const presenceRoute = defineRoute({
  method: 'put',
  path: '/presence',
  operationId: 'notePresence',
  operation: 'readInbox',
  description: 'Tells colleagues which conversation a window shows, or that it shows none. It ends with the window.',
  request: { body: jsonBody(PresenceInput) },
  responses: { ...done, ...problemResponses },
})

const listMessagesRoute = defineRoute({
  method: 'get',
  path: '/conversations/{conversationId}/messages',
  operationId: 'listMessages',
  operation: 'readInbox',
  description: 'A page of the thread, newest first.',
  request: { params: ConversationParams, query: MessageQuery },
  responses: { 200: json(pageOf(Message), 'A page.'), ...problemResponses },
})

const sendMessageRoute = defineRoute({
  method: 'post',
  path: '/conversations/{conversationId}/messages',
  operationId: 'sendMessage',
  operation: 'reply',
  description:
    'Sends a reply, template or reaction, or writes a note. The same clientMessageId again gives the first answer. After 24 hours without a message of the customer only templates are taken.',
  request: { params: ConversationParams, body: jsonBody(NewMessage) },
  responses: { 202: json(Message, 'Queued; its status arrives as events.'), ...problemResponses },
})

const readMessagesRoute = defineRoute({
  method: 'get',
  path: '/messages',
  operationId: 'readMessages',
  operation: 'readInbox',
  description: 'Messages by id, for a client that was away; what is not there is left out.',
  request: { query: MessagesByIdQuery },
  responses: { 200: json(z.object({ data: z.array(Message) }), 'Those that are there.'), ...problemResponses },
})

const retryRoute = defineRoute({
  method: 'post',
  path: '/messages/{messageId}/retry',
  operationId: 'retryMessage',
  operation: 'retryMessage',
  description: 'Sends a failed or unconfirmed message again, as a new attempt.',
  request: { params: MessageParams },
  responses: { 202: json(Message, 'Queued again.'), ...problemResponses },
})

const ledgerRoute = defineRoute({
  method: 'get',
  path: '/messages/{messageId}/ledger',
  operationId: 'getLedger',
  operation: 'readLedger',
  description: 'The whole story of a message: accepted, every attempt and its answer, every status.',
  request: { params: MessageParams },
  responses: { 200: json(Ledger, 'Oldest first.'), ...problemResponses },
})

const searchRoute = defineRoute({
  method: 'post',
  path: '/search',
  operationId: 'search',
  reads: true,
  operation: 'readInbox',
  description: 'Conversations by the full number, username or user id of the customer.',
  request: { body: jsonBody(SearchInput) },
  responses: { 200: json(SearchResult, 'Newest first.'), ...problemResponses },
})

const listParkedRoute = defineRoute({
  method: 'get',
  path: '/parked-events',
  operationId: 'listParkedEvents',
  operation: 'replayParked',
  description: 'Events of WhatsApp that could not be applied.',
  responses: { 200: json(z.object({ data: z.array(ParkedEvent) }), 'Newest first.'), ...problemResponses },
})

const replayParkedRoute = defineRoute({
  method: 'post',
  path: '/parked-events/{parkedEventId}/replay',
  operationId: 'replayParkedEvent',
  operation: 'replayParked',
  description: 'Tries to apply a parked event again.',
  request: { params: z.object({ parkedEventId: Uuid }) },
  responses: { 202: { description: 'In the journal again.' }, ...problemResponses },
})

export const inboxRoutes = newRouter()
  .openapi(listConversationsRoute, async (c) => c.json(await listConversations(c.var.ctx, c.req.valid('query')), 200))
  .openapi(countsRoute, async (c) => c.json(await getCounts(c.var.ctx), 200))
  .openapi(queueRoute, async (c) => c.json(await getQueue(c.var.ctx), 200))
  .openapi(getConversationRoute, async (c) =>
    c.json(await getConversation(c.var.ctx, c.req.valid('param').conversationId), 200),
  )
  .openapi(startConversationRoute, async (c) =>
    c.json(await c.var.ctx.inbox.run('startConversation', c.req.valid('json')), 201),
  )
  .openapi(assignRoute, async (c) => {
    const input = { ...c.req.valid('param'), ...c.req.valid('json') }
    return c.json(await c.var.ctx.inbox.run('assignConversation', input), 200)
  })
  .openapi(closeRoute, async (c) => c.json(await c.var.ctx.inbox.run('closeConversation', c.req.valid('param')), 200))
  .openapi(reopenRoute, async (c) => c.json(await c.var.ctx.inbox.run('reopenConversation', c.req.valid('param')), 200))
  .openapi(snoozeRoute, async (c) => {
    const input = { ...c.req.valid('param'), ...c.req.valid('json') }
    return c.json(await c.var.ctx.inbox.run('snoozeConversation', input), 200)
  })
  .openapi(priorityRoute, async (c) => {
    const input = { ...c.req.valid('param'), ...c.req.valid('json') }
    return c.json(await c.var.ctx.inbox.run('setPriority', input), 200)
  })
  .openapi(bulkRoute, async (c) => c.json(await c.var.ctx.inbox.run('changeConversations', c.req.valid('json')), 200))
  .openapi(undoBulkRoute, async (c) => c.json(await c.var.ctx.inbox.run('undoChanges', c.req.valid('param')), 200))
  .openapi(labelRoute, async (c) => {
    const input = { ...c.req.valid('param'), ...c.req.valid('json') }
    return c.json(await c.var.ctx.inbox.run('setConversationLabels', input), 200)
  })
  .openapi(suggestLabelsRoute, async (c) => {
    const { ctx } = c.var
    return c.json({ data: await suggestLabels(ctx, c.req.valid('param').conversationId) }, 200)
  })
  .openapi(labelContactRoute, async (c) => {
    const input = { ...c.req.valid('param'), ...c.req.valid('json') }
    return c.json(await c.var.ctx.inbox.run('setContactLabels', input), 200)
  })
  .openapi(readRoute, async (c) => {
    await c.var.ctx.inbox.run('markRead', c.req.valid('param'))
    return c.body(null, 204)
  })
  .openapi(typingRoute, async (c) => {
    await noteTyping(c.var.ctx, { ...c.req.valid('param'), ...c.req.valid('json') })
    return c.body(null, 204)
  })
  .openapi(presenceRoute, async (c) => {
    await noteViewing(c.var.ctx, c.req.valid('json'))
    return c.body(null, 204)
  })
  .openapi(listMessagesRoute, async (c) => {
    const { ctx } = c.var
    return c.json(await listMessages(ctx, c.req.valid('param').conversationId, c.req.valid('query')), 200)
  })
  .openapi(sendMessageRoute, async (c) => {
    const input = { ...c.req.valid('param'), message: c.req.valid('json') }
    return c.json(await c.var.ctx.inbox.run('sendMessage', input), 202)
  })
  .openapi(readMessagesRoute, async (c) => {
    const ids = c.req.valid('query').ids.split(',')
    return c.json({ data: await readMessages(c.var.ctx, ids) }, 200)
  })
  .openapi(retryRoute, async (c) => c.json(await c.var.ctx.inbox.run('retryMessage', c.req.valid('param')), 202))
  .openapi(ledgerRoute, async (c) => c.json(await getLedger(c.var.ctx, c.req.valid('param').messageId), 200))
  .openapi(searchRoute, async (c) => {
    const { q, limit } = c.req.valid('json')
    return c.json({ data: await searchConversations(c.var.ctx, q, limit) }, 200)
  })
  .openapi(listParkedRoute, async (c) => c.json({ data: await listParked(c.var.ctx) }, 200))
  .openapi(replayParkedRoute, async (c) => {
    await replayParked(c.var.ctx, c.req.valid('param').parkedEventId)
    return c.body(null, 202)
  })
