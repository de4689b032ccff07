import { z } from 'zod'
import { isPeriod, PageQuery, Timestamp, Uuid } from './common.ts'

/** Like `member.changed`: a noun and what was done to it. */
const AuditAction = z
  .string()
  .regex(/^[a-z_]+\.[a-z_]+$/)
  .max(60)

/** A row of the audit log: ids, codes and settings, never content. */
export const AuditLog = z.object({
  id: Uuid,
  at: Timestamp,
  action: AuditAction,
  subjectId: Uuid.nullable().describe('What it was done to'),
  memberId: Uuid.nullable().describe('Who did it; null: the system'),
  sessionId: Uuid.nullable(),
  tokenId: Uuid.nullable().describe('The API token it was done with'),
  staffId: Uuid.nullable().describe('Somebody of the platform’s staff'),
  requestId: Uuid.nullable(),
  network: z.string().nullable().describe('The network it was done from, such as 192.0.2.0/24: never a whole address'),
  details: z.record(z.string(), z.unknown()).describe('`changes` has the fields of a setting, each as [before, after]'),
})
export type AuditLog = z.infer<typeof AuditLog>

export const AuditQuery = z
  .object({
    ...PageQuery.shape,
    actor: z.union([z.literal('system'), Uuid]).optional(),
    action: AuditAction.optional(),
    subject: Uuid.optional(),
    from: Timestamp.optional(),
    to: Timestamp.optional().describe('Rows of before this time'),
    format: z.enum(['json', 'csv']).default('json'),
  })
  .refine(({ from, to }) => isPeriod(from, to), { message: 'The end comes after the beginning.', path: ['to'] })
export type AuditQuery = z.infer<typeof AuditQuery>

/**
 * How a chain is broken. `position_missing`: a number of the chain is not there. `row_missing`, `row_changed`: the row of a
 * position is gone, or is not as it was, or not where it was. `row_backdated`: a row that was added claims an earlier time.
 * `row_unlisted`: a row that never came into the chain. `head_mismatch`: the chain is not the one whose head was signed.
 * `head_forged`: the stored head has no good signature. `cut_early`: more rows are gone than had been signed for seven years.
 */
export const chainFaults = [
  'position_missing',
  'row_missing',
  'row_changed',
  'row_backdated',
  'row_unlisted',
  'head_mismatch',
  'head_forged',
  'cut_early',
] as const
export type ChainFault = (typeof chainFaults)[number]

export const AuditVerdict = z.object({
  whole: z.boolean(),
  chained: z.number().int().describe('Positions that were checked'),
  unchained: z.number().int().describe('Rows that have no position yet'),
  fault: z
    .object({ kind: z.enum(chainFaults), seq: z.number().int().nullable(), auditId: Uuid.nullable() })
    .nullable()
    .describe('The first one'),
  head: z
    .object({ day: z.iso.date(), seq: z.number().int() })
    .nullable()
    .describe('The newest signed head; null: none was signed yet'),
  start: z
    .object({
      seq: z.number().int().describe('The last position whose row is gone'),
      at: Timestamp.nullable().describe('Since when the log reaches back: its first row that remains; null: none does'),
    })
    .nullable()
    .describe('Where the log begins once rows have gone after their seven years; null: none have'),
})
export type AuditVerdict = z.infer<typeof AuditVerdict>
