import { type SQL, sql } from 'drizzle-orm'
import type { JournalEvent } from '../../worker/contract/events.ts'
import type { OutgoingFrame } from '../../worker/contract/frames.ts'
import { KeyRing } from '../../worker/crypto/keys.ts'
import { localKeyProvider } from '../../worker/crypto/kms/local.ts'
import { Vault } from '../../worker/crypto/vault.ts'
import { type Actor, asActor, asTenant } from '../../worker/db/actor.ts'
import { toPgHex } from '../../worker/db/columns.ts'
import { connect } from '../../worker/db/connect.ts'
import { CustomerDirectory } from '../../worker/features/contacts/index.ts'
import {
  type ApplyCtx,
  applyEvents,
  type CommandCtx,
  type CommandName,
  type CommandOf,
  claimMessages,
  getConversation,
  getLedger,
  listConversations,
  listMessages,
  runCommand,
  searchConversations,
} from '../../worker/features/inbox/index.ts'
import type { NotificationRow } from '../../worker/features/notifications/index.ts'
import { postgresKeyStore } from '../../worker/features/tenant/index.ts'
import { randomBytes } from '../../worker/kit/bytes.ts'
import { newId } from '../../worker/kit/ids.ts'
import type { TestServices } from './services.ts'

export type InboxBench = Awaited<ReturnType<typeof inboxBench>>

/** A tenant of its own with one channel and one agent, and the inbox's functions on the real database as the app's role. */
export async function inboxBench(services: TestServices, role: Actor['role'] = 'agent', sees: Actor['sees'] = 'all') {
  const database = connect(services.databaseUrl, services.neonFetchEndpoint)
  const keys = new KeyRing({
    store: postgresKeyStore(database),
    provider: localKeyProvider(randomBytes(32)),
    now: Date.now,
  })
  const vault = new Vault(keys, Date.now)
  const [tenantId, channelId, memberId, userId] = [newId(), newId(), newId(), newId()]
  const digits = String(Date.now()) + String(Math.floor(Math.random() * 1000))
  const [phoneNumberId, wabaId] = [`1${digits}`, `2${digits}`]
  const tenant = asTenant(database, tenantId)
  const box = toPgHex(randomBytes(60))
  await tenant.batch(tenant.build.execute(sql`insert into tenants (id, name) values (${tenantId}::uuid, 'Bench')`))
  await database.execute(
    sql`select create_user(${userId}::uuid, ${toPgHex(randomBytes(32))}::bytea, ${box}::bytea, 'scrypt-not-a-password')`,
  )
  await tenant.batch(
    tenant.build.execute(sql`
      insert into memberships (id, user_id, role, box) values (${memberId}::uuid, ${userId}::uuid, ${role}, ${box}::bytea)`),
    tenant.build.execute(sql`insert into accounts (waba_id, portfolio_id) values (${wabaId}, ${wabaId})`),
    tenant.build.execute(sql`
      insert into channels (id, name, phone_number_id, waba_id, portfolio_id, display_phone_number, secret_box)
      values (${channelId}::uuid, 'Bench', ${phoneNumberId}, ${wabaId}, ${wabaId}, '15550001', ${box}::bytea)`),
  )
  const actor: Actor = { tenantId, memberId, userId, role, sees, sessionId: newId(), provedAtMs: 0 }
  const published: OutgoingFrame[] = []
  const woken: string[] = []
  const repliers: string[] = []
  const toAssign: string[] = []
  const told: NotificationRow[] = []
  let seq = Date.now() * 1000
  const nowMs = Date.now()
  const context: ApplyCtx = {
    tenantId,
    db: tenant,
    vault,
    customers: new CustomerDirectory({ db: tenant, vault, now: Date.now, newId }),
    channel: async (id) => (id === channelId ? { id, wabaId, portfolioId: wabaId } : null),
    newId,
    nextSeq: () => {
      seq += 1
      return seq
    },
    now: Date.now,
  }
  const reads = { actor, asActor: asActor(database, actor), vault }
  const commands: CommandCtx = {
    ...context,
    actor,
    asActor: reads.asActor,
    publish: (frames) => void published.push(...frames),
    wakeSender: (id) => void woken.push(id),
    acknowledge: () => {},
    repliers: async () => repliers,
    tell: (notices) => void told.push(...notices),
    assignLater: (ids) => void toAssign.push(...ids),
    eraseLater: (id) => void woken.push(id),
  }
  return {
    ...{
      tenantId,
      channelId,
      memberId,
      phoneNumberId,
      wabaId,
      nowMs,
      actor,
      published,
      woken,
      repliers,
      toAssign,
      told,
      vault,
      tenant,
      commands,
    },
    apply: (events: JournalEvent[]) => applyEvents(context, events),
    forget: () => context.customers.forget(),
    run: <N extends CommandName>(name: N, input: CommandOf<N>['input']) => runCommand(commands, name, input),
    claim: () => claimMessages(tenant, channelId, 20, []),
    list: () => listConversations(reads, { limit: 100, status: 'open,snoozed', sort: 'newest' }),
    thread: (conversationId: string) => listMessages(reads, conversationId, { limit: 50 }),
    conversation: (conversationId: string) => getConversation(reads, conversationId),
    search: (q: string) => searchConversations(reads, q, 25),
    ledger: (messageId: string) => getLedger(reads, messageId),
    rows: async (query: SQL) => (await tenant.batch(tenant.build.execute(query)))[0].rows,
  }
}
