import { z } from 'zod'
import { isUnique, Uuid, WebUrl } from './common.ts'
import { messageLimits as max } from './message-limits.ts'

// Questions with buttons, a list or a link, as Meta takes them: docs/sources.md#message-limits.

const text = (length: number) => z.string().trim().min(1).max(length)
const TextHeader = z.strictObject({ type: z.literal('text'), text: text(max.interactiveHeader) })
const Header = z.discriminatedUnion('type', [
  TextHeader,
  z.strictObject({ type: z.literal('image'), image: z.strictObject({ id: Uuid }) }),
  z.strictObject({ type: z.literal('video'), video: z.strictObject({ id: Uuid }) }),
  z.strictObject({ type: z.literal('document'), document: z.strictObject({ id: Uuid }) }),
])
const Footer = z.strictObject({ text: text(max.interactiveFooter) })

const ReplyButtons = z
  .array(
    z.strictObject({
      type: z.literal('reply'),
      reply: z.strictObject({ id: text(max.replyButtonId), title: text(max.replyButtonTitle) }),
    }),
  )
  .min(1)
  .max(max.replyButtons)
  .refine((buttons) => isUnique(buttons.map(({ reply }) => reply.title)), 'Every button says something else.')
  .refine((buttons) => isUnique(buttons.map(({ reply }) => reply.id)), 'Every button has an id of its own.')

export const ButtonMessage = z.strictObject({
  type: z.literal('button'),
  header: Header.optional(),
  body: z.strictObject({ text: text(max.interactiveBody) }),
  footer: Footer.optional(),
  action: z.strictObject({ buttons: ReplyButtons }),
})

const Section = z.strictObject({
  title: text(max.listSectionTitle).optional(),
  rows: z
    .array(
      z.strictObject({
        id: text(max.listRowId),
        title: text(max.listRowTitle),
        description: text(max.listRowDescription).optional(),
      }),
    )
    .min(1)
    .max(max.listRows),
})
const Sections = z
  .array(Section)
  .min(1)
  .max(max.listSections)
  .refine((sections) => sections.length === 1 || sections.every((one) => one.title), 'Several sections need titles.')
  .refine((sections) => sections.flatMap((one) => one.rows).length <= max.listRows, 'A list has at most 10 rows.')
  .refine((sections) => isUnique(sections.flatMap((one) => one.rows.map((row) => row.id))), 'Row ids are unique.')

const ListMessage = z.strictObject({
  type: z.literal('list'),
  header: TextHeader.optional(),
  body: z.strictObject({ text: text(max.listBody) }),
  footer: Footer.optional(),
  action: z.strictObject({ button: text(max.listButton), sections: Sections }),
})

const LinkMessage = z.strictObject({
  type: z.literal('cta_url'),
  header: Header.optional(),
  body: z.strictObject({ text: text(max.interactiveBody) }),
  footer: Footer.optional(),
  action: z.strictObject({
    name: z.literal('cta_url'),
    parameters: z.strictObject({
      display_text: text(max.linkButton),
      url: WebUrl(max.link),
    }),
  }),
})

/** Below `type: interactive`, Meta's own shape; media ids are ours. */
export const NewInteractiveContent = z.discriminatedUnion('type', [ButtonMessage, ListMessage, LinkMessage])
export type NewInteractiveContent = z.infer<typeof NewInteractiveContent>
