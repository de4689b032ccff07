import { inject } from 'vitest'
import { copyDatabase, type OwnDatabase } from './services.ts'

/**
 * Copies the migrated template, in a few hundredths of a second. Most suites do not need it: they mint tenants of their
 * own in the shared database.
 */
export const createDatabase = (): Promise<OwnDatabase> => copyDatabase(inject('services').ownerUrl)
