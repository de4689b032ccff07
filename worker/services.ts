import {
  type ApiCounter,
  createApiCounter,
  createLimits,
  createRefusals,
  type Limits,
  type Refusals,
} from './cache/index.ts'
import { type Assertions, createAssertions } from './crypto/assertions.ts'
import { IntakeKeys, parseKeyList } from './crypto/intake.ts'
import { KeyRing } from './crypto/keys.ts'
import { localKeyProvider } from './crypto/kms/local.ts'
import { KeyUnavailableError } from './crypto/kms/provider.ts'
import { createSignatures, type Signatures } from './crypto/signatures.ts'
import { Vault } from './crypto/vault.ts'
import { isTransient } from './db/codes.ts'
import { connect, type Database } from './db/connect.ts'
import { type Bindings, parseSettings, type Settings } from './env.ts'
import { insertRefusals } from './features/staff/index.ts'
import { postgresKeyStore } from './features/tenant/index.ts'
import { fromBase64, toBase64Url } from './kit/bytes.ts'
import { systemClock } from './kit/clock.ts'
import { errorFacts } from './kit/error-facts.ts'
import { createLog, type Log } from './kit/log.ts'
import { emailPort, limiterStub } from './objects.ts'
import type { EmailPort } from './ports.ts'

/** What every request and object of an isolate shares: no state of any one of them. */
export interface Services {
  settings: Settings
  db: Database
  keys: KeyRing
  vault: Vault
  intake: IntakeKeys
  assertions: Assertions
  signatures: Signatures
  emails: EmailPort
  limits: Limits
  apiCounter: ApiCounter
  refusals: Refusals
  log: Log
  now: () => number
}

const made = new WeakMap<object, Services>()

/** Built once per isolate. @throws Error if the settings are not fit (see env.ts). */
export function servicesOf(env: Bindings): Services {
  const known = made.get(env)
  if (known) return known
  const settings = parseSettings(env)
  const db = connect(settings.DATABASE_URL, settings.NEON_FETCH_ENDPOINT)
  const keys = new KeyRing({
    store: postgresKeyStore(db),
    provider: localKeyProvider(fromBase64(settings.LOCAL_MASTER_KEY)),
    now: systemClock,
  })
  const log = createLog()
  const intake = new IntakeKeys(parseKeyList(settings.INTAKE_KEYS))
  const services: Services = {
    settings,
    db,
    keys,
    vault: new Vault(keys, systemClock),
    intake,
    assertions: createAssertions(parseKeyList(settings.SESSION_KEYS), systemClock),
    signatures: createSignatures(parseKeyList(settings.AUDIT_SIGNING_KEY)),
    emails: emailPort(env, settings, log),
    limits: createLimits({
      settings,
      now: systemClock,
      hash: async (...parts) => toBase64Url(await intake.eventKey('cache', ...parts)),
      fallback: (key) => limiterStub(env, settings.DATA_JURISDICTION, key),
      note: (error) => log.warn('limits.without_redis', errorFacts(error)),
    }),
    apiCounter: createApiCounter(settings, {
      now: systemClock,
      note: (error) => log.warn('limits.without_redis', errorFacts(error)),
    }),
    refusals: createRefusals(
      (counts) => insertRefusals(db, counts),
      (error) => log.warn('refusals.lost', errorFacts(error)),
    ),
    log,
    now: systemClock,
  }
  made.set(env, services)
  return services
}

/** Whether the same work may succeed later without anybody doing anything. */
export function isRetryable(error: unknown): boolean {
  return error instanceof KeyUnavailableError || isTransient(error)
}
