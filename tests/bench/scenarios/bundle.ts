import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { ROOT } from '../../../dev/config.ts'
import { buildWebIfStale } from '../../../dev/web-build.ts'
import type { Figure } from '../report.ts'

const DIST = join(ROOT, 'web/dist')
/**
 * Comes when it is asked for: charts, what makes a voice message of what the browser recorded, what passkeys and setting an
 * authenticator up need, the lists that passwords are judged by, the numbering plans of all countries, the reader of price
 * files; the screens of the platform's staff. Emoji data is JSON.
 */
const ON_DEMAND =
  /^assets\/(chart|webm-to-ogg|passkey|password-strength|numbering-plans|price-csv|enroll-dialog|admin|en-admin)-.{8}\.js$/
/** With the shared texts, which come in one language: the hash is all that follows its name. */
const INBOX = /^assets\/(inbox|en)-.{8}\.js$/
const CONVERSATION = /^assets\/(inbox|thread|en)-.{8}\.js$/
/** Nobody loads a second language. */
const OTHER_LANGUAGE = /^assets\/(nl|es|pt)-/

/** JavaScript that a browser loads: until the inbox stands, until a conversation whose link was followed stands, in all. */
export async function bundle(): Promise<Figure[]> {
  await buildWebIfStale()
  const all = readdirSync(DIST, { recursive: true, encoding: 'utf8' }).filter(
    (name) => name.endsWith('.js') && !ON_DEMAND.test(name) && !OTHER_LANGUAGE.test(name),
  )
  const page = readFileSync(join(DIST, 'index.html'), 'utf8')
  const named = [...page.matchAll(/(?:src|href)="\/?([^"]+\.js)"/g)].map((match) => match[1] ?? '')
  const until = (screen: RegExp) => withImports([...named, ...all.filter((name) => screen.test(name))])
  return [
    size('JavaScript until the inbox stands, gzip', until(INBOX), 60),
    size('JavaScript until a conversation opened by its link stands, gzip', until(CONVERSATION), 60),
    size('JavaScript in all, gzip', all, 180),
  ]
}

/** The files and everything that they import at once, as far as it goes. */
function withImports(files: readonly string[]): string[] {
  const found = new Set(files)
  for (const file of found) {
    const text = readFileSync(join(DIST, file), 'utf8')
    for (const [, name] of text.matchAll(/(?:from|import)"\.\/([^"]+\.js)"/g)) found.add(`assets/${name}`)
  }
  return [...found]
}

function size(what: string, files: readonly string[], maxKb: number): Figure {
  const bytes = files.reduce((sum, file) => sum + gzipSync(readFileSync(join(DIST, file))).length, 0)
  const kb = bytes / 1024
  return { what, ours: `${kb.toFixed(1)} KB`, aim: `≤ ${maxKb} KB`, met: files.length > 2 && kb <= maxKb }
}
