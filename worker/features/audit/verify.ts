import type { AuditVerdict } from '../../contract/audit.ts'
import type { Signatures } from '../../crypto/signatures.ts'
import type { TenantDb } from '../../db/actor.ts'
import { toIso } from '../../db/columns.ts'
import { holds, readHead } from './heads.ts'
import { keptSince } from './purge.ts'
import { chainRows, checkChain, EMPTY_CHAIN, selectOutside, selectStart } from './repo.ts'

export interface VerifyCtx {
  asTenant: TenantDb
  bucket: R2Bucket
  signatures: Signatures
  now(): number
}

type Fault = AuditVerdict['fault']

const PAGE = 20_000
const WAITING_MAX = 5_000

/**
 * Whether a tenant's audit log is as it was written: every row of the chain against its hash, rows that are outside of it,
 * where it begins against what had been signed seven years ago, and its end against the newest head that was signed outside
 * the database.
 */
export async function verifyAudit(ctx: VerifyCtx): Promise<AuditVerdict> {
  const { asTenant: db } = ctx
  await chainRows(db, WAITING_MAX)
  const { checked, fault } = await followChain(db)
  const [{ rows }, { rows: starts }] = await db.batch(selectOutside(db), selectStart(db))
  const { unchained = 0, unlistedId = null, missingId = null } = rows[0] ?? {}
  const start = starts[0] ? { seq: Number(starts[0].seq), at: starts[0].at && toIso(starts[0].at) } : null
  const head = await readHead(ctx, db.tenantId)
  const found =
    fault ??
    outside('row_unlisted', unlistedId) ??
    outside('row_missing', missingId) ??
    (await againstRule(ctx, start?.seq ?? 0)) ??
    (head === 'forged' ? HEAD_FORGED : await againstHead(db, head))
  return {
    whole: found === null,
    chained: checked,
    unchained,
    fault: found,
    head: head === null || head === 'forged' ? null : { day: head.day, seq: head.seq },
    start,
  }
}

async function followChain(db: TenantDb): Promise<{ checked: number; fault: Fault }> {
  let place = EMPTY_CHAIN
  let checked = 0
  for (;;) {
    const [{ rows }] = await db.batch(checkChain(db, place, PAGE))
    const [page] = rows
    if (!page) return { checked, fault: null }
    checked += page.checked
    if (page.fault) return { checked, fault: { kind: page.fault, seq: Number(page.faultSeq), auditId: page.auditId } }
    place = { seq: Number(page.seq), hash: page.hash, at: page.at }
    if (page.checked < PAGE) return { checked, fault: null }
  }
}

const outside = (kind: 'row_unlisted' | 'row_missing', auditId: string | null): Fault =>
  auditId === null ? null : { kind, seq: null, auditId }

const HEAD_FORGED = { kind: 'head_forged' as const, seq: null, auditId: null }

/** Only what had its place at the last signature of more than seven years ago may be gone: the database alone proves no age. */
async function againstRule(ctx: VerifyCtx, goneThrough: number): Promise<Fault> {
  if (goneThrough === 0) return null
  const head = await readHead(ctx, ctx.asTenant.tenantId, keptSince(ctx.now()))
  if (head === 'forged') return HEAD_FORGED
  return head !== null && head.seq >= goneThrough ? null : { kind: 'cut_early', seq: goneThrough, auditId: null }
}

async function againstHead(db: TenantDb, head: { seq: number; hash: string } | null): Promise<Fault> {
  if (head === null || (await holds(db, head))) return null
  return { kind: 'head_mismatch', seq: head.seq, auditId: null }
}
