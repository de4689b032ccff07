import { z } from 'zod'
import { NameInput, Uuid } from './common.ts'
import { conversationSorts, Priority, windowFilters } from './conversation.ts'

/** What a list shows and in which order; the screens carry the same in their address. */
export const ViewFilters = z.strictObject({
  assignee: z.union([z.enum(['me', 'none']), Uuid]).optional(),
  status: z.enum(['open', 'snoozed', 'closed', 'any']).default('open'),
  team: Uuid.optional(),
  mentioned: z.boolean().default(false).describe('Only where one is mentioned oneself'),
  failed: z.boolean().default(false).describe('Only where a message of the last 24 hours failed'),
  label: Uuid.optional(),
  channel: Uuid.optional(),
  unread: z.boolean().default(false),
  priority: Priority.optional(),
  window: z.enum(windowFilters).optional(),
  sort: z.enum(conversationSorts).default('newest'),
})
export type ViewFilters = z.infer<typeof ViewFilters>

export const View = z.object({
  id: Uuid,
  name: z.string(),
  shared: z.boolean(),
  own: z.boolean().describe('Made by the person who asks'),
  filters: ViewFilters,
})
export type View = z.infer<typeof View>

const canBeSorted = ({ filters }: { filters?: ViewFilters | undefined }) =>
  !(filters?.sort === 'window-closes' && filters.window === 'closed')
const sortProblem = { path: ['filters', 'sort'], message: 'Closed windows cannot be sorted by when they close.' }

const ViewFields = z.strictObject({ name: NameInput(40), shared: z.boolean(), filters: ViewFilters })
export const NewView = ViewFields.extend({ shared: z.boolean().default(false) }).refine(canBeSorted, sortProblem)
export type NewView = z.infer<typeof NewView>

export const ViewChanges = ViewFields.partial().refine(canBeSorted, sortProblem)
export type ViewChanges = z.infer<typeof ViewChanges>

/** How many conversations each view shows; 100 stands for 100 and more. */
export const ViewCounts = z.object({ data: z.array(z.object({ id: Uuid, count: z.number().int() })) })
export type ViewCounts = z.infer<typeof ViewCounts>
