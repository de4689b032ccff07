import type { z } from 'zod'
import type { Template, TemplateSyncResult } from '../../contract/channel.ts'
import { AppError } from '../../contract/problem.ts'
import type { Vault } from '../../crypto/vault.ts'
import type { Actor, TenantDb } from '../../db/actor.ts'
import { toIso } from '../../db/columns.ts'
import type { GraphTemplate } from '../../whatsapp/account-calls.ts'
import type { GraphClient } from '../../whatsapp/client.ts'
import { findChannelPlace, findSendingChannel } from '../channels/index.ts'
import { notSendableReason } from './policy.ts'
import { replaceTemplates, type SyncedTemplate, selectTemplates, type TemplateRow } from './repo.ts'

/** Of 100 templates: far more than an account has. Ends the reading if WhatsApp never says "the last page". */
const PAGES_MAX = 200

export interface TemplatesCtx {
  actor: Actor
  asActor: TenantDb
  vault: Vault
  graph: GraphClient
  newId(): string
}

/** The templates of a channel's account, or of all channels, by name. @throws AppError NOT_FOUND */
export async function listTemplates(
  ctx: Pick<TemplatesCtx, 'asActor'>,
  channelId: string | undefined,
): Promise<Template[]> {
  if (channelId !== undefined && !(await findChannelPlace(ctx.asActor, channelId))) throw new AppError('NOT_FOUND')
  const [{ rows }] = await ctx.asActor.batch(selectTemplates(ctx.asActor, channelId ?? null))
  return rows.map(presentTemplate)
}

/**
 * Makes the templates of a channel's account what WhatsApp lists now. Nothing changes unless every page was read.
 *
 * @throws AppError NOT_FOUND, PROVIDER_REFUSED, UNAVAILABLE
 */
export async function syncTemplates(ctx: TemplatesCtx, channelId: string): Promise<z.infer<typeof TemplateSyncResult>> {
  const { actor, asActor, vault } = ctx
  const [place, channel] = await Promise.all([
    findChannelPlace(asActor, channelId),
    findSendingChannel(asActor, vault, channelId),
  ])
  if (!place || !channel) throw new AppError('NOT_FOUND')
  const listed = await readAll(ctx.graph, place.wabaId, channel.accessToken)
  const rows = listed.map((template) => toRow(ctx.newId(), template))
  const removed = await replaceTemplates(asActor, place.wabaId, rows, {
    memberId: actor.memberId,
    action: 'templates.synced',
    subjectId: channelId,
    details: { count: rows.length },
  })
  return { count: rows.length, removed }
}

async function readAll(graph: GraphClient, wabaId: string, accessToken: string): Promise<GraphTemplate[]> {
  const found = new Map<string, GraphTemplate>()
  let after: string | undefined
  for (let page = 0; page < PAGES_MAX; page++) {
    const result = await graph.listTemplates({ wabaId, accessToken, after })
    if (result.kind === 'unknown') {
      throw new AppError('UNAVAILABLE', 'WhatsApp did not answer. Nothing was changed.', { retryAfterSeconds: 5 })
    }
    if (result.kind === 'refused') {
      throw new AppError('PROVIDER_REFUSED', `WhatsApp did not list the templates (${result.error.code}).`)
    }
    for (const template of result.value.templates) found.set(`${template.name} ${template.language}`, template)
    if (result.value.after === null) return [...found.values()]
    after = result.value.after
  }
  throw new AppError('PROVIDER_REFUSED', 'WhatsApp lists more templates than can be read.')
}

function toRow(id: string, template: GraphTemplate): SyncedTemplate {
  const { name, language, category, status, components } = template
  const parameterFormat = template.parameter_format?.toUpperCase() === 'NAMED' ? 'NAMED' : 'POSITIONAL'
  return { id, metaId: template.id, name, language, category, status, parameterFormat, components }
}

function presentTemplate({ syncedAt, ...row }: TemplateRow): Template {
  const reason = notSendableReason(row.status, row.components)
  return { ...row, sendable: reason === null, notSendableReason: reason, syncedAt: toIso(syncedAt) }
}
