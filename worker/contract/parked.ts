import { z } from 'zod'
import { Timestamp, Uuid } from './common.ts'

/** An event of WhatsApp that could not be applied. The reason is an error's class and codes. */
export const ParkedEvent = z.object({
  id: Uuid,
  channelId: Uuid.nullable(),
  kind: z.string(),
  reason: z.string(),
  parkedAt: Timestamp,
  replayedAt: Timestamp.nullable(),
})
export type ParkedEvent = z.infer<typeof ParkedEvent>
