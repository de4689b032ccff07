import { z } from '@hono/zod-openapi'
import { Uuid } from '../../contract/common.ts'
import { DraftAnswer, DraftKept, DraftSave } from '../../contract/draft.ts'
import { defineRoute, json, jsonBody, newRouter, problemResponses } from '../../http/router.ts'
import { findDraft, saveDraft } from './drafts.ts'

const Params = z.object({ conversationId: Uuid })
const path = '/conversations/{conversationId}/draft'

const getDraftRoute = defineRoute({
  method: 'get',
  path,
  operationId: 'getDraft',
  operation: 'reply',
  description: 'What one has written here and not sent, on whichever device.',
  request: { params: Params },
  responses: { 200: json(DraftAnswer, 'The draft, or null.'), ...problemResponses },
})

const saveDraftRoute = defineRoute({
  method: 'put',
  path,
  operationId: 'saveDraft',
  operation: 'reply',
  description:
    'Keeps what one is writing; an empty draft is removed. `basedOn` keeps a window from overwriting what another one of the same person wrote since.',
  request: { params: Params, body: jsonBody(DraftSave) },
  responses: { 200: json(DraftKept, 'Kept.'), ...problemResponses },
})

export const draftRoutes = newRouter()
  .openapi(getDraftRoute, async (c) =>
    c.json({ draft: await findDraft(c.var.ctx, c.req.valid('param').conversationId) }, 200),
  )
  .openapi(saveDraftRoute, async (c) => {
    const { conversationId } = c.req.valid('param')
    return c.json(await saveDraft(c.var.ctx, conversationId, c.req.valid('json')), 200)
  })
