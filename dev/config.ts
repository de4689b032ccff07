import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { GraphOptions } from './graph/options.ts'
import { OWNER_PASSWORD } from './postgres.ts'
import type { SsoOptions } from './sso/server.ts'

/** The checkout. */
export const ROOT = join(import.meta.dirname, '..')

/** The people and numbers that `npm run dev` seeds. Fixed, so that tools can rely on them. */
export const DEMO = {
  password: 'adsapp-demo-2026',
  shop: {
    organization: 'Demo Shop',
    owner: 'owner@demo.test',
    agent: 'agent@demo.test',
    phoneNumberId: '106540352242922',
    wabaId: '102290129340398',
    displayPhoneNumber: '15550783881',
    accessToken: 'dev-token-demo-shop',
    businessId: '506847293015824',
  },
  /** The application of the shop at its identity provider. */
  sso: { domain: 'demo.test', clientId: 'adsapp', clientSecret: 'dev-sso-client-secret' },
  other: {
    organization: 'Other Shop',
    owner: 'owner@other.test',
    phoneNumberId: '106540352242999',
    wabaId: '102290129340999',
    displayPhoneNumber: '15550783999',
    accessToken: 'dev-token-other-shop',
    businessId: '506847293015999',
  },
  staff: { organization: 'Platform team', email: 'staff@demo.test', name: 'Stella Staff' },
} as const

/** Secrets of the local stack. Published with the source, so worthless: outside development the Worker refuses them. */
export const DEV_SECRETS = {
  META_APP_SECRET: 'dev-app-secret',
  META_VERIFY_TOKEN: 'dev-verify-token',
  LOCAL_MASTER_KEY: readableKey('adsapp-development-master-key-01'),
  INTAKE_KEYS: `dev:${readableKey('adsapp-development-intake-key-01')}`,
  SESSION_KEYS: `dev:${readableKey('adsapp-development-session-key-1')}`,
  AUDIT_SIGNING_KEY: `dev:${readableKey('adsapp-development-audit-sign-01')}`,
  SETUP_TOKEN: 'dev-setup-token',
  UPSTASH_REDIS_REST_TOKEN: 'dev-redis-token',
  STRIPE_SECRET_KEY: 'sk_test_adsapp_development',
  STRIPE_WEBHOOK_SECRET: 'whsec_adsapp_development',
  EMAIL_API_KEY: 'dev-email-key',
  VAPID_PRIVATE_KEY: 'TxH_Kr5oQa7sRdRmrrj5hrmnk6KqtEm57ChX1-QT5pE',
} as const

const META_APP_ID = 'dev-app'

/** The public half of the local VAPID key. */
export const DEV_VAPID_PUBLIC_KEY =
  'BIQzP3zkXzTKCtEJMI0xzqj9QEsd55UpSB3PNlof-1xhdWrPUd6FE9cRye3Pu7BTxRPeWgbinv2BJ-aMv4uG7sE'

/** Password of the app's login role in the local Postgres. */
export const APP_DATABASE_PASSWORD = 'dev-app-password'

/** Everything that must never be found in what is deployed. */
export const NEVER_DEPLOYED: readonly string[] = [
  ...Object.values(DEV_SECRETS).map((secret) => secret.replace(/^dev:/, '')),
  ...[APP_DATABASE_PASSWORD, OWNER_PASSWORD, DEMO.password, DEMO.sso.clientSecret],
  DEMO.staff.email,
  ...[DEMO.shop, DEMO.other].flatMap((shop) => [shop.organization, shop.owner, shop.phoneNumberId, shop.accessToken]),
]

/** What a deployment may set. Set in the environment of `npm run dev`, each wins over its local stand-in. */
export const VARIABLES = [
  ...['ENVIRONMENT', 'APP_URL', 'SIGNUP_MODE', 'SETUP_TOKEN', 'DATA_JURISDICTION'],
  ...['DATABASE_URL', 'NEON_FETCH_ENDPOINT', 'NEON_WS_PROXY', 'UPSTASH_REDIS_REST_URL', 'UPSTASH_REDIS_REST_TOKEN'],
  ...['GRAPH_API_URL', 'GRAPH_API_VERSION', 'META_APP_ID', 'META_APP_SECRET', 'META_VERIFY_TOKEN'],
  ...['STRIPE_SECRET_KEY', 'STRIPE_WEBHOOK_SECRET', 'STRIPE_API_URL'],
  ...['KMS_PROVIDER', 'AWS_REGION', 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_KMS_KEY_ID', 'AWS_KMS_ENDPOINT'],
  ...['AZURE_KEY_VAULT_URL', 'AZURE_TENANT_ID', 'AZURE_CLIENT_ID', 'AZURE_CLIENT_SECRET', 'AZURE_AUTHORITY_URL'],
  ...['LOCAL_MASTER_KEY', 'INTAKE_KEYS', 'SESSION_KEYS', 'EMAIL_API_URL', 'EMAIL_API_KEY', 'EMAIL_FROM', 'DNS_API_URL'],
  ...['VAPID_PUBLIC_KEY', 'VAPID_PRIVATE_KEY', 'VAPID_SUBJECT', 'AUDIT_SIGNING_KEY', 'STAFF_ALLOWED_ADDRESSES'],
  ...['API_REQUESTS_PER_MINUTE', 'BREACHED_PASSWORDS_URL'],
] as const
type Variable = (typeof VARIABLES)[number]

/** Outside services that run as a process of their own, if their folder is there and one of their variables is not set. */
const STAND_INS = [
  { name: 'graph', title: 'phone simulator', variables: ['GRAPH_API_URL'], page: '/' },
  { name: 'stripe', title: 'Stripe stand-in', variables: ['STRIPE_API_URL'], page: '/' },
  { name: 'kms', title: 'KMS stand-in', variables: ['AWS_KMS_ENDPOINT'], page: '/' },
  { name: 'mail', title: 'mailbox', variables: ['EMAIL_API_URL'], page: '/inbox' },
  { name: 'sso', title: 'OIDC provider', variables: ['DNS_API_URL', 'BREACHED_PASSWORDS_URL'], page: '/' },
] as const

export interface StandIn {
  name: 'graph' | 'stripe' | 'kms' | 'mail' | 'sso'
  title: string
  port: number
  url: string
  /** Where people look at it. */
  page: string
  /** What to run with Node. */
  script: string
  /** Those that hold its URL. */
  variables: readonly string[]
}

export interface DevConfig {
  /** All state of the stack. */
  dataDir: string
  /** What the stand-ins of outside services keep. */
  outsideDir: string
  appUrl: string
  ports: { app: number; graph: number; stripe: number; kms: number; mail: number; sso: number }
  /** The stand-ins to start. */
  standIns: readonly StandIn[]
  /** Variables set in the environment: they win. */
  given: Readonly<Partial<Record<Variable, string>>>
}

/** Where the parts that take free ports answer. */
export interface LocalServices {
  databaseUrl: string
  /** As the owner of the schema; left out where only the app's login is known. */
  ownerUrl?: string
  neonFetchEndpoint?: string
  neonWsProxy?: string
  redisRestUrl?: string
}

/**
 * The local stack as the environment asks for it.
 * @throws Error if a port is no port.
 */
export function readConfig(env: NodeJS.ProcessEnv = process.env): DevConfig {
  const dataDir = resolve(env.ADSAPP_DATA_DIR ?? join(ROOT, '.dev'))
  const ports = {
    app: readPort(env, 'ADSAPP_PORT', 8787),
    graph: readPort(env, 'GRAPH_PORT', 8790),
    stripe: readPort(env, 'STRIPE_PORT', 8791),
    kms: readPort(env, 'KMS_PORT', 8792),
    mail: readPort(env, 'MAIL_PORT', 8793),
    sso: readPort(env, 'SSO_PORT', 8794),
  }
  const set = VARIABLES.flatMap((name) => (env[name] ? [[name, env[name]] as const] : []))
  const given = Object.fromEntries(set) as DevConfig['given']
  const standIns = STAND_INS.map((part) => ({
    ...part,
    port: ports[part.name],
    url: `http://127.0.0.1:${ports[part.name]}`,
    script: join(ROOT, 'dev', part.name, 'main.ts'),
  })).filter((part) => part.variables.some((name) => given[name] === undefined) && existsSync(part.script))
  const outsideDir = join(dataDir, 'outside')
  return { dataDir, outsideDir, appUrl: `http://127.0.0.1:${ports.app}`, ports, standIns, given }
}

/** The environment under which a child reads the same configuration. */
export function childEnvironment(config: DevConfig): NodeJS.ProcessEnv {
  const { app, graph, stripe, kms, mail, sso } = config.ports
  const ports = {
    ...{ ADSAPP_PORT: app, GRAPH_PORT: graph, STRIPE_PORT: stripe, KMS_PORT: kms },
    ...{ MAIL_PORT: mail, SSO_PORT: sso },
  }
  const texts = Object.fromEntries(Object.entries(ports).map(([name, port]) => [name, String(port)]))
  return { ...process.env, ...texts, ADSAPP_DATA_DIR: config.dataDir }
}

/** What the Graph stand-in needs to know of the demo. */
export function graphOptions(config: DevConfig): GraphOptions {
  return {
    port: config.ports.graph,
    dataDir: join(config.outsideDir, 'graph'),
    webhookUrl: `${config.appUrl}/webhooks/whatsapp`,
    appId: config.given.META_APP_ID ?? META_APP_ID,
    appSecret: config.given.META_APP_SECRET ?? DEV_SECRETS.META_APP_SECRET,
    verifyToken: config.given.META_VERIFY_TOKEN ?? DEV_SECRETS.META_VERIFY_TOKEN,
    accounts: [DEMO.shop, DEMO.other].map((shop) => ({
      wabaId: shop.wabaId,
      phoneNumberId: shop.phoneNumberId,
      displayPhoneNumber: shop.displayPhoneNumber,
      verifiedName: shop.organization,
      businessId: shop.businessId,
      accessTokens: [shop.accessToken],
    })),
  }
}

/** What the identity provider needs to know of the demo: the app is opened under either name of the machine. */
export function ssoOptions({ ports, outsideDir }: DevConfig): SsoOptions {
  const redirectUris = ['127.0.0.1', 'localhost'].map((host) => `http://${host}:${ports.app}/signin/sso/`)
  const { clientId, clientSecret } = DEMO.sso
  return { port: ports.sso, dataDir: join(outsideDir, 'sso'), clientId, clientSecret, redirectUris }
}

/** Every variable the Worker gets: the published values, the places of the local services, and on top what was given. */
export function workerVariables(config: DevConfig, services: LocalServices): Record<string, string> {
  return {
    ENVIRONMENT: 'development',
    APP_URL: config.appUrl,
    SIGNUP_MODE: 'open',
    META_APP_ID,
    KMS_PROVIDER: 'local',
    VAPID_PUBLIC_KEY: DEV_VAPID_PUBLIC_KEY,
    EMAIL_FROM: 'ADSapp <no-reply@adsapp.test>',
    ...DEV_SECRETS,
    ...Object.fromEntries(config.standIns.flatMap(({ variables, url }) => variables.map((name) => [name, url]))),
    DATABASE_URL: services.databaseUrl,
    ...(services.neonFetchEndpoint && { NEON_FETCH_ENDPOINT: services.neonFetchEndpoint }),
    ...(services.neonWsProxy && { NEON_WS_PROXY: services.neonWsProxy }),
    ...(services.redisRestUrl && { UPSTASH_REDIS_REST_URL: services.redisRestUrl }),
    ...config.given,
  }
}

function readPort(env: NodeJS.ProcessEnv, name: string, fallback: number): number {
  const port = Number(env[name] ?? fallback)
  if (!Number.isInteger(port) || port < 1 || port > 65_535) throw new Error(`${name} is no port: ${env[name]}`)
  return port
}

/** 32 bytes that read as what they are. */
function readableKey(text: string): string {
  return Buffer.from(text).toString('base64')
}
