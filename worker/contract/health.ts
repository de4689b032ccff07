import { z } from 'zod'

/** What there is to say of a part. Screens have words for each; `detail` is the English. */
export const dependencyCodes = ['silent', 'off', 'provider', 'role', 'waiting', 'behind'] as const
export type DependencyCode = (typeof dependencyCodes)[number]

export const DependencyState = z.object({
  name: z.enum(['database', 'keys', 'redis', 'email', 'files', 'intake', 'inboxes']),
  ok: z.boolean(),
  latencyMs: z.number().int(),
  code: z.enum(dependencyCodes).nullable().describe('null: it answers, and there is nothing to say'),
  count: z.number().int().nullable().describe('Of what waits or is behind; counted up to 1,000'),
  ageMs: z.number().int().nullable().describe('Of the oldest that waits'),
  detail: z.string().nullable(),
})
export type DependencyState = z.infer<typeof DependencyState>
export const Readiness = z.object({ ready: z.boolean(), dependencies: z.array(DependencyState) })
export type Readiness = z.infer<typeof Readiness>
