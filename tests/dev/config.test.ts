import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { unstable_readConfig } from 'wrangler'
import { DEV_SECRETS, graphOptions, ROOT, readConfig, VARIABLES, workerVariables } from '../../dev/config.ts'
import { parseSettings } from '../../worker/env.ts'

const database = { databaseUrl: 'postgres://app:x@127.0.0.1:5432/adsapp' }

test('what is set in the environment wins, and its stand-in is not started', () => {
  const config = readConfig({ GRAPH_API_URL: 'https://graph.test', META_APP_SECRET: 'given', GRAPH_PORT: '9000' })
  expect(config.standIns.map((part) => part.name)).not.toContain('graph')
  const variables = workerVariables(config, database)
  expect(variables).toMatchObject({ GRAPH_API_URL: 'https://graph.test', META_APP_SECRET: 'given' })
  expect(graphOptions(config)).toMatchObject({ port: 9000, appSecret: 'given' })
})

test('a stand-in of several services is there for those that are not set', () => {
  const config = readConfig({ DNS_API_URL: 'https://dns.test', SSO_PORT: '9001' })
  expect(workerVariables(config, database)).toMatchObject({
    DNS_API_URL: 'https://dns.test',
    BREACHED_PASSWORDS_URL: 'http://127.0.0.1:9001',
  })
  const both = readConfig({ DNS_API_URL: 'https://dns.test', BREACHED_PASSWORDS_URL: 'off' })
  expect(both.standIns.map((part) => part.name)).not.toContain('sso')
})

test('ports move, and a word is no port', () => {
  const config = readConfig({ ADSAPP_PORT: '9001', ADSAPP_DATA_DIR: '/data' })
  expect(config).toMatchObject({ appUrl: 'http://127.0.0.1:9001', dataDir: '/data', outsideDir: '/data/outside' })
  expect(() => readConfig({ ADSAPP_PORT: 'nine' })).toThrow('ADSAPP_PORT is no port')
})

test('every variable has its line in .dev.vars.example', () => {
  const text = readFileSync(join(ROOT, '.dev.vars.example'), 'utf8')
  const named = [...text.matchAll(/^([A-Z_]+)=\S* +# /gm)].map((match) => match[1])
  expect(named).toEqual(expect.arrayContaining([...VARIABLES, 'DATABASE_OWNER_URL', 'REDIS_URL']))
})

test('the Worker takes these settings in development', () => {
  expect(parseSettings(workerVariables(readConfig({}), database))).toMatchObject({ ENVIRONMENT: 'development' })
})

const secretsOfTheWorker = [
  'META_APP_SECRET',
  'META_VERIFY_TOKEN',
  'LOCAL_MASTER_KEY',
  'INTAKE_KEYS',
  'SESSION_KEYS',
  'AUDIT_SIGNING_KEY',
  'SETUP_TOKEN',
  'EMAIL_API_KEY',
] as const
test.each(secretsOfTheWorker)('the Worker refuses the published %s in production', (name) => {
  const variables = {
    ...workerVariables(readConfig({}), database),
    ENVIRONMENT: 'production',
    [name]: DEV_SECRETS[name],
  }
  expect(() => parseSettings(variables)).toThrow(`${name} is published`)
})

/** As a deployment would be set up, as far as the Worker can tell. */
const deployed = {
  ...Object.fromEntries(secretsOfTheWorker.map((name) => [name, `a long random one of ${name}`])),
  ...{ APP_URL: 'https://app.example.test', DATABASE_URL: 'postgres://app:x@db.example.test/adsapp' },
}

test.each([
  [undefined, 'https://api.pwnedpasswords.com'],
  ['https://leaked.example.test', 'https://leaked.example.test'],
  ['off', 'off'],
])('leaked passwords are asked for as %s says', (given, expected) => {
  expect(parseSettings({ ...deployed, BREACHED_PASSWORDS_URL: given }).BREACHED_PASSWORDS_URL).toBe(expected)
})

test('a Worker that is not told where it stands stands in production, closed', () => {
  expect(parseSettings(deployed)).toMatchObject({ ENVIRONMENT: 'production', SIGNUP_MODE: 'closed' })
})

test.each(['staging', 'production'])(
  'in %s whatever is not spoken to over HTTPS, or is this machine, is refused',
  (env) => {
    const endpoints = [
      'APP_URL',
      'NEON_FETCH_ENDPOINT',
      'UPSTASH_REDIS_REST_URL',
      'GRAPH_API_URL',
      'EMAIL_API_URL',
      'BREACHED_PASSWORDS_URL',
      'DNS_API_URL',
    ]
    const addresses = VARIABLES.filter((name) =>
      /^(APP_URL|NEON_FETCH_ENDPOINT|UPSTASH_REDIS_REST_URL|BREACHED_PASSWORDS_URL|\w+_API_URL)$/.test(name),
    )
    expect(addresses.filter((name) => name !== 'STRIPE_API_URL').sort()).toEqual(endpoints.sort())
    for (const name of endpoints) {
      const at = (address: string) => () => parseSettings({ ...deployed, ENVIRONMENT: env, [name]: address })
      expect(at('https://example.test'), name).not.toThrow()
      expect(at('http://example.test'), name).toThrow(`${name} is not https`)
      expect(at('https://127.0.0.1:8787'), name).toThrow(`${name} is a loopback address`)
    }
  },
)

interface Deployment {
  queues: {
    producers?: { binding: string; queue: string }[]
    consumers?: { queue: string; dead_letter_queue?: string }[]
  }
  durable_objects: { bindings: { name: string }[] }
  r2_buckets: { binding: string }[]
}

test.each(['staging', 'production'])(
  '%s binds all that development binds, and each of its queues is consumed',
  (env) => {
    const config = join(ROOT, 'wrangler.toml')
    const read = (args: { config: string; env?: string }) => unstable_readConfig(args) as Deployment
    const [development, deployed] = [read({ config }), read({ config, env })]
    const bindingsOf = ({ queues, durable_objects, r2_buckets }: Deployment) =>
      [
        ...(queues.producers ?? []).map(({ binding }) => binding),
        ...durable_objects.bindings.map(({ name }) => name),
        ...r2_buckets.map(({ binding }) => binding),
      ].sort()
    expect(bindingsOf(deployed)).toEqual(bindingsOf(development))
    const consumers = deployed.queues.consumers ?? []
    const filled = [
      ...(deployed.queues.producers ?? []).map(({ queue }) => queue),
      ...consumers.flatMap(({ dead_letter_queue }) => dead_letter_queue ?? []),
    ]
    expect(consumers.map(({ queue }) => queue).sort()).toEqual([...new Set(filled)].sort())
  },
)
