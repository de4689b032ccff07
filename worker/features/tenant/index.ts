export { postgresKeyStore } from './key-store.ts'
