import { createHash } from 'node:crypto'
import { z } from 'zod'
import { parseNetworks } from './kit/address-list.ts'
import { GRAPH_URL } from './whatsapp/graph-call.ts'

/** What the platform binds; see wrangler.toml. */
export interface Bindings {
  ASSETS: Fetcher
  INBOX: DurableObjectNamespace<import('../durable-objects/inbox-object/object.ts').InboxObject>
  HUB: DurableObjectNamespace<import('../durable-objects/hub-object/object.ts').HubObject>
  SENDER: DurableObjectNamespace<import('../durable-objects/sender-object/object.ts').SenderObject>
  LIMITER: DurableObjectNamespace<import('../durable-objects/limiter-object/object.ts').LimiterObject>
  INTAKE_QUEUE: Queue<{ name: string }>
  MEDIA_QUEUE: Queue<{ tenantId: string; mediaId: string }>
  PUSH_QUEUE: Queue<{ tenantId: string; notificationId: string }>
  EMAIL_QUEUE: Queue<{ emailId: string }>
  BUCKET: R2Bucket
}

const Secret = z.string().min(8).max(4096)
const Url = z.url().max(512)

const Settings = z.object({
  ENVIRONMENT: z.enum(['development', 'staging', 'production']).default('production'),
  APP_URL: Url,
  SIGNUP_MODE: z.enum(['closed', 'invite', 'open']).optional(),
  SETUP_TOKEN: z.string().min(8).max(200).optional(),
  DATA_JURISDICTION: z.enum(['default', 'eu', 'us']).default('default'),
  DATABASE_URL: z.string().min(10).max(1024),
  NEON_FETCH_ENDPOINT: Url.optional(),
  UPSTASH_REDIS_REST_URL: Url.optional(),
  UPSTASH_REDIS_REST_TOKEN: z.string().max(512).optional(),
  GRAPH_API_URL: Url.default(GRAPH_URL),
  GRAPH_API_VERSION: z
    .string()
    .regex(/^v\d+\.\d+$/)
    .default('v26.0'),
  META_APP_ID: z.string().max(64).optional(),
  META_APP_SECRET: Secret,
  META_VERIFY_TOKEN: Secret,
  KMS_PROVIDER: z.enum(['local']).default('local'),
  LOCAL_MASTER_KEY: Secret,
  INTAKE_KEYS: Secret,
  SESSION_KEYS: Secret,
  /** Of each member, over the whole API. */
  API_REQUESTS_PER_MINUTE: z.coerce.number().int().min(60).max(10_000_000).default(600),
  AUDIT_SIGNING_KEY: Secret,
  /** From where the platform's staff may come. */
  STAFF_ALLOWED_ADDRESSES: z
    .string()
    .max(4_000)
    .default('')
    .transform((text, ctx) => {
      const networks = parseNetworks(text)
      if (networks === null) ctx.addIssue({ code: 'custom', message: 'is not a list of addresses and networks' })
      return networks ?? []
    }),
  /** Answers DNS over HTTPS at `/dns-query`, in JSON. */
  DNS_API_URL: Url.default('https://cloudflare-dns.com'),
  /** Answers `/range/<five hex digits>` as Pwned Passwords does; `off`: nobody is asked. */
  BREACHED_PASSWORDS_URL: z.literal('off').or(Url).default('https://api.pwnedpasswords.com'),
  EMAIL_API_URL: Url.default('https://api.resend.com'),
  /** Without it the deployment sends no e-mail. */
  EMAIL_API_KEY: Secret.optional(),
  /** `Name <address>` or an address. */
  EMAIL_FROM: z
    .string()
    .regex(/^([^<>\r\n]{1,80} <[^<>@\s]+@[^<>@\s]+>|[^<>@\s]+@[^<>@\s]+)$/)
    .max(254)
    .optional(),
  VAPID_PUBLIC_KEY: z
    .string()
    .regex(/^[\w-]{87}$/)
    .optional(),
  VAPID_PRIVATE_KEY: z
    .string()
    .regex(/^[\w-]{43}$/)
    .optional(),
  VAPID_SUBJECT: z
    .string()
    .regex(/^(mailto:|https:\/\/)\S{3,200}$/)
    .optional(),
})
export type Settings = Omit<z.infer<typeof Settings>, 'SIGNUP_MODE'> & { SIGNUP_MODE: 'closed' | 'invite' | 'open' }

/** SHA-256 of the secrets that `npm run dev` publishes: production refuses them without knowing them. */
const publishedSecretHashes = new Set([
  '5662fb4c37080e96b2b0922134ef8591e5626f1ebd54580ba05c121af2b1afd3',
  '05fe375596b75a852cec73a2324758af85ae5407c9e37fc09561f863e29b1306',
  '9ac8076bb3302ae8980e1d64cf4581ce5ce4a98d882ed358dff31c19d14a9ffc',
  '56a116f2bdaaf1ceb97f84b537c92d7f32911275bbb261dbef577600cf55866e',
  'b61c77c9064976a60829fab6cd70b5e50452b2f79f5288a77f61564df1120d63',
  '68bfd4ff8a45aa1cc0867e84f732dd6ecbca3158daaba3bc4976196f523f1834',
  'c630d643a4ce966b1bb071ef04af852726c3aba9f6521684ebd79bf296f06a89',
  '6389311349d87eedb7c54404752d9356649a8f703ad099d155a844019d267237',
  '4396b6cb81b487c98f42afe6e82f0445de7bf7e4719b03035af1a9136f3e6333',
  '23601df6be08a49d6ce67166d7388216b3a69de89b9df60dce60388d384a4a76',
])

const secretNames = [
  'META_APP_SECRET',
  'META_VERIFY_TOKEN',
  'LOCAL_MASTER_KEY',
  'INTAKE_KEYS',
  'SESSION_KEYS',
  'AUDIT_SIGNING_KEY',
  'SETUP_TOKEN',
  'VAPID_PRIVATE_KEY',
  'UPSTASH_REDIS_REST_TOKEN',
  'EMAIL_API_KEY',
] as const
const endpointNames = [
  'APP_URL',
  'NEON_FETCH_ENDPOINT',
  'UPSTASH_REDIS_REST_URL',
  'GRAPH_API_URL',
  'EMAIL_API_URL',
  'DNS_API_URL',
  'BREACHED_PASSWORDS_URL',
] as const
const LOOPBACK = /^(localhost|127\.|\[::1\]|0\.0\.0\.0)/

const parsed = new WeakMap<object, Settings>()

/**
 * The settings of this deployment, parsed once per isolate.
 *
 * @throws Error naming every variable that is missing, malformed, or (outside development) not fit for production.
 *   The values themselves are never named.
 */
export function parseSettings(env: object): Settings {
  const known = parsed.get(env)
  if (known) return known
  const result = Settings.safeParse(env)
  if (!result.success) {
    throw new Error(
      `Settings: ${result.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`).join('; ')}`,
    )
  }
  const settings: Settings = {
    ...result.data,
    SIGNUP_MODE: result.data.SIGNUP_MODE ?? (result.data.ENVIRONMENT === 'production' ? 'closed' : 'open'),
  }
  if (settings.ENVIRONMENT !== 'development') refuseDevelopmentValues(settings)
  parsed.set(env, settings)
  return settings
}

function refuseDevelopmentValues(settings: Settings): void {
  const faults: string[] = []
  for (const name of secretNames) {
    const value = settings[name]
    if (value === undefined) continue
    if (publishedSecretHashes.has(createHash('sha256').update(value).digest('hex'))) faults.push(`${name} is published`)
    if (value.length < 16) faults.push(`${name} is too short`)
  }
  for (const name of endpointNames) {
    const value = settings[name]
    if (value === undefined || value === 'off') continue
    const url = new URL(value)
    if (url.protocol !== 'https:') faults.push(`${name} is not https`)
    if (LOOPBACK.test(url.host)) faults.push(`${name} is a loopback address`)
  }
  if (faults.length > 0) throw new Error(`Settings not fit for ${settings.ENVIRONMENT}: ${faults.join('; ')}`)
}
