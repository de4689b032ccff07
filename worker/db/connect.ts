import { neon, neonConfig } from '@neondatabase/serverless'
import { drizzle, type NeonHttpDatabase } from 'drizzle-orm/neon-http'

export type Database = NeonHttpDatabase<Record<string, never>>

/**
 * Postgres over HTTP: a batch is one round trip and one transaction. Holds no connection, so it is safe to keep.
 *
 * @param databaseUrl The app's role on the pooled host.
 * @param fetchEndpoint Only for a local proxy; Neon's own address is derived from the host.
 */
export function connect(databaseUrl: string, fetchEndpoint?: string): Database {
  if (fetchEndpoint) neonConfig.fetchEndpoint = fetchEndpoint
  // The password stands in a header of Neon's own, which no runtime drops where a redirect leads to another host.
  return drizzle(neon(databaseUrl, { fetchOptions: { redirect: 'manual' } }))
}
