import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { MIGRATIONS_DIR, readMigrations } from './migrate.ts'

const words = process.argv.slice(2).flatMap((argument) => argument.toLowerCase().split(/[^a-z0-9]+/))
if (words.length < 2) {
  console.error('usage: npm run db:new -- <noun> <change>, such as: npm run db:new -- contacts add consent')
  process.exit(1)
}
const last = readMigrations(MIGRATIONS_DIR).at(-1)?.name.slice(0, 4) ?? '0000'
const name = `${String(Number(last) + 1).padStart(4, '0')}_${words.join('_')}.sql`
writeFileSync(join(MIGRATIONS_DIR, name), '-- Expand only: table, policy and grants in one file.\n', { flag: 'wx' })
console.log(`migrations/${name}`)
