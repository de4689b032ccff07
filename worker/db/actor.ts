import { sql } from 'drizzle-orm'
import type { Database } from './connect.ts'

/** Who works on a tenant's rows. Machines see everything of the tenant; an agent may see only their own. */
export interface Actor {
  tenantId: string
  memberId: string
  userId: string
  role: import('../contract/roles.ts').Role
  sees: 'all' | 'own'
  sessionId: string
  /** When the person last proved who they are in this session, in epoch milliseconds. */
  provedAtMs: number
}

// biome-ignore lint/suspicious/noExplicitAny: Drizzle's batch takes any prepared query and types each result by itself
type Query = PromiseLike<any> & { _prepare?: unknown }

/**
 * Access to the rows of one tenant. `batch` runs the queries in one transaction and one round trip, behind the
 * settings that row-level security reads. A query of `build` that is awaited by itself has no tenant and fails.
 */
export interface TenantDb {
  readonly tenantId: string
  readonly build: Database
  batch<const Q extends readonly Query[]>(...queries: Q): Promise<{ -readonly [K in keyof Q]: Awaited<Q[K]> }>
}

/** For people: what the database shows depends on the member and the role. */
export function asActor(db: Database, actor: Actor): TenantDb {
  return tenantDb(db, actor.tenantId, actor.memberId, actor.role, actor.sees)
}

/** For machines (inbox, sender, jobs): the whole tenant, and nothing but the tenant. */
export function asTenant(db: Database, tenantId: string): TenantDb {
  return tenantDb(db, tenantId, '', 'machine', 'all')
}

function tenantDb(db: Database, tenantId: string, memberId: string, role: string, sees: 'all' | 'own'): TenantDb {
  const settings = sql`select set_config('app.tenant_id', ${tenantId}, true), set_config('app.member_id', ${memberId}, true),
    set_config('app.role', ${role}, true), set_config('app.sees', ${sees}, true)`
  return {
    tenantId,
    build: db,
    async batch(...queries) {
      // biome-ignore lint/suspicious/noExplicitAny: see Query
      const [, ...results] = await db.batch([db.execute(settings), ...queries] as any)
      // biome-ignore lint/suspicious/noExplicitAny: one result per query, in order
      return results as any
    },
  }
}
