// No zod here: the screens carry this list too.

/** The palette: each is told apart from the others, and legible as a dot, in light and in dark. */
export const labelColors = ['grey', 'red', 'orange', 'amber', 'green', 'teal', 'blue', 'violet', 'pink'] as const
export type LabelColor = (typeof labelColors)[number]
