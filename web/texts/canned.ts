import { t as composer } from './composer.ts'
import { enCanned } from './en-canned.ts'

/** The composer's texts and those of the screen of canned replies. */
export const t = { ...composer, ...enCanned }
