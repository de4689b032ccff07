import { sql } from 'drizzle-orm'
import type { Customer } from '../../../worker/contract/events.ts'
import { fromPgBytes } from '../../../worker/db/columns.ts'
import {
  CustomerDirectory,
  customerStatements,
  type KnownContact,
  noWrites,
  type PersonFields,
} from '../../../worker/features/contacts/index.ts'
import { newId } from '../../../worker/kit/ids.ts'
import { inboxBench } from '../../support/inbox-bench.ts'
import type { TestServices } from '../../support/services.ts'

const HOUR_MS = 60 * 60_000

/** A customer directory on the real database, with a clock and a portfolio of its own. */
export async function directoryBench(services: TestServices) {
  const { tenant, vault, rows } = await inboxBench(services)
  const portfolioId = newId()
  let nowMs = Date.now()
  const directory = new CustomerDirectory({ db: tenant, vault, now: () => nowMs, newId })
  const store = async (writes: ReturnType<typeof noWrites>) => {
    const statements = customerStatements(tenant, writes)
    if (statements.length > 0) await tenant.batch(...statements)
  }
  const resolveAt = async (atMs: number, ...customers: Customer[]): Promise<KnownContact[]> => {
    const writes = noWrites()
    await directory.load(customers.map((customer) => ({ portfolioId, customer })))
    const found: KnownContact[] = []
    for (const customer of customers) found.push(await directory.resolve(portfolioId, customer, atMs, writes))
    await store(writes)
    return found
  }
  return {
    directory,
    /** Who this is, for each in order, in one batch; a moment later than the batch before. */
    resolve: (...customers: Customer[]) => {
      nowMs += 1
      return resolveAt(nowMs, ...customers)
    },
    /** The same for events of another time. */
    resolveAt,
    now: () => nowMs,
    async change(contact: KnownContact, kind: 'phone' | 'user_id', value: string): Promise<void> {
      const writes = noWrites()
      await directory.load([{ portfolioId, customer: kind === 'phone' ? { phone: value } : { userId: value } }])
      await directory.change(contact, portfolioId, kind, value, nowMs, writes)
      await store(writes)
    },
    /** As a new life of the inbox, which remembers nothing. */
    forget: () => directory.forget(),
    passHours(hours: number) {
      nowMs += hours * HOUR_MS
    },
    /** Contacts with what their rows say, oldest first. */
    async contacts(): Promise<(PersonFields & { id: string })[]> {
      const stored = await rows(sql`select distinct c.id, c.salt, c.box, c.created_at from contacts c
        join contact_identities i on i.contact_id = c.id where i.portfolio_id = ${portfolioId} order by c.created_at, c.id`)
      return Promise.all(
        stored.map(async (row) => {
          const { id, salt, box } = row as { id: string; salt: Uint8Array; box: Uint8Array }
          const place = { table: 'contacts', id }
          const fields = await vault.openForContact<PersonFields>(
            tenant.tenantId,
            fromPgBytes(salt),
            place,
            fromPgBytes(box),
          )
          return { id, ...fields }
        }),
      )
    },
    /** Every identity of a contact, as `kind value` and, if it is history, why. */
    async identities({ id, salt }: KnownContact): Promise<string[]> {
      const stored = await rows(sql`select id, kind, box, current, note from contact_identities
        where contact_id = ${id}::uuid and portfolio_id = ${portfolioId}`)
      const lines = stored.map(async (row) => {
        const each = row as { id: string; kind: string; box: Uint8Array; current: boolean; note: string | null }
        const place = { table: 'contact_identities', id: each.id }
        const box = fromPgBytes(each.box)
        const { value } = await vault.openForContact<{ value: string }>(tenant.tenantId, salt, place, box)
        return [each.kind, value, ...(each.current ? [] : [`was ${each.note}`])].join(' ')
      })
      return (await Promise.all(lines)).sort()
    },
  }
}
