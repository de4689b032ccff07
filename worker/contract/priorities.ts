// No zod here: the screens carry this list too.

/** How much a conversation matters, least first; its place is how the database keeps it. */
export const priorities = ['none', 'low', 'medium', 'high', 'urgent'] as const
export type Priority = (typeof priorities)[number]
