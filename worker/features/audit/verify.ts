import type { AuditVerdict } from '../../contract/audit.ts'
import type { Signatures } from '../../crypto/signatures.ts'
import type { TenantDb } from '../../db/actor.ts'
import { holds, readHead } from './heads.ts'
import { chainRows, checkChain, EMPTY_CHAIN, selectOutside } from './repo.ts'

export interface VerifyCtx {
  asTenant: TenantDb
  bucket: R2Bucket
  signatures: Signatures
}

type Fault = AuditVerdict['fault']

const PAGE = 20_000
const WAITING_MAX = 5_000

/**
 * Whether a tenant's audit log is as it was written: every row of the chain against its hash, rows that are outside of it,
 * and the newest head that was signed outside the database.
 */
export async function verifyAudit(ctx: VerifyCtx): Promise<AuditVerdict> {
  const { asTenant: db } = ctx
  await chainRows(db, WAITING_MAX)
  const { checked, fault } = await followChain(db)
  const [{ rows }] = await db.batch(selectOutside(db))
  const { unchained = 0, unlistedId = null, missingId = null } = rows[0] ?? {}
  const head = await readHead(ctx, db.tenantId)
  const found =
    fault ??
    outside('row_unlisted', unlistedId) ??
    outside('row_missing', missingId) ??
    (head === 'forged' ? { kind: 'head_forged' as const, seq: null, auditId: null } : await againstHead(db, head))
  return {
    whole: found === null,
    chained: checked,
    unchained,
    fault: found,
    head: head === null || head === 'forged' ? null : { day: head.day, seq: head.seq },
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

async function againstHead(db: TenantDb, head: { seq: number; hash: string } | null): Promise<Fault> {
  if (head === null || (await holds(db, head))) return null
  return { kind: 'head_mismatch', seq: head.seq, auditId: null }
}
