import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { readConfig } from './config.ts'
import { findRunning, takeDataDir } from './running.ts'

const { dataDir } = readConfig()
const running = await findRunning(dataDir)
if (running !== null) {
  console.error(`npm run dev is running on ${dataDir} (process ${running}); stop it first`)
  process.exit(1)
}
// Only what `npm run dev` has made: a mistyped ADSAPP_DATA_DIR must not cost anybody a folder.
const looksLikeOurs = ['postgres', 'postgres-location', 'worker', 'outside'].some((name) =>
  existsSync(join(dataDir, name)),
)
if (existsSync(dataDir) && !looksLikeOurs) {
  console.error(`${dataDir} holds nothing of npm run dev; it is left alone`)
  process.exit(1)
}
if (existsSync(dataDir)) await takeDataDir(dataDir) // Ends what a crash has left running in there.
const elsewhere = join(dataDir, 'postgres-location')
if (existsSync(elsewhere)) rmSync(readFileSync(elsewhere, 'utf8'), { recursive: true, force: true })
rmSync(dataDir, { recursive: true, force: true })
console.log(`removed ${dataDir}`)
