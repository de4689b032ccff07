import { z } from 'zod'

export const DependencyState = z.object({
  name: z.enum(['database', 'keys', 'redis', 'email', 'files', 'intake', 'inboxes']),
  ok: z.boolean(),
  latencyMs: z.number().int(),
  detail: z.string().nullable(),
})
export const Readiness = z.object({ ready: z.boolean(), dependencies: z.array(DependencyState) })
export type Readiness = z.infer<typeof Readiness>
