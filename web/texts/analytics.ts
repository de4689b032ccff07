import { enAnalytics } from './en-analytics.ts'
import { t as shared } from './index.ts'

/** The shared texts and those of the analytics. */
export const t = { ...shared, ...enAnalytics }
