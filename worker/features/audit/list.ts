import type { AuditLog, AuditQuery } from '../../contract/audit.ts'
import type { Page } from '../../contract/common.ts'
import type { Vault } from '../../crypto/vault.ts'
import type { Actor, TenantDb } from '../../db/actor.ts'
import { toIso } from '../../db/columns.ts'
import { decodeCursor, encodeCursor } from '../../db/cursor.ts'
import { toCsv } from '../../kit/csv.ts'
import { listMembers } from '../team/index.ts'
import { insertAudit } from '../tenant/index.ts'
import { type AuditRow, selectAudit } from './repo.ts'

export interface AuditCtx {
  actor: Actor
  asActor: TenantDb
  vault: Vault
}

/** Of one file; a narrower time gives the rest. */
const CSV_ROWS_MAX = 10_000

/** A page of the audit log, the newest first. */
export async function listAudit({ asActor }: AuditCtx, query: AuditQuery): Promise<Page<AuditLog>> {
  const [{ rows }] = await asActor.batch(
    selectAudit(asActor, query, query.limit, decodeCursor(query.cursor)?.id ?? null),
  )
  const last = rows.length > query.limit ? rows[query.limit - 1] : undefined
  return {
    data: rows.slice(0, query.limit).map(presentAudit),
    nextCursor: last ? encodeCursor({ at: last.at, id: last.id }) : null,
  }
}

/** The newest rows as a table, with the members' names. That somebody took it is a row itself. */
export async function exportAudit(ctx: AuditCtx, query: AuditQuery): Promise<string> {
  const { asActor, actor } = ctx
  const { from, to, action } = query
  const [{ rows }] = await asActor.batch(
    selectAudit(asActor, query, CSV_ROWS_MAX - 1, null),
    insertAudit(asActor, {
      memberId: actor.memberId,
      action: 'audit.exported',
      subjectId: null,
      details: { from, to, action },
    }),
  )
  const names = new Map((await listMembers(ctx)).map(({ id, name }) => [id, name]))
  const table = rows
    .map(presentAudit)
    .map(({ details, ...row }) => [
      ...[row.at, row.action, row.memberId === null ? 'system' : (names.get(row.memberId) ?? ''), row.memberId],
      ...[row.subjectId, row.network, row.sessionId, row.tokenId, row.staffId, row.requestId, JSON.stringify(details)],
      row.id,
    ])
  const head = ['at', 'action', 'actor', 'memberId', 'subjectId', 'network', 'sessionId', 'tokenId', 'staffId']
  return toCsv([[...head, 'requestId', 'details', 'id'], ...table])
}

const presentAudit = (row: AuditRow): AuditLog => ({ ...row, at: toIso(row.at) })
