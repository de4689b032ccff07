import { Hono } from 'hono'
import { type Principal, wabaOf } from './accounts.ts'
import { refused, unknownObject } from './graph-error.ts'
import { asObjects, type JsonObject } from './options.ts'
import { cursorAt, positionOf } from './paging.ts'
import { type GraphEnv, type Parts, pickFields, readBody } from './parts.ts'
import { parseTemplate } from './template-shapes.ts'
import type { Template, TemplateStatus } from './templates.ts'

export const TEMPLATE_FIELDS = ['name', 'parameter_format', 'components', 'language', 'status', 'category', 'id']
const PAGE_DEFAULT = 25
const PAGE_MAX = 1000

/** Listing, submitting, editing and deleting message templates. */
export function templateRoutes(parts: Parts) {
  const { templates } = parts
  return new Hono<GraphEnv>()
    .get('/:id/message_templates', (c) => {
      const { wabaId } = wabaOf(c.get('principal'), c.req.param('id'))
      const { fields, limit, after, before, status, name, language, category } = c.req.query()
      const matching = templates
        .list(wabaId)
        .filter(
          (one) =>
            (!status || one.status === status.toUpperCase()) &&
            (!name || one.name.includes(name)) &&
            (!language || one.language === language) &&
            (!category || one.category === category.toUpperCase()),
        )
      const size = Math.min(PAGE_MAX, Math.max(1, Number(limit) || PAGE_DEFAULT))
      const from = after ? positionOf(after) : before ? Math.max(0, positionOf(before) - size) : 0
      const page = matching.slice(from, from + size)
      const next = new URL(c.req.url)
      next.searchParams.delete('access_token')
      next.searchParams.delete('before')
      next.searchParams.set('after', cursorAt(from + page.length))
      return c.json({
        data: page.map((one) => pickFields(describeTemplate(one), fields, TEMPLATE_FIELDS, 'WhatsAppMessageTemplate')),
        ...(page.length === 0
          ? {}
          : {
              paging: {
                cursors: { before: cursorAt(from), after: cursorAt(from + page.length) },
                ...(from + page.length < matching.length ? { next: next.href } : {}),
              },
            }),
      })
    })
    .post('/:id/message_templates', async (c) => {
      const { wabaId } = wabaOf(c.get('principal'), c.req.param('id'), 'post')
      const wish = parseTemplate(await readBody(c))
      if (templates.findByName(wabaId, wish.name, wish.language)) {
        throw refused(
          2388024,
          'Content in This Language Already Exists',
          'There is already content in this language for this template. You can create a new template and try again.',
        )
      }
      const template = templates.save({
        id: templates.newId(),
        wabaId,
        ...wish,
        status: 'PENDING',
        quality: 'UNKNOWN',
        reason: 'NONE',
        reviewAtMs: null,
      })
      planReview(parts, template)
      return c.json({ id: template.id, status: template.status, category: template.category })
    })
    .delete('/:id/message_templates', (c) => {
      const { wabaId } = wabaOf(c.get('principal'), c.req.param('id'), 'delete')
      const { name, hsm_id } = c.req.query()
      const gone = templates.list(wabaId).filter((one) => one.name === name && (!hsm_id || one.id === hsm_id))
      if (gone.length === 0)
        throw refused(2593002, 'Message Template Not Found', `No template named ${name ?? ''} was found.`)
      for (const template of gone) templates.remove(template.id)
      return c.json({ success: true })
    })
    .post('/:id/unpause', (c) => {
      const template = templateOf(parts, c.get('principal'), c.req.param('id'), 'post')
      if (template.status !== 'PAUSED')
        throw refused(2388039, 'Template Cannot Be Unpaused', 'Only a paused template can be unpaused.')
      setTemplateStatus(parts, template, 'APPROVED', 'NONE')
      return c.json({ success: true })
    })
}

/** A template as Graph shows it. */
export function describeTemplate(template: Template): JsonObject {
  return {
    id: template.id,
    name: template.name,
    language: template.language,
    category: template.category,
    status: template.status,
    parameter_format: template.parameterFormat,
    components: template.components,
    quality_score: { score: template.quality },
    rejected_reason: template.reason,
  }
}

/** A template the token may manage. @throws GraphError 100/33. */
export function templateOf(parts: Parts, principal: Principal, id: string, verb: 'get' | 'post'): Template {
  const template = parts.templates.find(id)
  const isTheirs = principal.accounts.some((account) => account.wabaId === template?.wabaId)
  if (!template || !isTheirs) throw unknownObject(id, verb)
  wabaOf(principal, template.wabaId, verb)
  return template
}

/** Changes a template's content and puts it back into review. */
export function editTemplate(parts: Parts, template: Template, body: JsonObject): JsonObject {
  if (!['APPROVED', 'REJECTED', 'PAUSED'].includes(template.status)) {
    throw refused(
      2388039,
      'Template Cannot Be Edited',
      'A template can be edited only when it is approved, rejected or paused.',
    )
  }
  const wish = parseTemplate({
    name: template.name,
    language: template.language,
    category: body.category ?? template.category,
    parameter_format: template.parameterFormat,
    components: asObjects(body.components ?? template.components),
  })
  planReview(parts, parts.templates.save({ ...template, ...wish, status: 'PENDING', reason: 'NONE' }))
  return { success: true }
}

/** Reviews a template after a moment: a name with "rejected" in it is refused, every other approved. */
function planReview(parts: Parts, template: Template): void {
  parts.templates.save({ ...template, reviewAtMs: parts.now() + 2000 })
}

/** Decides the reviews that are due. */
export function reviewTemplates(parts: Parts): void {
  for (const template of parts.templates.inReview()) {
    if (template.reviewAtMs === null || template.reviewAtMs > parts.now()) continue
    const isRefused = template.name.includes('rejected')
    setTemplateStatus(
      parts,
      { ...template, reviewAtMs: null },
      isRefused ? 'REJECTED' : 'APPROVED',
      isRefused ? 'INCORRECT_CATEGORY' : 'NONE',
    )
  }
}

/** Changes a template's status and tells the business. */
export function setTemplateStatus(parts: Parts, template: Template, status: TemplateStatus, reason: string): void {
  parts.templates.save({ ...template, status, reason })
  const account = parts.directory.byWaba(template.wabaId)
  if (!account) return
  parts.webhooks.enqueue({
    account,
    lane: `template:${template.id}`,
    field: 'message_template_status_update',
    timed: true,
    value: {
      event: status,
      message_template_id: Number(template.id),
      message_template_name: template.name,
      message_template_language: template.language,
      reason,
      message_template_category: template.category,
      ...(status === 'PAUSED'
        ? {
            other_info: {
              title: 'FIRST_PAUSE',
              description: 'The template is paused for 3 hours because customers reported it.',
            },
          }
        : {}),
    },
  })
}
