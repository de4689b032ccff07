import { type SQL, sql } from 'drizzle-orm'
import type { Scope } from '../contract/scopes.ts'
import type { Database } from './connect.ts'

/** Through what somebody came: every row that they leave in the audit log says it. */
export interface Trail {
  sessionId?: string | undefined
  tokenId?: string | undefined
  staffId?: string | undefined
  requestId?: string | undefined
  /** Never a whole address; see {@link import('../kit/network.ts').networkPrefixOf}. */
  network?: string | undefined
}

/** Who works on a tenant's rows. Machines see everything of the tenant; an agent may see only their own. */
export interface Actor extends Trail {
  tenantId: string
  memberId: string
  userId: string
  role: import('../contract/roles.ts').Role
  sees: 'all' | 'own'
  sessionId: string
  /** When the person last proved who they are in this session, in epoch milliseconds. */
  provedAtMs: number
  /** The session began by the tenant's own identity provider: it is worth something in this tenant alone. */
  bySso?: boolean
  /** What the API token is good for that acts for them; left out: they act themselves. */
  scopes?: readonly Scope[]
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
  return tenantDb(db, actor.tenantId, actor.memberId, actor.role, actor.sees, actor)
}

/**
 * For machines (inbox, sender, jobs): the whole tenant, and nothing but the tenant.
 *
 * @param trail Of the person whom the machine works for, if it does.
 */
export function asTenant(db: Database, tenantId: string, trail: Trail = {}): TenantDb {
  return tenantDb(db, tenantId, '', 'machine', 'all', trail)
}

function tenantDb(
  db: Database,
  tenantId: string,
  memberId: string,
  role: string,
  sees: 'all' | 'own',
  trail: Trail,
): TenantDb {
  // Made when it is asked: many a request answers without the database.
  const settings =
    () => sql`select set_config('app.tenant_id', ${tenantId}, true), set_config('app.member_id', ${memberId}, true),
    set_config('app.role', ${role}, true), set_config('app.sees', ${sees}, true)${settingsOf(trail)}`
  return {
    tenantId,
    build: db,
    async batch(...queries) {
      // biome-ignore lint/suspicious/noExplicitAny: see Query
      const [, ...results] = await db.batch([db.execute(settings()), ...queries] as any)
      // biome-ignore lint/suspicious/noExplicitAny: one result per query, in order
      return results as any
    },
  }
}

/** What the columns of the audit log take as their defaults, for a transaction that works in no one tenant. */
export const trailStatement = (trail: Trail): SQL => sql`select 1${settingsOf(trail)}`

function settingsOf({ sessionId, tokenId, staffId, requestId, network }: Trail): SQL {
  const settings = {
    ...{ 'app.session_id': sessionId, 'app.token_id': tokenId, 'app.staff_id': staffId },
    ...{ 'app.request_id': requestId, 'app.network': network },
  }
  const known = Object.entries(settings).filter(([, value]) => value)
  return sql.join(known.map(([name, value]) => sql`, set_config(${name}, ${value}, true)`))
}
