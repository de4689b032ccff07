import { sql } from 'drizzle-orm'
import type { Actor, TenantDb } from '../../../db/actor.ts'

/**
 * That somebody opened what a colleague has, where agents see only their own: a row in an hour for each person and
 * conversation, in the transaction of the read.
 */
export function auditOpening(db: TenantDb, { memberId }: Actor, conversationId: string) {
  return db.build.execute(sql`
    insert into audit_log (member_id, action, subject_id)
    select ${memberId}::uuid, 'conversation.opened', v.id
    from conversations v join tenants t on t.id = v.tenant_id
    where v.id = ${conversationId}::uuid and t.agents_see_own_only and v.assignee_id <> ${memberId}::uuid
      and not exists (
        select from audit_log a where a.tenant_id = v.tenant_id and a.subject_id = v.id and a.member_id = ${memberId}::uuid
          and a.action = 'conversation.opened' and a.at > now() - interval '1 hour')`)
}

/** That somebody read the whole story of a message: what Meta was told, and said. */
export function auditLedger(db: TenantDb, { memberId }: Actor, messageId: string) {
  return db.build.execute(sql`
    insert into audit_log (member_id, action, subject_id)
    select ${memberId}::uuid, 'message.traced', m.id from messages m where m.id = ${messageId}::uuid`)
}
