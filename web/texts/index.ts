import { en } from './en.ts'

/** The texts of the chosen language. Another language is another object of this shape. */
export type Texts = typeof en
export const t: Texts = en
