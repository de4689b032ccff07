import { findCycles, type Import, listImports, type SourceFile, withoutComments } from './imports.ts'

export interface Fault {
  path: string
  /** Counted from 1. */
  line: number
  message: string
}

const ONLY_KIT = ['worker/kit/', 'worker/contract/']
const BELOW_FEATURES = [
  ...ONLY_KIT,
  ...['worker/crypto/', 'worker/whatsapp/', 'worker/cache/', 'worker/db/', 'worker/ports.ts'],
]
const ROOTS = ['index', 'context', 'env', 'services', 'objects', 'ingest-deps'].map((name) => `worker/${name}.ts`)
/** Above the features: wires them to requests, jobs and objects. */
const ABOVE_FEATURES = [...BELOW_FEATURES, ...ROOTS, 'worker/features/*/index.ts']

/** Which of our files each folder may import, besides its own; the first line that fits a file counts. */
const MAY_IMPORT: readonly { files: RegExp; may: readonly string[] }[] = [
  { files: /^worker\/(kit|contract)\//, may: [] },
  { files: /^worker\/db\/schema\.ts$/, may: [...ONLY_KIT, 'worker/features/*/table.ts'] },
  { files: /^worker\/(crypto|whatsapp|cache|db)\//, may: ONLY_KIT },
  { files: /^worker\/ports\.ts$/, may: ONLY_KIT },
  {
    files: /^worker\/features\/.*\broutes\.ts$/,
    may: [...BELOW_FEATURES, 'worker/features/*/index.ts', 'worker/http/router.ts'],
  },
  { files: /^worker\/features\//, may: [...BELOW_FEATURES, 'worker/features/*/index.ts'] },
  { files: /^worker\/http\/(app|staff)\.ts$/, may: [...ABOVE_FEATURES, 'worker/features/*/routes.ts'] },
  { files: /^(worker\/(http|jobs)|durable-objects)\//, may: ABOVE_FEATURES },
  { files: /^worker\/(index|context|env|services|objects|ingest-deps)\.ts$/, may: ['worker/', 'durable-objects/'] },
  { files: /^web\//, may: ['web/', 'worker/contract/', 'docs/guide/'] },
]

/** Packages that have their place: where they may be imported. */
const PLACES: readonly { what: string; packages: RegExp; files: RegExp }[] = [
  { what: 'Drizzle', packages: /^drizzle-orm(\/|$)/, files: /^worker\/(db\/|.*\b(table|repo)\.ts$|.*\/repo\/)/ },
  { what: 'Hono', packages: /^(hono|@hono\/[^/]+)(\/|$)/, files: /^worker\/(http\/|index\.ts$|.*\broutes\.ts$)/ },
]

/** Words that have their place: `not` says where they may not stand. */
const WORDS: readonly { word: RegExp; not: RegExp; message: string }[] = [
  {
    word: /graph\.facebook\.com/,
    not: /^(worker\/(?!whatsapp\/)|durable-objects\/|web\/)/,
    message: 'a Graph URL belongs in worker/whatsapp',
  },
  {
    word: /\bDate\.now\(|\bnew Date\(\)|\bperformance\.now\(/,
    not: /^worker\/features\//,
    message: 'take the time from ctx.now()',
  },
  {
    word: /\brandomUUID\b|\bgetRandomValues\b|\bMath\.random\b/,
    not: /^worker\/features\//,
    message: 'take ids from ctx.newId()',
  },
  {
    word: /\bMath\.random\b/,
    not: /^(worker\/(?!features\/|kit\/backoff\.ts)|durable-objects\/)/,
    message: 'chance that can be foreseen: take randomBytes()',
  },
  {
    word: /\benv\b[^;]*from 'cloudflare:workers'/,
    not: /^(worker\/(?!(index|context|env|services|objects|ingest-deps)\.ts)|durable-objects\/[^/]+\/(?!object\.ts)|web\/)/,
    message: 'only the roots and the object shells see the environment',
  },
]

/**
 * SQL is written in Drizzle's tagged templates, where every value is a parameter; objects hand theirs over beside the text.
 * Not seen: what a call or a field gives, and a method that was taken off its object.
 */
const BUILT_SQL: readonly { text: RegExp; message: string }[] = [
  { text: /\bsql\.raw\b|\.unsafe\(/g, message: 'SQL that is built from strings: use the sql template' },
  {
    text: /(?<!\breq)\.(execute|query)(<[^()]*>)?\(\s*['"`]/g,
    message: 'SQL as a string: use the sql template, so that values are parameters',
  },
  {
    text: /\bsql\.exec(<[^()]*>)?\(\s*(`[^`]*\$\{|['"][^'"\n]*['"]\s*\+|[a-z]\w*\s*[+,)])/gi,
    message: 'SQL that is built from strings: hand values over as parameters',
  },
]

/** What would run a text as code, or take it for markup. Not seen: a name that is put together, as of `'ev' + 'al'`. */
const CODE_FROM_TEXT: readonly { text: RegExp; message: string }[] = [
  {
    text: /\beval\s*\(|\bnew\s+Function\b|\bFunction\s*\(|\[\s*(['"`])(eval|Function|RegExp)\1\s*\]|\bset(Timeout|Interval)\(\s*['"`]/g,
    message: 'a text that is run as code',
  },
  {
    text: /\b(inner|outer)HTML\b|\binsertAdjacentHTML\b|\bdangerouslySetInnerHTML\b|\bdocument\.write|\bsrcdoc\b|\bcreateContextualFragment\b|\bDOMParser\b|\b(set|parse)HTMLUnsafe\b/gi,
    message: 'a text that is taken for markup: let Preact draw it',
  },
  { text: /(?<!\w)<(object|embed|applet)\b/g, message: 'a page needs no plug-ins' },
  {
    text: /(\b(window|globalThis|self)\??\.|(?<![\w.#]))(addEventListener\(\s*['"`]message|onmessage\s*=(?!=))/g,
    message: 'any site may send a window messages: listen to a worker or a channel of our own',
  },
]

/** What takes a text as well as what is safe: by name it is given only what this file says is that. */
const GIVEN_BY_NAME: readonly { call: RegExp; safe: RegExp; files: RegExp; message: string }[] = [
  {
    call: /(?<!\breq)\.(?:execute|query)(?:<[^()]*>)?\(\s*([a-z_]\w*)\s*[,)+]/gi,
    safe: /\b(\w+)(?:: SQL\b|(?:: \w+)? =\s+sql`)/g,
    files: /^(worker|durable-objects)\//,
    message: 'SQL by a name that is no sql template in this file',
  },
  {
    call: /(?<!\b\w*api)\.(?:match|matchAll|search)\(\s*([a-z_]\w*)\s*[,)+]/gi,
    safe: /^(?:export )?const (\w+) =\s+(?:\/|new RegExp\()/gm,
    files: /^/,
    message: 'a regular expression of what is not written in this file',
  },
  {
    call: /[=(,]\s*(RegExp)\b(?!\s*[(.])/g,
    safe: /(?!)/g,
    files: /^/,
    message: 'a regular expression under another name',
  },
]

/** An algorithm by its name in quotes, as WebCrypto, Node and jose know it. Not seen: a name that is put together. */
const ALGORITHM =
  /(['"`])(MD[245]|SHA-?\d+|RIPEMD\d+|(AES|DES)-[-\w]+|3DES|RC4|(HS|RS|ES|PS)\d{3}|RSA[-\w]+|PBKDF2|P-\d+|ECDH|ECDSA|HMAC|HKDF)\1/gi
const APPROVED = /^(SHA-?256|AES-(GCM|KW)|HMAC|HKDF|HS256|ES256|ECDH|P-256)$/i
const ALSO_APPROVED: readonly { files: RegExp; names: RegExp }[] = [
  // Authenticators know no other.
  { files: /^worker\/features\/factors\/totp\.ts$/, names: /^SHA1$/ },
  // The lists of leaked passwords are of these hashes.
  { files: /^worker\/features\/identity\/leaked-passwords\.ts$/, names: /^SHA-1$/ },
  // Pairs of keys that providers sign with.
  { files: /^worker\/features\/sso\/tokens\.ts$/, names: /^(RS|PS|ES)(256|384|512)$/ },
]

/** Where a file breaks the rules of who may import whom. `tests/` and `dev/` may import everything. */
export function findFaults(files: readonly SourceFile[]): Fault[] {
  const product = files.filter((file) => /^(worker|durable-objects|web)\//.test(file.path))
  const faults = product.flatMap((file) =>
    [checkImports, checkWords, checkSql, checkCode, checkRegExps, checkNames, checkAlgorithms].flatMap((check) =>
      check(file),
    ),
  )
  for (const cycle of findCycles(product)) {
    const path = cycle[0] ?? ''
    faults.push({ path, line: 1, message: `imports go in a circle: ${[...cycle, path].join(' → ')}` })
  }
  return faults
}

function checkImports(file: SourceFile): Fault[] {
  return listImports(file).flatMap((one) => {
    const message = one.isOurs ? judgeOurs(file.path, one) : judgePackage(file.path, one)
    return message === null ? [] : [{ path: file.path, line: one.line, message }]
  })
}

function judgeOurs(path: string, { target }: Import): string | null {
  if (/^(tests|dev)\//.test(target)) return `${target}: the product imports neither tests nor dev`
  const rule = MAY_IMPORT.find((one) => one.files.test(path))
  if (rule === undefined) return `this file is in no folder that the rules know`
  if (isOwn(path, target) || rule.may.some((pattern) => fits(target, pattern))) return null
  return `may not import ${target}`
}

function judgePackage(path: string, { target }: Import): string | null {
  // How hard a password is to guess is judged by the same rule in the browser and at the server.
  const isStrength = path === 'worker/contract/password-strength.ts' && target.startsWith('@zxcvbn-ts/')
  if (/^worker\/contract\//.test(path) && target !== 'zod' && !isStrength) {
    return `${target}: the contract imports zod only`
  }
  const place = PLACES.find((one) => one.packages.test(target) && !one.files.test(path))
  return place === undefined ? null : `${place.what} has no place here`
}

function checkWords(file: SourceFile): Fault[] {
  const lines = withoutComments(file.text).split('\n')
  return WORDS.filter((rule) => rule.not.test(file.path)).flatMap((rule) =>
    lines.flatMap((text, index) =>
      rule.word.test(text) ? [{ path: file.path, line: index + 1, message: rule.message }] : [],
    ),
  )
}

function checkSql(file: SourceFile): Fault[] {
  return /^(worker|durable-objects)\//.test(file.path) ? checkTexts(file, BUILT_SQL) : []
}

const checkCode = (file: SourceFile): Fault[] => checkTexts(file, CODE_FROM_TEXT)

function checkTexts(file: SourceFile, rules: readonly { text: RegExp; message: string }[]): Fault[] {
  const text = withoutComments(file.text)
  return rules.flatMap((rule) =>
    [...text.matchAll(rule.text)].map(({ index }) => ({
      path: file.path,
      line: lineAt(text, index),
      message: rule.message,
    })),
  )
}

/** A regular expression is written down, or put together of constants of the same file: never of what comes in. */
function checkRegExps(file: SourceFile): Fault[] {
  const text = withoutComments(file.text)
  const constants = new Set(
    [...text.matchAll(/^(?:export )?const (\w+) = (?:String\.raw)?['"`]/gm)].map((match) => match[1]),
  )
  return [...text.matchAll(/\bRegExp\(\s*(?:String\.raw)?(['"`](?:\\[\s\S]|[^\\'"`])*['"`]\s*[,)])?/g)]
    .filter(([, written]) => {
      const places = [...(written?.matchAll(/\$\{([^}]*)\}/g) ?? [])]
      return written === undefined || !places.every(([, name]) => constants.has(name))
    })
    .map(({ index }) => ({
      path: file.path,
      line: lineAt(text, index),
      message: 'a regular expression of what is not written in this file',
    }))
}

function checkNames(file: SourceFile): Fault[] {
  const text = withoutComments(file.text)
  return GIVEN_BY_NAME.filter(({ files }) => files.test(file.path)).flatMap(({ call, safe, message }) => {
    const names = new Set([...text.matchAll(safe)].map(([, name]) => name))
    return [...text.matchAll(call)]
      .filter(([, name]) => !names.has(name))
      .map(({ index }) => ({ path: file.path, line: lineAt(text, index), message }))
  })
}

function checkAlgorithms(file: SourceFile): Fault[] {
  const text = withoutComments(file.text)
  const also = ALSO_APPROVED.find(({ files }) => files.test(file.path))
  return [...text.matchAll(ALGORITHM)]
    .filter(([, , name = '']) => !APPROVED.test(name) && !also?.names.test(name))
    .map(({ index, 2: name }) => ({
      path: file.path,
      line: lineAt(text, index),
      message: `${name} is no algorithm that was approved here`,
    }))
}

const lineAt = (text: string, index: number): number => text.slice(0, index).split('\n').length

/** The folder a file calls its own: the feature, the object, or the area of the Worker. */
function isOwn(path: string, target: string): boolean {
  const own = /^(worker\/features\/[^/]+\/|worker\/[^/]+\/|durable-objects\/|web\/)/.exec(path)?.[0]
  return own !== undefined && target.startsWith(own)
}

/** A pattern is a folder, a file, or a file with one `*` for a folder's name. */
function fits(target: string, pattern: string): boolean {
  if (pattern.endsWith('/')) return target.startsWith(pattern)
  const [before = '', after] = pattern.split('*')
  if (after === undefined) return target === pattern
  return (
    target.startsWith(before) && target.endsWith(after) && !target.slice(before.length, -after.length).includes('/')
  )
}
