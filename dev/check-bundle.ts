import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { NEVER_DEPLOYED } from './config.ts'

/** Of a repository, of one's own machine, of tests and of sources: nothing of it has a place in what was built. */
const NO_PLACE =
  /(^|[\\/])(\.[^\\/]+|node_modules|tests?|[^\\/]+\.(test|db|worker|dom|e2e|trip)\.\w+|[^\\/]+\.(tsx?|sql|toml))([\\/]|$)/

/** Fails if a folder that is to be deployed holds anything of the local stack (its secrets, its people, its numbers) or of the repository. */
const folders = process.argv.slice(2)
const files = folders.flatMap((folder) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => ({ folder, path: join(entry.parentPath, entry.name) })),
)
if (files.length === 0) {
  console.error(`nothing to look through in ${folders.join(', ') || 'no folder'}`)
  process.exit(1)
}
const found = files.flatMap(({ folder, path }) => {
  const text = readFileSync(path, 'latin1')
  const words = NEVER_DEPLOYED.filter((word) => text.includes(word)).map((word) => `${path}: ${word}`)
  return NO_PLACE.test(path.slice(folder.length)) ? [`${path}: has no place here`, ...words] : words
})
for (const line of found) console.error(line)
console.log(
  `${files.length} files looked through for ${NEVER_DEPLOYED.length} words of the local stack, ${found.length} found`,
)
process.exitCode = found.length === 0 ? 0 : 1
