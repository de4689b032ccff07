import { eq } from 'drizzle-orm'
import type { KeyStore, StoredKey } from '../../crypto/keys.ts'
import { asTenant } from '../../db/actor.ts'
import type { Database } from '../../db/connect.ts'
import { encryptionKeys } from './table.ts'

/** The tenants' wrapped keys in Postgres. */
export function postgresKeyStore(db: Database): KeyStore {
  return {
    async listKeys(tenantId) {
      const tenant = asTenant(db, tenantId)
      const [rows] = await tenant.batch(
        tenant.build.select().from(encryptionKeys).where(eq(encryptionKeys.tenantId, tenantId)),
      )
      return rows.map((row) => ({ ...row, createdAt: row.createdAt.getTime() }) as StoredKey)
    },
    async insertKey(row) {
      const tenant = asTenant(db, row.tenantId)
      await tenant.batch(
        tenant.build
          .insert(encryptionKeys)
          .values({ ...row, createdAt: new Date(row.createdAt) })
          .onConflictDoNothing(),
      )
    },
  }
}
