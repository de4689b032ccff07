import { z } from 'zod'
import { GraphError } from './graph-error.ts'
import { type JsonObject, present } from './options.ts'

// Lengths and counts: Meta's reference of the messages endpoint, read November 2026.
const text = (max: number) => z.string().min(1).max(max)
const media = (extra: z.ZodRawShape) =>
  z
    .strictObject({ id: z.string().min(1).optional(), link: z.url({ protocol: /^https?$/ }).optional(), ...extra })
    .refine(
      (value) => (value.id === undefined) !== (value.link === undefined),
      'Exactly one of id and link is required',
    )

const mediaHeader = (kind: 'image' | 'video' | 'document') =>
  z.strictObject({
    type: z.literal(kind),
    [kind]: media(kind === 'document' ? { filename: z.string().optional() } : {}),
  })
const textHeader = z.strictObject({ type: z.literal('text'), text: text(60) })
const anyHeader = z.union([textHeader, mediaHeader('image'), mediaHeader('video'), mediaHeader('document')])
const body = (max: number) => z.strictObject({ text: text(max) })
const footer = z.strictObject({ text: text(60) })

const replyButton = z.strictObject({
  type: z.literal('reply'),
  reply: z.strictObject({ id: text(256), title: text(20) }),
})
type ReplyButton = z.infer<typeof replyButton>
const listRow = z.strictObject({ id: text(200), title: text(24), description: z.string().max(72).optional() })

const interactive = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('button'),
    header: anyHeader.optional(),
    body: body(1024),
    footer: footer.optional(),
    action: z.strictObject({
      buttons: z
        .array(replyButton)
        .min(1)
        .max(3)
        .refine(
          unique((one: ReplyButton) => one.reply.title),
          'Button titles must be unique',
        )
        .refine(
          unique((one: ReplyButton) => one.reply.id),
          'Button ids must be unique',
        ),
    }),
  }),
  z.strictObject({
    type: z.literal('list'),
    header: textHeader.optional(),
    body: body(4096),
    footer: footer.optional(),
    action: z.strictObject({
      button: text(20),
      sections: z
        .array(z.strictObject({ title: z.string().max(24).optional(), rows: z.array(listRow).min(1).max(10) }))
        .min(1)
        .max(10)
        .refine(
          (sections) => sections.length === 1 || sections.every((one) => one.title),
          'Section titles are required with more than one section',
        )
        .refine(
          (sections) => sections.flatMap((one) => one.rows).length <= 10,
          'Total row count exceeds the maximum of 10',
        )
        .refine(
          (sections) => unique((row: { id: string }) => row.id)(sections.flatMap((one) => one.rows)),
          'Row ids must be unique',
        ),
    }),
  }),
  z.strictObject({
    type: z.literal('cta_url'),
    header: anyHeader.optional(),
    body: body(1024),
    footer: footer.optional(),
    action: z.strictObject({
      name: z.literal('cta_url'),
      parameters: z.strictObject({ display_text: text(20), url: z.url({ protocol: /^https?$/ }) }),
    }),
  }),
  z.strictObject({
    type: z.literal('location_request_message'),
    body: body(1024),
    action: z.strictObject({ name: z.literal('send_location') }),
  }),
  ...(
    [
      'flow',
      'product',
      'product_list',
      'catalog_message',
      'carousel',
      'address_message',
      'call_permission_request',
      'voice_call',
      'order_details',
      'order_status',
      'request_contact_info',
    ] as const
  ).map((type) => z.looseObject({ type: z.literal(type), action: z.looseObject({}).optional() })),
])

const shapes: Record<string, z.ZodType> = {
  text: z.strictObject({ body: text(4096), preview_url: z.boolean().optional() }),
  image: media({ caption: z.string().max(1024).optional() }),
  video: media({ caption: z.string().max(1024).optional() }),
  audio: media({ voice: z.boolean().optional() }),
  document: media({ caption: z.string().max(1024).optional(), filename: z.string().max(240).optional() }),
  sticker: media({}),
  location: z.strictObject({
    latitude: z.coerce.number().min(-90).max(90),
    longitude: z.coerce.number().min(-180).max(180),
    name: z.string().max(1000).optional(),
    address: z.string().max(1000).optional(),
  }),
  contacts: z
    .array(z.looseObject({ name: z.looseObject({ formatted_name: z.string().min(1) }) }))
    .min(1)
    .max(257),
  reaction: z.strictObject({ message_id: z.string().min(1), emoji: z.string().max(32).optional() }),
  interactive,
  template: z.looseObject({
    name: z.string().min(1),
    language: z.looseObject({ code: z.string().min(1) }),
    components: z.array(z.looseObject({ type: z.string() })).optional(),
  }),
}

const envelope = z.looseObject({
  messaging_product: z.literal('whatsapp'),
  recipient_type: z.enum(['individual', 'group']).optional(),
  to: z.string().optional(),
  recipient: z.string().optional(),
  type: z.string().optional(),
  context: z.looseObject({ message_id: z.string().min(1) }).optional(),
  biz_opaque_callback_data: z.string().max(512).optional(),
})

export interface SendRequest {
  to: string | null
  recipient: string | null
  type: string
  content: JsonObject
  contextId: string | null
  opaque: string | null
}

/**
 * The body of a send, checked against Meta's limits.
 *
 * @throws GraphError 100 (top level, lengths, unknown keys), 131008 (something required is missing), 131009 (a wrong value).
 */
export function parseSend(body: unknown): SendRequest {
  const top = parse(envelope, body, null)
  if (!top.to && !top.recipient)
    throw new GraphError(100, undefined, { message: '(#100) The parameter to is required.' })
  const type = top.type ?? 'text'
  const shape = shapes[type]
  if (!shape) {
    const names = Object.keys(shapes)
      .map((name) => name.toUpperCase())
      .join(', ')
    throw new GraphError(100, undefined, { message: `(#100) Param type must be one of {${names}} - got "${type}".` })
  }
  const content = top[type]
  if (content === undefined) throw new GraphError(131008, `Parameter '${type}' is mandatory for type '${type}'`)
  parse(shape, content, type)
  if (type === 'reaction' && top.context)
    throw new GraphError(131009, 'Contextual replies are not allowed with reactions')
  return {
    to: top.to ?? null,
    recipient: top.recipient ?? null,
    type,
    content: type === 'contacts' ? { contacts: content } : (content as JsonObject),
    contextId: top.context?.message_id ?? null,
    opaque: top.biz_opaque_callback_data ?? null,
  }
}

function parse<Shape extends z.ZodType>(shape: Shape, value: unknown, root: string | null): z.output<Shape> {
  const result = shape.safeParse(value, { reportInput: true })
  if (result.success) return result.data
  throw shapeError(present(result.error.issues[0]), root)
}

function shapeError(issue: z.core.$ZodIssue, root: string | null): GraphError {
  const path = [...(root ? [root] : []), ...issue.path]
  const name = path
    .map((key, index) => (index === 0 ? String(key) : typeof key === 'number' ? `[${key}]` : `['${String(key)}']`))
    .join('')
  if (issue.code === 'unrecognized_keys') {
    return new GraphError(100, `Unexpected key "${issue.keys[0]}" on param "${name || 'messages'}"`)
  }
  if (root === null && issue.input === undefined) {
    return new GraphError(100, undefined, { message: `(#100) The parameter ${name} is required.` })
  }
  if (issue.code === 'invalid_type' && issue.input === undefined)
    return new GraphError(131008, `The parameter ${name} is required.`)
  if (issue.code === 'too_big' && issue.origin === 'string' && root !== 'interactive') {
    return new GraphError(100, `Param ${name} must be at most ${issue.maximum} characters long.`)
  }
  return new GraphError(131009, `${name}: ${issue.message}`)
}

function unique<Item>(key: (item: Item) => string) {
  return (items: readonly Item[]) => new Set(items.map(key)).size === items.length
}
