import { neon, neonConfig } from '@neondatabase/serverless'
import { drizzle, type NeonHttpDatabase } from 'drizzle-orm/neon-http'

export type Database = NeonHttpDatabase<Record<string, never>>

/** The password stands in a header of Neon's own, which a runtime does not drop when it is sent elsewhere: no redirects. */
const fetchHere: typeof fetch = (input, init) => fetch(input, { ...init, redirect: 'manual' })

/**
 * Postgres over HTTP: a batch is one round trip and one transaction. Holds no connection, so it is safe to keep.
 *
 * @param databaseUrl The app's role on the pooled host.
 * @param fetchEndpoint Only for a local proxy; Neon's own address is derived from the host.
 */
export function connect(databaseUrl: string, fetchEndpoint?: string): Database {
  neonConfig.fetchFunction = fetchHere
  if (fetchEndpoint) neonConfig.fetchEndpoint = fetchEndpoint
  return drizzle(neon(databaseUrl))
}
