import { globSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { NEVER_DEPLOYED } from './config.ts'

/** Fails if a folder that is to be deployed holds anything of the local stack: its secrets, its people, its numbers. */
const folders = process.argv.slice(2)
const files = folders.flatMap((folder) => globSync('**/*', { cwd: folder }).map((file) => join(folder, file)))
const texts = files.filter((file) => statSync(file).isFile())
if (texts.length === 0) {
  console.error(`nothing to look through in ${folders.join(', ') || 'no folder'}`)
  process.exit(1)
}
const found = texts.flatMap((file) => {
  const text = readFileSync(file, 'latin1')
  return NEVER_DEPLOYED.filter((word) => text.includes(word)).map((word) => `${file}: ${word}`)
})
for (const line of found) console.error(line)
console.log(
  `${texts.length} files looked through for ${NEVER_DEPLOYED.length} words of the local stack, ${found.length} found`,
)
process.exitCode = found.length === 0 ? 0 : 1
