// Installs the pre-commit hook in a git checkout; a tarball or a CI without git has nothing to hook.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'

if (existsSync('.git') && !process.env.CI) {
  spawnSync('npx', ['simple-git-hooks'], { stdio: 'ignore' })
}
