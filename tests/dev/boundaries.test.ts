import { expect, test } from 'vitest'
import { findFaults } from '../../dev/boundaries.ts'
import { findCycles, listImports, withoutComments } from '../../dev/imports.ts'

const messagesOf = (path: string, text: string) => findFaults([{ path, text }]).map((fault) => fault.message)
const importing = (target: string) => `import { a } from '${target}'\n`

const allowed: [string, string][] = [
  ['worker/kit/ids.ts', './clock.ts'],
  ['worker/crypto/box.ts', '../kit/bytes.ts'],
  ['worker/crypto/kms/local.ts', '../box.ts'],
  ['worker/db/schema.ts', '../features/inbox/table.ts'],
  ['worker/ports.ts', './contract/message.ts'],
  ['worker/features/inbox/service.ts', '../contacts/index.ts'],
  ['worker/features/inbox/service.ts', './policy.ts'],
  ['worker/features/inbox/service.ts', '../../ports.ts'],
  ['worker/features/inbox/repo.ts', 'drizzle-orm'],
  ['worker/features/inbox/table.ts', 'drizzle-orm/pg-core'],
  ['worker/features/inbox/routes.ts', '../../http/router.ts'],
  ['worker/features/inbox/routes.ts', '@hono/zod-openapi'],
  ['worker/http/app.ts', '../features/inbox/index.ts'],
  ['worker/http/app.ts', '../features/inbox/routes.ts'],
  ['worker/jobs/sweep.ts', '../db/actor.ts'],
  ['worker/jobs/sweep.ts', '../env.ts'],
  ['worker/index.ts', './http/app.ts'],
  ['worker/index.ts', '../durable-objects/hub-object/object.ts'],
  ['worker/contract/message.ts', 'zod'],
  ['worker/contract/password-strength.ts', '@zxcvbn-ts/core'],
  ['durable-objects/hub-object/object.ts', '../../worker/env.ts'],
  ['web/models/inbox.ts', '../../worker/contract/message.ts'],
]
test.each(allowed)('%s may import %s', (path, target) => {
  expect(messagesOf(path, importing(target))).toEqual([])
})

const refused: [string, string, string][] = [
  ['worker/kit/ids.ts', '../contract/common.ts', 'may not import worker/contract/common.ts'],
  ['worker/contract/message.ts', '../kit/ids.ts', 'may not import worker/kit/ids.ts'],
  ['worker/contract/message.ts', '@zxcvbn-ts/core', '@zxcvbn-ts/core: the contract imports zod only'],
  ['worker/contract/message.ts', 'hono', 'hono: the contract imports zod only'],
  ['worker/crypto/box.ts', '../db/actor.ts', 'may not import worker/db/actor.ts'],
  ['worker/whatsapp/client.ts', '../db/actor.ts', 'may not import worker/db/actor.ts'],
  ['worker/cache/levels.ts', '../features/inbox/index.ts', 'may not import worker/features/inbox/index.ts'],
  ['worker/db/actor.ts', '../features/inbox/table.ts', 'may not import worker/features/inbox/table.ts'],
  ['worker/db/schema.ts', '../features/inbox/service.ts', 'may not import worker/features/inbox/service.ts'],
  ['worker/ports.ts', './db/actor.ts', 'may not import worker/db/actor.ts'],
  ['worker/features/inbox/service.ts', '../contacts/repo.ts', 'may not import worker/features/contacts/repo.ts'],
  ['worker/features/inbox/service.ts', '../../http/router.ts', 'may not import worker/http/router.ts'],
  ['worker/features/inbox/service.ts', '../../context.ts', 'may not import worker/context.ts'],
  ['worker/features/inbox/service.ts', '../../env.ts', 'may not import worker/env.ts'],
  [
    'worker/features/inbox/service.ts',
    '../../../durable-objects/hub-object/object.ts',
    'may not import durable-objects/hub-object/object.ts',
  ],
  ['worker/http/health.ts', '../features/inbox/routes.ts', 'may not import worker/features/inbox/routes.ts'],
  ['worker/jobs/sweep.ts', '../features/inbox/repo.ts', 'may not import worker/features/inbox/repo.ts'],
  ['worker/jobs/sweep.ts', '../http/app.ts', 'may not import worker/http/app.ts'],
  ['web/models/inbox.ts', '../../worker/kit/ids.ts', 'may not import worker/kit/ids.ts'],
  ['worker/surprise/a.ts', '../kit/ids.ts', 'this file is in no folder that the rules know'],
  ['worker/kit/ids.ts', '../../dev/config.ts', 'dev/config.ts: the product imports neither tests nor dev'],
  ['worker/index.ts', '../tests/support/stack.ts', 'tests/support/stack.ts: the product imports neither tests nor dev'],
  ['web/app.tsx', '../dev/config.ts', 'dev/config.ts: the product imports neither tests nor dev'],
  ['worker/features/inbox/service.ts', 'drizzle-orm', 'Drizzle has no place here'],
  ['durable-objects/hub-object/object.ts', 'drizzle-orm/pg-core', 'Drizzle has no place here'],
  ['worker/features/inbox/service.ts', '@hono/zod-openapi', 'Hono has no place here'],
  ['worker/jobs/sweep.ts', 'hono', 'Hono has no place here'],
]
test.each(refused)('%s may not import %s', (path, target, message) => {
  expect(messagesOf(path, importing(target))).toEqual([message])
})

const words: [string, string, string][] = [
  ['worker/crypto/tokens.ts', 'const roll = Math.random()', 'chance that can be foreseen: take randomBytes()'],
  ['durable-objects/hub-object/object.ts', 'Math.random()', 'chance that can be foreseen: take randomBytes()'],
  ['worker/jobs/sweep.ts', "const url = 'https://graph.facebook.com'", 'a Graph URL belongs in worker/whatsapp'],
  ['web/app.tsx', "const url = 'https://graph.facebook.com'", 'a Graph URL belongs in worker/whatsapp'],
  ['worker/features/inbox/service.ts', 'const at = Date.now()', 'take the time from ctx.now()'],
  ['worker/features/inbox/policy.ts', 'const at = new Date()', 'take the time from ctx.now()'],
  ['worker/features/inbox/send-reply.ts', 'const id = crypto.randomUUID()', 'take ids from ctx.newId()'],
  ['worker/features/inbox/service.ts', 'const roll = Math.random()', 'take ids from ctx.newId()'],
  [
    'worker/features/inbox/service.ts',
    "import { env } from 'cloudflare:workers'",
    'only the roots and the object shells see the environment',
  ],
  [
    'durable-objects/sender-object/drain.ts',
    "import { env } from 'cloudflare:workers'",
    'only the roots and the object shells see the environment',
  ],
]
test.each(words)('%s may not say %s', (path, text, message) => {
  expect(messagesOf(path, `const first = 1\n${text}\n`)).toEqual([message])
  expect(findFaults([{ path, text: `const first = 1\n${text}\n` }])[0]?.line).toBe(2)
})

/** A place of a template, as it stands in code. */
const VALUE = ['$', '{input}'].join('')
const builtSql: [string, string][] = [
  ['worker/features/inbox/repo.ts', 'const name = sql.raw(input)'],
  ['worker/features/inbox/repo.ts', `await db.execute(\`select ${VALUE}\`)`],
  ['worker/features/inbox/repo.ts', "await db.execute<Row>(\n  'select ' + input)"],
  ['worker/db/connect.ts', 'await client.query("select 1")'],
  ['worker/db/connect.ts', 'await connection.unsafe(input)'],
  ['durable-objects/inbox-object/journal.ts', `this.sql.exec(\`delete from rows where n = ${VALUE}\`)`],
  ['durable-objects/inbox-object/journal.ts', "this.#sql.exec('delete from rows where n = ' + n)"],
  ['durable-objects/inbox-object/journal.ts', 'sql.exec(start + n)'],
  ['durable-objects/inbox-object/journal.ts', 'this.sql.exec(q)'],
  ['durable-objects/inbox-object/journal.ts', 'this.#sql.exec<Row>(q, n)'],
  ['worker/features/inbox/repo.ts', "db.execute(q); const q = 'select ' + input"],
  ['worker/features/inbox/repo.ts', 'await db.build.execute<Row>(q + input)'],
  ['worker/db/connect.ts', 'await client.query(q, [input])'],
]
test.each(builtSql)('%s may not build SQL: %s', (path, text) => {
  const [fault] = findFaults([{ path, text: `const first = 1\n${text}\n` }])
  expect(fault).toMatchObject({ line: 2, message: expect.stringMatching(/^SQL/) })
})

test('SQL with parameters is none that is built', () => {
  expect(messagesOf('worker/features/inbox/repo.ts', `await db.execute<Row>(sql\`select ${VALUE}\`)`)).toEqual([])
  expect(
    messagesOf('durable-objects/hub-object/frames.ts', "this.#sql.exec('delete from rows where n = ?', n)"),
  ).toEqual([])
  expect(messagesOf('worker/http/realtime.ts', "c.req.query('since')")).toEqual([])
  expect(messagesOf('worker/http/realtime.ts', 'c.req.query(name)')).toEqual([])
  expect(messagesOf('worker/features/inbox/repo.ts', 'const q = sql`select 1`\nawait db.execute(q)')).toEqual([])
  expect(messagesOf('worker/features/inbox/repo.ts', 'const run = (q: SQL) => db.execute<Row>(q)')).toEqual([])
})

const codeFromText: [string, string, RegExp][] = [
  ['worker/kit/csv.ts', 'eval(input)', /run as code/],
  ['worker/kit/csv.ts', 'const run = new Function("a", input)', /run as code/],
  ['web/app.tsx', 'setTimeout("go()", 5)', /run as code/],
  ['web/app.tsx', 'element.innerHTML = input', /taken for markup/],
  ['web/app.tsx', '<p dangerouslySetInnerHTML={{ __html: input }} />', /taken for markup/],
  ['web/app.tsx', "element.insertAdjacentHTML('beforeend', input)", /taken for markup/],
  ['web/app.tsx', 'document.write(input)', /taken for markup/],
  ['web/app.tsx', '<iframe srcDoc={input} />', /taken for markup/],
  ['web/app.tsx', '<object data="a.swf" />', /no plug-ins/],
  ['web/app.tsx', "window.addEventListener('message', read)", /any site/],
  ['web/app.tsx', 'globalThis.onmessage = read', /any site/],
  ['web/app.tsx', "addEventListener('message', read)", /any site/],
  ['web/app.tsx', 'onmessage = read', /any site/],
  ['web/app.tsx', 'element.setHTMLUnsafe(input)', /taken for markup/],
  ['web/app.tsx', 'Document.parseHTMLUnsafe(input)', /taken for markup/],
  ['worker/kit/csv.ts', "globalThis['eval'](input)", /run as code/],
  ['web/models/search.ts', 'const found = new RegExp(input)', /regular expression/],
  ['web/models/search.ts', 'const found = text.match(input)', /regular expression/],
  ['web/models/search.ts', 'const found = text.matchAll(input)', /regular expression/],
  ['web/models/search.ts', "const found = text.search(input + '$')", /regular expression/],
  ['web/models/search.ts', 'const R = RegExp; new R(input)', /regular expression/],
  ['web/models/search.ts', `const found = new RegExp(\`^${VALUE}\`)`, /regular expression/],
  ['web/models/search.ts', "const found = RegExp('^' + input)", /regular expression/],
  ['worker/crypto/tokens.ts', "crypto.subtle.digest('SHA-1', bytes)", /^SHA-1 is no/],
  ['worker/crypto/tokens.ts', "createHash('md5')", /^md5 is no/],
  ['worker/crypto/tokens.ts', 'crypto.subtle.digest(`SHA-1`, bytes)', /^SHA-1 is no/],
  ['worker/crypto/box.ts', "createCipheriv('aes-256-cbc', key, iv)", /^aes-256-cbc is no/],
  ['worker/crypto/box.ts', "const how = { name: 'AES-CBC' }", /^AES-CBC is no/],
  ['worker/crypto/signatures.ts', "const how = { name: 'RSASSA-PKCS1-v1_5' }", /^RSASSA/],
  ['worker/crypto/assertions.ts', "const ALGORITHM = 'RS256'", /^RS256/],
]
test.each(codeFromText)('%s may not say %s', (path, text, message) => {
  expect(findFaults([{ path, text: `const first = 1\n${text}\n` }])).toEqual([
    { path, line: 2, message: expect.stringMatching(message) },
  ])
})

const written: [string, string][] = [
  [
    'web/models/coordinates.ts',
    `const part = String.raw\`\\d\`\nconst form = new RegExp(\`^(${['$', '{part}'].join('')})$\`)`,
  ],
  ['worker/contract/common.ts', "const form = new RegExp('^a$', 'u')"],
  ['web/models/live.ts', "socket.addEventListener('message', read)"],
  ['web/models/live.ts', 'socket.onmessage = read'],
  ['web/models/search.ts', 'const WORD = /a/\nconst found = text.match(WORD)'],
  ['web/models/search.ts', 'const found = await api.search(q)'],
  ['web/models/search.ts', 'const isOne = (form: RegExp) => form.test(text)'],
  ['worker/features/notifications/push.ts', "const encoding = 'aes128gcm'"],
  ['worker/kit/backoff.ts', 'const random = Math.random'],
  ['worker/crypto/box.ts', "const how = { name: 'AES-GCM' }"],
  ['worker/features/factors/totp.ts', "const how = { algorithm: 'SHA1' }"],
  ['worker/features/identity/leaked-passwords.ts', "digest('SHA-1', text)"],
  ['worker/features/sso/tokens.ts', "const ALGORITHMS = ['RS256']"],
]
test.each(written)('%s may say %s', (path, text) => {
  expect(messagesOf(path, text)).toEqual([])
})

test('where a word has its place it may stand', () => {
  expect(messagesOf('worker/whatsapp/client.ts', "const url = 'https://graph.facebook.com'")).toEqual([])
  expect(messagesOf('worker/kit/clock.ts', 'const at = Date.now()')).toEqual([])
  expect(messagesOf('worker/features/inbox/service.ts', 'const at = new Date(ctx.now())')).toEqual([])
  expect(messagesOf('durable-objects/hub-object/object.ts', "import { env } from 'cloudflare:workers'")).toEqual([])
})

test('tests and dev may import everything', () => {
  expect(messagesOf('tests/kit/ids.test.ts', importing('../../dev/config.ts'))).toEqual([])
  expect(messagesOf('dev/seed.ts', importing('../worker/features/inbox/service.ts'))).toEqual([])
})

test('comments are no code, and strings are no comments', () => {
  expect(messagesOf('worker/features/inbox/service.ts', '// not Date.now()\n/* import "drizzle-orm" */')).toEqual([])
  expect(withoutComments("const url = 'https://a.test' // why")).toBe("const url = 'https://a.test'       ")
  expect(withoutComments('a /* one\ntwo */ b')).toBe('a       \n       b')
})

test('every way to import is seen', () => {
  const text = [
    "import 'one'",
    "import type { A } from 'two'",
    'import {',
    '  b,',
    "} from './three.ts'",
    "export { c } from 'four'",
    "export * from 'five'",
    "const six = await import('six')",
    "type Seven = import('seven').Seven",
  ].join('\n')
  const found = listImports({ path: 'worker/kit/a.ts', text })
  expect(found.map((one) => [one.target, one.line, one.isType])).toEqual([
    ['one', 1, false],
    ['two', 2, true],
    ['worker/kit/three.ts', 3, false],
    ['four', 6, false],
    ['five', 7, false],
    ['six', 8, false],
    ['seven', 9, true],
  ])
})

test('a circle is found once; one of types only is none', () => {
  const a = { path: 'worker/kit/a.ts', text: importing('./b.ts') }
  const b = { path: 'worker/kit/b.ts', text: importing('./c.ts') }
  const c = { path: 'worker/kit/c.ts', text: importing('./a.ts') }
  const typed = { path: 'worker/kit/c.ts', text: "import type { a } from './a.ts'" }
  expect(findCycles([a, b, c])).toEqual([['worker/kit/a.ts', 'worker/kit/b.ts', 'worker/kit/c.ts']])
  expect(findCycles([a, b, typed])).toEqual([])
  expect(findFaults([a, b, c]).map((fault) => fault.message)).toEqual([
    'imports go in a circle: worker/kit/a.ts → worker/kit/b.ts → worker/kit/c.ts → worker/kit/a.ts',
  ])
})
