import type { Bindings } from '../env.ts'
import { chainWaiting, purgeAudit, signHeads } from '../features/audit/index.ts'
import { servicesOf } from '../services.ts'

/** Gives what was written in the last minute its place in the audit chains. */
export const sweepAudit = (env: Bindings): Promise<number> => chainWaiting(servicesOf(env).db)

/** Signs the heads of the audit chains, once a day. */
export const signAuditHeads = (env: Bindings): Promise<number> => signHeads({ ...servicesOf(env), bucket: env.BUCKET })

/** Removes what the audit logs have kept for seven years. */
export const purgeAuditRows = (env: Bindings): Promise<void> => purgeAudit({ ...servicesOf(env), bucket: env.BUCKET })
