import { z } from '@hono/zod-openapi'
import { pageOf, Uuid } from '../../contract/common.ts'
import {
  BlockResult,
  Contact,
  ContactChanges,
  ContactCount,
  ContactDetail,
  ContactFilters,
  ContactQuery,
  ContactSearch,
  MergeInput,
  MergePreview,
  NewConsent,
  NewContact,
  NewContactNote,
} from '../../contract/contact.ts'
import { AppError } from '../../contract/problem.ts'
import {
  type AppEnv,
  defineRoute,
  json,
  jsonBody,
  newRouter,
  problemResponses,
  requireFresh,
  WANTS_FRESH,
} from '../../http/router.ts'
import { blockAtMeta, hasHiddenConversation } from './block.ts'
import { countMatching, getContact, listContacts, previewMerge, searchContacts } from './contacts.ts'

export { contactSettingsRoutes } from './settings-routes.ts'

const ContactParams = z.object({ contactId: Uuid })
const done = { 204: { description: 'Done.' }, ...problemResponses }
const detail = { 200: json(ContactDetail, 'The person.'), ...problemResponses }

const listRoute = defineRoute({
  method: 'get',
  path: '/contacts',
  operationId: 'listContacts',
  operation: 'readContacts',
  description: 'A page of customers, whoever changed last first.',
  request: { query: ContactQuery },
  responses: { 200: json(pageOf(Contact), 'A page.'), ...problemResponses },
})

const searchRoute = defineRoute({
  method: 'post',
  path: '/contacts/search',
  operationId: 'searchContacts',
  reads: true,
  operation: 'readContacts',
  description: 'Customers by a whole number, username or e-mail address, and by filters.',
  request: { body: jsonBody(ContactSearch) },
  responses: { 200: json(pageOf(Contact), 'A page, whoever changed last first.'), ...problemResponses },
})

const countRoute = defineRoute({
  method: 'post',
  path: '/contacts/count',
  operationId: 'countContacts',
  reads: true,
  operation: 'readContacts',
  description: 'How many customers fit the filters.',
  request: { body: jsonBody(z.strictObject({ filters: ContactFilters })) },
  responses: { 200: json(ContactCount, 'The count.'), ...problemResponses },
})

const createRoute = defineRoute({
  method: 'post',
  path: '/contacts',
  operationId: 'createContact',
  operation: 'editContacts',
  description: 'Makes a contact by hand, by its number.',
  request: { body: jsonBody(NewContact) },
  responses: { 201: json(ContactDetail, 'The contact.'), ...problemResponses },
})

const getRoute = defineRoute({
  method: 'get',
  path: '/contacts/{contactId}',
  operationId: 'getContact',
  operation: 'readContacts',
  description: 'Everything known of a person, those merged into them included.',
  request: { params: ContactParams },
  responses: detail,
})

const editRoute = defineRoute({
  method: 'patch',
  path: '/contacts/{contactId}',
  operationId: 'editContact',
  operation: 'editContacts',
  description: 'Changes what the team says of a person. What WhatsApp says later does not overwrite it.',
  request: { params: ContactParams, body: jsonBody(ContactChanges) },
  responses: detail,
})

const removeRoute = defineRoute({
  method: 'delete',
  path: '/contacts/{contactId}',
  operationId: 'removeContact',
  operation: 'removeContacts',
  description: `Takes a person and all their conversations off every screen, and erases them a moment later: their key is destroyed, nothing of theirs opens again. ${WANTS_FRESH}`,
  request: { params: ContactParams },
  responses: done,
})

const restoreRoute = defineRoute({
  method: 'delete',
  path: '/contacts/{contactId}/removal',
  operationId: 'restoreContact',
  operation: 'removeContacts',
  description: 'Brings a removed person back, within ten seconds.',
  request: { params: ContactParams },
  responses: detail,
})

const consentRoute = defineRoute({
  method: 'put',
  path: '/contacts/{contactId}/consent',
  operationId: 'setConsent',
  operation: 'editContacts',
  description: 'What the customer said about marketing messages, how and when.',
  request: { params: ContactParams, body: jsonBody(NewConsent) },
  responses: detail,
})

const blocked = { 200: json(BlockResult, 'What WhatsApp said on each number.'), ...problemResponses }
const blockRoute = defineRoute({
  method: 'put',
  path: '/contacts/{contactId}/block',
  operationId: 'blockContact',
  operation: 'blockContacts',
  description: 'Blocks a person here, and at WhatsApp on each number where they wrote in the last 24 hours.',
  request: { params: ContactParams },
  responses: blocked,
})

const unblockRoute = defineRoute({
  method: 'delete',
  path: '/contacts/{contactId}/block',
  operationId: 'unblockContact',
  operation: 'blockContacts',
  description: 'Lets a person in again, here and at WhatsApp.',
  request: { params: ContactParams },
  responses: blocked,
})

const addNoteRoute = defineRoute({
  method: 'post',
  path: '/contacts/{contactId}/notes',
  operationId: 'addContactNote',
  operation: 'editContacts',
  description: 'Notes something about a person, for the team.',
  request: { params: ContactParams, body: jsonBody(NewContactNote) },
  responses: { 201: json(ContactDetail, 'The person.'), ...problemResponses },
})

const removeNoteRoute = defineRoute({
  method: 'delete',
  path: '/contacts/{contactId}/notes/{noteId}',
  operationId: 'removeContactNote',
  operation: 'editContacts',
  description: 'Removes one’s own note; supervisors and above remove any.',
  request: { params: z.object({ contactId: Uuid, noteId: Uuid }) },
  responses: detail,
})

const previewMergeRoute = defineRoute({
  method: 'post',
  path: '/contacts/{contactId}/merge/preview',
  operationId: 'previewMerge',
  reads: true,
  operation: 'mergeContacts',
  description: 'What merging somebody into this person would give.',
  request: { params: ContactParams, body: jsonBody(MergeInput) },
  responses: { 200: json(MergePreview, 'Both, and the result.'), ...problemResponses },
})

const mergeRoute = defineRoute({
  method: 'post',
  path: '/contacts/{contactId}/merge',
  operationId: 'mergeContacts',
  operation: 'mergeContacts',
  description:
    'Makes somebody part of this person. It can be undone: conversations keep the number they are held with, and answers go there.',
  request: { params: ContactParams, body: jsonBody(MergeInput) },
  responses: detail,
})

const unmergeRoute = defineRoute({
  method: 'delete',
  path: '/contacts/{contactId}/merges/{mergedContactId}',
  operationId: 'unmergeContacts',
  operation: 'mergeContacts',
  description: 'Takes a merged person out again, as they were.',
  request: { params: z.object({ contactId: Uuid, mergedContactId: Uuid }) },
  responses: detail,
})

export const contactRoutes = newRouter()
  .openapi(listRoute, async (c) => c.json(await listContacts(c.var.ctx, c.req.valid('query')), 200))
  .openapi(searchRoute, async (c) => c.json(await searchContacts(c.var.ctx, c.req.valid('json')), 200))
  .openapi(countRoute, async (c) => {
    const { filters } = c.req.valid('json')
    return c.json({ count: await countMatching(c.var.ctx, filters) }, 200)
  })
  .openapi(createRoute, async (c) => {
    const { ctx } = c.var
    const { contactId } = await ctx.inbox.run('createContact', c.req.valid('json'))
    return c.json(await getContact(ctx, contactId), 201)
  })
  .openapi(getRoute, async (c) => c.json(await getContact(c.var.ctx, c.req.valid('param').contactId), 200))
  .openapi(editRoute, async (c) => {
    const { ctx } = c.var
    const { contactId } = c.req.valid('param')
    await ctx.inbox.run('editContact', { contactId, changes: c.req.valid('json') })
    return c.json(await getContact(ctx, contactId), 200)
  })
  .openapi(removeRoute, async (c) => {
    const { ctx } = c.var
    requireFresh(c)
    await ctx.inbox.run('removeContact', c.req.valid('param'))
    return c.body(null, 204)
  })
  .openapi(restoreRoute, async (c) => {
    const { ctx } = c.var
    await ctx.inbox.run('restoreContact', c.req.valid('param'))
    return c.json(await getContact(ctx, c.req.valid('param').contactId), 200)
  })
  .openapi(consentRoute, async (c) => {
    const { ctx } = c.var
    const { contactId } = c.req.valid('param')
    await ctx.inbox.run('setConsent', { contactId, ...c.req.valid('json') })
    return c.json(await getContact(ctx, contactId), 200)
  })
  .openapi(blockRoute, async (c) => {
    const { contactId } = c.req.valid('param')
    return c.json(await block(c.var.ctx, contactId, true), 200)
  })
  .openapi(unblockRoute, async (c) => {
    const { contactId } = c.req.valid('param')
    return c.json(await block(c.var.ctx, contactId, false), 200)
  })
  .openapi(addNoteRoute, async (c) => {
    const { ctx } = c.var
    const { contactId } = c.req.valid('param')
    await ctx.inbox.run('addContactNote', { contactId, ...c.req.valid('json') })
    return c.json(await getContact(ctx, contactId), 201)
  })
  .openapi(removeNoteRoute, async (c) => {
    const { ctx } = c.var
    await ctx.inbox.run('removeContactNote', c.req.valid('param'))
    return c.json(await getContact(ctx, c.req.valid('param').contactId), 200)
  })
  .openapi(previewMergeRoute, async (c) => {
    const { ctx } = c.var
    return c.json(await previewMerge(ctx, c.req.valid('param').contactId, c.req.valid('json')), 200)
  })
  .openapi(mergeRoute, async (c) => {
    const { ctx } = c.var
    const { contactId } = c.req.valid('param')
    const { contactId: mergedId, name } = c.req.valid('json')
    await ctx.inbox.run('mergeContacts', { contactId, mergedId, name })
    return c.json(await getContact(ctx, contactId), 200)
  })
  .openapi(unmergeRoute, async (c) => {
    const { ctx } = c.var
    const { contactId, mergedContactId } = c.req.valid('param')
    await ctx.inbox.run('unmergeContacts', { contactId, mergedId: mergedContactId })
    return c.json(await getContact(ctx, contactId), 200)
  })

/** At WhatsApp first: asking again after a crash in between does no harm there. */
/** Who sees only their own conversations blocks nobody with whom a colleague is in conversation. */
async function block(ctx: AppEnv['Variables']['ctx'], contactId: string, isBlocked: boolean): Promise<BlockResult> {
  const { id } = await getContact(ctx, contactId)
  if (ctx.actor.sees === 'own' && (await hasHiddenConversation(ctx, id))) {
    throw new AppError('FORBIDDEN', 'A colleague is in conversation with this person. Ask them, or a supervisor.')
  }
  const channels = await blockAtMeta(ctx, id, isBlocked)
  await ctx.inbox.run('setBlocked', { contactId: id, blocked: isBlocked })
  return { contact: await getContact(ctx, id), channels }
}
