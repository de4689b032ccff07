import type { AuditLog, AuditQuery } from '../../contract/audit.ts'
import { AUDIT_FILE_ROWS_MAX } from '../../contract/audit-actions.ts'
import type { Page } from '../../contract/common.ts'
import type { Vault } from '../../crypto/vault.ts'
import type { Actor, TenantDb } from '../../db/actor.ts'
import { toIso } from '../../db/columns.ts'
import { decodeCursor, encodeCursor } from '../../db/cursor.ts'
import { toCsv } from '../../kit/csv.ts'
import { listMembers } from '../team/index.ts'
import { insertAudit } from '../tenant/index.ts'
import { type AuditRow, selectAudit, selectChained } from './repo.ts'

export interface AuditCtx {
  actor: Actor
  asActor: TenantDb
  vault: Vault
}

/** A page of the audit log, the newest first. */
export async function listAudit({ asActor }: AuditCtx, query: AuditQuery): Promise<Page<AuditLog>> {
  const [{ rows }] = await asActor.batch(
    selectAudit(asActor, query, query.limit, decodeCursor(query.cursor)?.id ?? null),
  )
  return { data: rows.slice(0, query.limit).map(presentAudit), nextCursor: cursorAfter(rows, query.limit) }
}

function cursorAfter(rows: readonly AuditRow[], limit: number): string | null {
  const last = rows.length > limit ? rows[limit - 1] : undefined
  return last ? encodeCursor({ at: last.at, id: last.id }) : null
}

/**
 * The newest rows as a table, with the members' names and each row's place in the chain. That somebody took it is a row itself.
 *
 * @returns too the cursor of the next file, where there are older rows than fit.
 */
export async function exportAudit(ctx: AuditCtx, query: AuditQuery): Promise<{ file: string; next: string | null }> {
  const { asActor, actor } = ctx
  const { actor: by, subject, action, from, to } = query
  const [{ rows }] = await asActor.batch(
    selectChained(asActor, query, AUDIT_FILE_ROWS_MAX, decodeCursor(query.cursor)?.id ?? null),
    insertAudit(asActor, {
      memberId: actor.memberId,
      action: 'audit.exported',
      subjectId: null,
      details: { from, to, action, actor: by, subject },
    }),
  )
  const names = new Map((await listMembers(ctx)).map(({ id, name }) => [id, name]))
  const shown = rows.slice(0, AUDIT_FILE_ROWS_MAX)
  const table = shown.map(({ details, ...row }) => [
    ...[toIso(row.at), row.action, row.memberId === null ? 'system' : (names.get(row.memberId) ?? ''), row.memberId],
    ...[row.subjectId, row.network, row.sessionId, row.tokenId, row.staffId, row.requestId, JSON.stringify(details)],
    ...[row.id, row.seq, row.hash],
  ])
  const head = ['at', 'action', 'actor', 'memberId', 'subjectId', 'network', 'sessionId', 'tokenId', 'staffId']
  const file = toCsv([[...head, 'requestId', 'details', 'id', 'position', 'hash'], ...table])
  return { file, next: cursorAfter(rows, AUDIT_FILE_ROWS_MAX) }
}

const presentAudit = (row: AuditRow): AuditLog => ({ ...row, at: toIso(row.at) })
