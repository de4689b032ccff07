import { sql } from 'drizzle-orm'
import type { OnboardingChange } from '../../contract/onboarding.ts'
import type { TenantDb } from '../../db/actor.ts'

type Noted = { as: 'done' | 'skipped'; at: string }
export type OnboardingFacts = {
  noted: Partial<Record<OnboardingChange['step'], Noted>>
  hasChannel: boolean
  hasColleague: boolean
  hasConversation: boolean
}
type OnboardingRow = Omit<OnboardingFacts, 'hasConversation'> & { conversationId: string | null }

export function selectOnboarding(db: TenantDb) {
  return db.build.execute<OnboardingRow>(sql`
    select t.onboarding as noted, f.has_channel as "hasChannel", f.has_colleague as "hasColleague",
      f.conversation_id as "conversationId"
    from tenants t, onboarding_facts(t.id) f where t.id = ${db.tenantId}::uuid`)
}

/** With its row of the audit log. */
export function noteOnboarding(db: TenantDb, { step, as }: OnboardingChange, byMemberId: string) {
  return db.build.execute(sql`
    with changed as (
      update tenants set onboarding = onboarding
        || jsonb_build_object(${step}::text, jsonb_build_object('as', ${as}::text, 'at', now()))
      where id = ${db.tenantId}::uuid returning id)
    insert into audit_log (member_id, action, subject_id, details)
    select ${byMemberId}::uuid, 'tenant.onboarding', id, jsonb_build_object('step', ${step}::text, 'as', ${as}::text)
    from changed`)
}
