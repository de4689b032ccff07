import type { MediaType, MessageContent } from '../../contract/message.ts'
import type { NewTemplate } from '../../contract/new-message.ts'
import { AppError } from '../../contract/problem.ts'
import { checkTemplateParameters, renderTemplate } from '../../whatsapp/templates.ts'
import type { CommandCtx } from './command-ctx.ts'
import { assertSendable } from './policy.ts'
import { type ConversationFacts, selectTemplate, selectUploads } from './repo/commands.ts'

type TemplateInput = (typeof NewTemplate)['_output']['template']

/**
 * A template's content with the text the customer will see.
 *
 * @throws AppError INVALID_REQUEST if there is no such template, it is not approved, or parameters do not fit;
 *   OPTED_OUT for marketing to a customer who opted out.
 */
export async function fillTemplate(
  ctx: CommandCtx,
  conversation: Pick<ConversationFacts, 'wabaId' | 'channelId' | 'optedOut'>,
  template: TemplateInput,
): Promise<{ content: MessageContent; mediaId: string | null }> {
  const files = (template.components ?? []).flatMap((component) =>
    component.type === 'header' ? component.parameters.flatMap(fileOf) : [],
  )
  const [found, uploads] = await ctx.asActor.batch(
    selectTemplate(ctx.asActor, conversation.wabaId, template.name, template.language.code),
    selectUploads(
      ctx.asActor,
      files.map(({ id }) => id),
      conversation.channelId,
    ),
  )
  const row = found.rows[0]
  if (!row) throw refusal('template.name', 'There is no template of this name and language on this account.')
  if (row.status !== 'APPROVED')
    throw refusal('template.name', `WhatsApp lists this template as ${row.status.toLowerCase()}.`)
  if (conversation.optedOut && row.category === 'MARKETING') {
    throw new AppError('OPTED_OUT', 'This customer does not want marketing messages.')
  }
  const errors = checkTemplateParameters(row.components, template.components ?? [])
  if (errors.length > 0) {
    const under = errors.map((error) => ({ ...error, path: `template.${error.path}` }))
    throw new AppError('INVALID_REQUEST', under[0]?.message, { errors: under })
  }
  for (const file of files) {
    const upload = uploads.rows.find(({ id }) => id === file.id)
    assertSendable(upload, file, 'template.components')
  }
  const preview = renderTemplate(row.components, template.components ?? [])
  return {
    content: { template: { ...template, preview } as MessageContent['template'] },
    mediaId: files[0]?.id ?? null,
  }
}

type Parameter = Extract<NonNullable<TemplateInput['components']>[number], { type: 'header' }>['parameters'][number]

function fileOf(parameter: Parameter): { kind: MediaType; id: string; filename?: string | undefined }[] {
  switch (parameter.type) {
    case 'image':
      return [{ kind: 'image', ...parameter.image }]
    case 'video':
      return [{ kind: 'video', ...parameter.video }]
    case 'document':
      return [{ kind: 'document', ...parameter.document }]
    default:
      return []
  }
}

function refusal(path: string, message: string): AppError {
  return new AppError('INVALID_REQUEST', message, { errors: [{ path, message }] })
}
